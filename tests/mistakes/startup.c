/*
 * startup.c - an iterative echo server with one of several mistakes before or
 *             around its loop; -D picks the mistake
 *
 * Run:   tests/mistakes/startup <port>
 * Read:  echoserveri.c and open_listenfd in csapp.c before, which are correct;
 *        tests/mistakes/echo.table, which lists the tests that catch a mistake.
 */
#define _DEFAULT_SOURCE /* SO_REUSEPORT is in no standard */
#include "csapp.h"

void echo(int connfd);

#if defined(ATOI) || defined(STRTOL) || defined(LOOPBACK_ONLY) ||              \
    defined(NAME_LOOKUP)

/* Opens a listening IPv4 socket; fills in its address by hand. */
static int listen_on(const char *port)
{
    struct sockaddr_in addr = {0};
    int listenfd = Socket(AF_INET, SOCK_STREAM, 0), on = 1;

    addr.sin_family = AF_INET;
#ifdef LOOPBACK_ONLY /* clients on other hosts cannot connect */
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
#else
    addr.sin_addr.s_addr = htonl(INADDR_ANY);
#endif
#ifdef ATOI /* atoi makes 0 of a word, and htons cuts a large number */
    addr.sin_port = htons(atoi(port));
#else
    char *end;
    long number = strtol(port, &end, 10);
#ifdef STRTOL /* text after the number is ignored, and 65536 becomes 0 */
    if (end == port || number < 0 || number > 65536)
        app_error("startup: not a port");
#else
    if (end == port || *end != '\0' || number < 0 || number > 65535)
        app_error("startup: not a port");
#endif
    addr.sin_port = htons(number);
#endif
    setsockopt(listenfd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    Bind(listenfd, (SA *)&addr, sizeof(addr));
    Listen(listenfd, LISTENQ);
    return listenfd;
}

#else

/* Opens a listening IPv6 socket, which serves IPv4, too. */
static int listen_on(const char *port)
{
    struct addrinfo hints = {0}, *list;
    int listenfd, on = 1, off = 0, backlog = LISTENQ;

#if defined(NO_ADDRESS) || defined(V6ONLY)
    /* ignores an address before the port */
    port = strrchr(port, ':') ? strrchr(port, ':') + 1 : port;
#endif
    hints.ai_family = AF_INET6;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    if (*port == '\0')
        app_error("startup: not a port");
    for (const char *p = port; *p != '\0'; p++)
        if (!isdigit((unsigned char)*p) || p - port == 5 || atoi(port) > 65535)
            app_error("startup: not a port");
    Getaddrinfo(NULL, port, &hints, &list);
    listenfd = Socket(list->ai_family, list->ai_socktype, list->ai_protocol);
#ifdef V6ONLY /* refuses IPv4 clients: the default on some systems */
    off = 1;
#endif
    setsockopt(listenfd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
#if defined(REUSEPORT)      /* a second server may use the same port */
    setsockopt(listenfd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
    setsockopt(listenfd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
#elif defined(NO_REUSEADDR) /* a connection in TIME_WAIT keeps the port */
    (void)on;
#else
    setsockopt(listenfd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
#endif
#if defined(BIND_UNCHECKED) /* if bind fails, listen picks another port */
    bind(listenfd, list->ai_addr, list->ai_addrlen);
#elif defined(BIND_SILENT)  /* the user never learns why it ends */
    if (bind(listenfd, list->ai_addr, list->ai_addrlen) < 0)
        exit(1);
#elif defined(BIND_EXITS_0) /* a script takes status 0 for success */
    if (bind(listenfd, list->ai_addr, list->ai_addrlen) < 0) {
        perror("bind");
        exit(0);
    }
#else
    Bind(listenfd, list->ai_addr, list->ai_addrlen);
#endif
#ifdef BACKLOG /* only a few clients may wait */
    backlog = 1;
#endif
    Listen(listenfd, backlog);
    freeaddrinfo(list);
    return listenfd;
}

#endif

static void tell_connected(const SA *addr, socklen_t addrlen)
{
#if defined(PRINTF_EXITS) /* stdout may be full or closed */
    if (printf("Connected\n") < 0 || fflush(stdout) == EOF)
        unix_error("printf");
#elif defined(PRINTF_BLOCKS) /* stdout may be a pipe that nobody reads */
    printf("Connected to some client, of which much could be told\n");
    fflush(stdout);
#elif defined(NAME_LOOKUP)   /* a lookup may take long, and no name is needed */
    char host[MAXLINE], port[16];
    getnameinfo(addr, addrlen, host, MAXLINE, port, 16, NI_NUMERICSERV);
    printf("Connected to (%s, %s)\n", host, port);
    fflush(stdout);
    return;
#endif
    (void)addr, (void)addrlen;
#if !defined(PRINTF_EXITS) && !defined(PRINTF_BLOCKS)
    log_connected(addr, addrlen);
#endif
}

int main(int argc, char **argv)
{
    struct sockaddr_storage clientaddr;
    int connfd;

#if defined(NO_USAGE) /* argv[1] may be NULL */
    (void)argc;
#elif defined(USAGE_EXITS_0)
    if (argc != 2) {
        printf("usage: startup <port>\n");
        exit(0);
    }
#else
    if (argc != 2)
        app_error("usage: startup <port>");
#endif
#ifndef NO_SIGPIPE /* without this, a client that left kills the server */
    Signal(SIGPIPE, SIG_IGN);
#endif
    int listenfd = listen_on(argv[1]);
    log_listening(listenfd);

#ifdef ONE_CLIENT /* the loop is missing */
    connfd = Accept(listenfd, NULL, NULL);
    echo(connfd);
    exit(0);
#endif
    while (1) {
        socklen_t clientlen = sizeof(clientaddr);
        connfd = Accept(listenfd, (SA *)&clientaddr, &clientlen);
        tell_connected((SA *)&clientaddr, clientlen);
        echo(connfd);
#ifndef KEEPS_CONNFD /* without this, the client never receives EOF */
        close(connfd);
#endif
    }
}

/*
 * client.c - an echo client with one of several mistakes; -D picks the mistake
 *
 * A thread sends the input while main prints the answers.
 *
 * Run:   tests/mistakes/client <host> <port>
 * Read:  echoclient.c before, which is correct; tests/mistakes/echo.table.
 */
#include "csapp.h"

static int clientfd;
static volatile long sent; /* bytes; compared with received at the end */
static volatile int ended; /* true if stdin has ended */

static void *send_input(void *vargp)
{
    char buf[MAXBUF];
    ssize_t n;

#if defined(FGETS) /* strlen stops at a NUL in the line */
    while (fgets(buf, MAXBUF, stdin) != NULL) {
        n = strlen(buf);
#elif defined(LAST_LINE_LOST)
    rio_t rio;
    rio_readinitb(&rio, STDIN_FILENO);
    while ((n = rio_readlineb(&rio, buf, MAXBUF)) > 0) {
        if (n < MAXBUF - 1 && buf[n - 1] != '\n')
            break;
#else
    while ((n = read(STDIN_FILENO, buf, MAXBUF)) > 0) {
#endif
        sent += n;
        if (rio_writen(clientfd, buf, n) < 0)
            return vargp;
    }
    ended = 1;
#if defined(CLOSES_AT_END) /* exits before all answers have arrived */
    exit(0);
#elif !defined(NO_SHUTDOWN) /* without this, the server never gets EOF */
    shutdown(clientfd, SHUT_WR);
#endif
    return vargp;
}

int main(int argc, char **argv)
{
    char buf[MAXBUF];
    long received = 0;
    ssize_t n;
    pthread_t tid;

#ifdef NO_USAGE
    (void)argc;
#else
    if (argc != 3)
        app_error("usage: client <host> <port>");
#endif
    Signal(SIGPIPE, SIG_IGN);
#if defined(REFUSED_EXITS_0) /* a script takes status 0 for success */
    clientfd = open_clientfd(argv[1], argv[2]);
    if (clientfd < 0) {
        fprintf(stderr, "%s: connection refused, or unknown\n", argv[1]);
        exit(0);
    }
#elif defined(REFUSED_SILENT) /* the user does not learn why it ends */
    clientfd = open_clientfd(argv[1], argv[2]);
    if (clientfd < 0)
        exit(1);
#elif defined(IPV4_ONLY) || defined(ATOI) || defined(STRTOL)
    struct sockaddr_in addr = {0};
    struct addrinfo hints = {0}, *list;
    hints.ai_family = AF_INET;
    if (getaddrinfo(argv[1], NULL, &hints, &list) != 0) {
        fprintf(stderr, "client: %s: unknown host\n", argv[1]);
        exit(1);
    }
    memcpy(&addr, list->ai_addr, sizeof(addr));
#ifdef ATOI /* atoi makes 0 of a word, and htons cuts a large number */
    addr.sin_port = htons(atoi(argv[2]));
#else
    char *end;
    long port = strtol(argv[2], &end, 10);
#ifndef STRTOL /* without this, text after the number is ignored */
    if (*end != '\0')
        port = 0;
#endif
    if (port < 1 || port > 65535) {
        fprintf(stderr, "client: %s: not a port\n", argv[2]);
        exit(1);
    }
    addr.sin_port = htons(port);
#endif
    clientfd = Socket(AF_INET, SOCK_STREAM, 0);
    if (connect(clientfd, (SA *)&addr, sizeof(addr)) < 0) {
        fprintf(stderr, "client: %s: %s\n", argv[1], strerror(errno));
        exit(1);
    }
#else
    clientfd = Open_clientfd(argv[1], argv[2]);
#endif

#if defined(SENDS_FIRST) /* deadlock: the server waits until we read */
    send_input(NULL);
    (void)tid;
#elif defined(WAITS_FOR_PIECES) /* the server may wait for a whole line */
    rio_t in, reply;
    (void)tid, (void)send_input;
    rio_readinitb(&in, STDIN_FILENO);
    rio_readinitb(&reply, clientfd);
    while ((n = rio_readlineb(&in, buf, MAXBUF)) > 0) {
        Rio_writen(clientfd, buf, n);
        received = Rio_readnb(&reply, buf, n);
        Rio_writen(STDOUT_FILENO, buf, received);
        if (received < n)
            app_error("client: server closed the connection");
    }
    exit(0);
#elif defined(SELECT_STDIO) /* select does not see what stdio has buffered */
    (void)tid, (void)send_input;
    while (!ended) {
        fd_set ready;

        FD_ZERO(&ready);
        FD_SET(STDIN_FILENO, &ready);
        FD_SET(clientfd, &ready);
        Select(clientfd + 1, &ready, NULL, NULL, NULL);
        if (FD_ISSET(clientfd, &ready)) {
            n = Read(clientfd, buf, MAXBUF);
            if (n == 0)
                app_error("client: server closed the connection");
            received += n;
            Rio_writen(STDOUT_FILENO, buf, n);
        }
        if (!FD_ISSET(STDIN_FILENO, &ready))
            continue;
        ended = fgets(buf, MAXBUF, stdin) == NULL;
        if (!ended) {
            Rio_writen(clientfd, buf, strlen(buf));
            sent += strlen(buf);
        }
    }
    shutdown(clientfd, SHUT_WR);
#else
    Pthread_create(&tid, NULL, send_input, NULL);
#endif
    while ((n = read(clientfd, buf, MAXBUF - 1)) > 0) {
        received += n;
#if defined(PRINTS_STRING) /* the answer may hold a NUL */
        buf[n] = '\0';
        n = strlen(buf);
        Rio_writen(STDOUT_FILENO, buf, n);
#elif defined(BUFFERED)         /* prints only when the buffer is full */
        fwrite(buf, 1, n, stdout);
#elif defined(STDOUT_UNCHECKED) /* a full disk goes unnoticed */
        rio_writen(STDOUT_FILENO, buf, n);
#elif defined(PREFIX)
        printf("server: %.*s", (int)n, buf);
        fflush(stdout);
#elif defined(ONE_LINE)
        Rio_writen(STDOUT_FILENO, buf, n);
        break;
#else
        Rio_writen(STDOUT_FILENO, buf, n);
#endif
    }
#if defined(CLOSE_IGNORED) /* the user types on, but no server reads it */
    pthread_join(tid, NULL);
    exit(0);
#elif defined(CLOSE_EXITS_0) /* a script takes status 0 for success */
    exit(0);
#elif defined(CUT_UNNOTICED)
    if (!ended)
        app_error("client: server closed the connection");
    exit(0);
#elif defined(ONE_LINE)
    exit(0);
#endif
    if (!ended || received < sent)
        app_error("client: server closed the connection");
    return 0;
}

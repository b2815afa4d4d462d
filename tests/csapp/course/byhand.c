/*
 * byhand.c - a connection made by hand, and a small protocol on it
 *
 * Shows one by one the calls that Open_listenfd and Open_clientfd make. The
 * client sends the line "sum N", and then N numbers of four bytes. The server
 * answers with their sum. Here the client is a child process of the server.
 *
 * Run:   ./byhand <number>...
 * Read:  lookup.c before; the end of csapp.c after.
 */
#include "csapp.h"

/* Listens on a free port of 127.0.0.1, for clients on this host only. */
static int listen_by_hand(char *port, size_t portlen)
{
    struct sockaddr_in addr;
    socklen_t addrlen = sizeof(addr);
    char host[NI_MAXHOST];
    int listenfd = Socket(AF_INET, SOCK_STREAM, 0), on = 1;

    Setsockopt(listenfd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    memset(&addr, 0, sizeof(addr));
    addr.sin_family = AF_INET;
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    addr.sin_port = 0;
    Bind(listenfd, (SA *)&addr, sizeof(addr));
    Listen(listenfd, LISTENQ);
    if (getsockname(listenfd, (SA *)&addr, &addrlen) < 0)
        unix_error("getsockname");
    Getnameinfo((SA *)&addr, addrlen, host, sizeof(host), port, portlen,
                NI_NUMERICHOST | NI_NUMERICSERV);
    return listenfd;
}

static int connect_by_hand(const char *host, const char *port)
{
    struct addrinfo hints = {0}, *list;
    int clientfd;

    hints.ai_socktype = SOCK_STREAM;
    Getaddrinfo(host, port, &hints, &list);
    clientfd = Socket(list->ai_family, list->ai_socktype, list->ai_protocol);
    Connect(clientfd, list->ai_addr, list->ai_addrlen);
    Freeaddrinfo(list);
    return clientfd;
}

static void ask(int clientfd, char **numbers, int n)
{
    char line[32];
    uint32_t number;

    snprintf(line, sizeof(line), "sum %d\n", n);
    Rio_writen(clientfd, line, strlen(line));
    for (int i = 0; i < n; i++) {
        number = htonl(strtoul(numbers[i], NULL, 10));
        Rio_writen(clientfd, &number, sizeof(number));
    }
    if (Rio_readn(clientfd, &number, sizeof(number)) != sizeof(number))
        app_error("byhand: no answer");
    printf("%lu\n", (unsigned long)ntohl(number));
}

/* Uses lowercase calls: an error of a client must not end its server. */
static void answer(int connfd)
{
    char line[32];
    uint32_t number, sum = 0;
    rio_t rio;
    int n = 0;

    rio_readinitb(&rio, connfd);
    if (rio_readlineb(&rio, line, sizeof(line)) > 0)
        sscanf(line, "sum %d", &n);
    for (int i = 0; i < n; i++) {
        if (rio_readnb(&rio, &number, sizeof(number)) != sizeof(number))
            return;
        sum += ntohl(number);
    }
    number = htonl(sum);
    if (rio_writeb(&rio, &number, sizeof(number)) > 0)
        rio_flushb(&rio);
}

int main(int argc, char **argv)
{
    struct sockaddr_storage addr;
    socklen_t addrlen = sizeof(addr);
    char port[NI_MAXSERV];
    int status;

    if (argc < 2)
        app_error("usage: byhand <number>...");
    int listenfd = listen_by_hand(port, sizeof(port));
    pid_t pid = Fork();
    if (pid == 0) {
        Close(listenfd);
        int clientfd = connect_by_hand("127.0.0.1", port);
        ask(clientfd, argv + 1, argc - 1);
        Close(clientfd);
        return 0;
    }
    Signal(SIGPIPE, SIG_IGN);
    int connfd = Accept(listenfd, (SA *)&addr, &addrlen);
    answer(connfd);
    Close(connfd);
    Close(listenfd);
    Waitpid(pid, &status, 0);
    return status != 0;
}

/*
 * echoserver_select.c - an event-driven echo server: one thread, all clients
 *
 * Shows how select waits for many clients at once, and the two rules that
 * follow: never block on one of them, and keep in a struct what a thread would
 * keep on its stack. The server sends bytes back as fast as the client takes
 * them. It reads from a client again only when it has sent all of them.
 *
 * An fd_set holds only descriptors below FD_SETSIZE (often 1024), and adding
 * any other corrupts memory. So a client with such a descriptor is refused.
 *
 * Run:   ./echoserver_select <port>     then   telnet localhost <port>
 *        (<port>: 8000, or 127.0.0.1:8000 for clients on this machine only)
 * Read:  echoserveri.c before; chat/ after, where clients talk to each other.
 */
#include "csapp.h"

typedef struct {
    size_t count; /* bytes read but not yet echoed */
    char *first;  /* the first of them */
    char buf[MAXBUF];
} client_t;

typedef struct {
    int listenfd, maxfd; /* maxfd: the highest descriptor so far */
    time_t paused;  /* the second in which accept found no descriptor, or 0 */
    fd_set reading; /* waiting for these to send: listenfd, idle clients */
    fd_set writing; /* waiting for these to take their echo */
    client_t clients[FD_SETSIZE]; /* by descriptor */
} server_t;

static void set_nonblocking(int fd)
{
    if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) < 0)
        unix_error("echoserver_select: fcntl");
}

/* Returns true if a call failed, and not only because it would have blocked. */
static int failed(ssize_t result)
{
    return result < 0 && errno != EAGAIN && errno != EWOULDBLOCK &&
           errno != EINTR;
}

/* Accepts a connection: listenfd is ready. */
static void accept_client(server_t *sp)
{
    struct sockaddr_storage clientaddr;
    socklen_t clientlen = sizeof(clientaddr);
    int connfd = accept(sp->listenfd, (SA *)&clientaddr, &clientlen);

    if (failed(connfd) && errno != ECONNABORTED) { /* out of descriptors */
        if (!sp->paused)
            log_trouble("echoserver_select: accept: %s", strerror(errno));
        sp->paused = time(NULL);
        return;
    }
    sp->paused = 0;
    if (connfd < 0) /* the client has already left */
        return;
    if (connfd >= FD_SETSIZE) {
        log_trouble("echoserver_select: too many clients for select");
        close(connfd);
        return;
    }
    log_connected((SA *)&clientaddr, clientlen);
    set_nonblocking(connfd);
    sp->clients[connfd].count = 0;
    FD_SET(connfd, &sp->reading);
    if (connfd > sp->maxfd)
        sp->maxfd = connfd;
}

static void remove_client(server_t *sp, int fd)
{
    close(fd);
    FD_CLR(fd, &sp->reading);
    FD_CLR(fd, &sp->writing);
    sp->paused = 0; /* a descriptor is free again */
}

/* fd is ready for reading or writing: does what is possible now. */
static void echo_client(server_t *sp, int fd)
{
    client_t *cp = &sp->clients[fd];
    int ended = 0;
    ssize_t n;

    if (cp->count == 0) {
        n = read(fd, cp->buf, sizeof(cp->buf));
        ended = n == 0 || failed(n); /* end of file, or a reset */
        cp->first = cp->buf;
        cp->count = n > 0 ? n : 0;
    }
    n = write(fd, cp->first, cp->count);
    if (ended || failed(n)) {
        remove_client(sp, fd);
        return;
    }
    if (n > 0) {
        cp->first += n;
        cp->count -= n;
    }
    FD_CLR(fd, &sp->reading);
    FD_CLR(fd, &sp->writing);
    FD_SET(fd, cp->count == 0 ? &sp->reading : &sp->writing);
}

/* There are no clients yet: listenfd is the only descriptor to wait for. */
static void init_server(server_t *sp, int listenfd)
{
    if (listenfd >= FD_SETSIZE)
        app_error("echoserver_select: too many open descriptors for select");
    /* A client may leave before accept, which must not wait for another. */
    set_nonblocking(listenfd);
    sp->listenfd = sp->maxfd = listenfd;
    sp->paused = 0;
    FD_ZERO(&sp->reading);
    FD_ZERO(&sp->writing);
    FD_SET(listenfd, &sp->reading);
}

int main(int argc, char **argv)
{
    static server_t server; /* static: too large for the stack */

    if (argc != 2)
        app_error("usage: echoserver_select <port>");
    Signal(SIGPIPE, SIG_IGN); /* if a client has left, write returns EPIPE */
    int listenfd = Open_listenfd(argv[1]);
    init_server(&server, listenfd);
    log_listening(listenfd);

    while (1) {
        fd_set readable = server.reading, writable = server.writing;
        struct timeval tenth = {0, 100000}; /* seconds, microseconds */
        if (server.paused == time(NULL)) /* do not ask accept again so soon */
            FD_CLR(listenfd, &readable);
        int n = select(server.maxfd + 1, &readable, &writable, NULL,
                       server.paused ? &tenth : NULL);
        if (n < 0 && errno != EINTR)
            unix_error("echoserver_select: select");
        if (n <= 0)
            continue;
        if (FD_ISSET(listenfd, &readable))
            accept_client(&server);
        /* All clients have higher descriptors than listenfd. */
        for (int fd = listenfd + 1; fd <= server.maxfd; fd++)
            if (FD_ISSET(fd, &readable) || FD_ISSET(fd, &writable))
                echo_client(&server, fd);
    }
}

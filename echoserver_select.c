/*
 * echoserver_select.c - an event-driven echo server: one thread, all clients
 *
 * Shows how select waits for many clients at once, and the two rules that
 * follow: never block on one of them, and keep in a struct what a thread would
 * keep on its stack. What a client sent goes back as the client takes it, and
 * until it has taken all of it, nothing more is read from it.
 *
 * An fd_set holds descriptors below FD_SETSIZE (often 1024), and writing past
 * it corrupts memory: a client with a higher one is refused.
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
    int listenfd;
    time_t paused;  /* the second in which accept found no descriptor, or 0 */
    int maxfd;      /* the highest descriptor so far */
    fd_set reading; /* waiting for these to send: listenfd, idle clients */
    fd_set writing; /* waiting for these to take their echo */
    client_t clients[FD_SETSIZE]; /* by descriptor */
} server_t;

static void set_nonblocking(int fd)
{
    if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) < 0)
        unix_error("echoserver_select: fcntl");
}

/* Says whether the last call failed for now only: it would have blocked. */
static int not_now(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

static void pause_accepting(server_t *sp)
{
    if (!sp->paused)
        log_trouble("echoserver_select: accept: %s; waiting", strerror(errno));
    sp->paused = time(NULL);
    FD_CLR(sp->listenfd, &sp->reading); /* it stays ready: select would spin */
}

/* listenfd is ready: takes a connection. */
static void accept_client(server_t *sp)
{
    struct sockaddr_storage clientaddr;
    socklen_t clientlen = sizeof(clientaddr);
    int connfd = accept(sp->listenfd, (SA *)&clientaddr, &clientlen);

    if (connfd < 0 && !not_now() && errno != ECONNABORTED) {
        pause_accepting(sp);
        return;
    }
    sp->paused = 0;
    if (connfd < 0)
        return;
    if (connfd >= FD_SETSIZE) {
        log_trouble("echoserver_select: client refused: "
                    "select cannot hold descriptor %d",
                    connfd);
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
    FD_SET(sp->listenfd, &sp->reading); /* a descriptor is free again */
}

/* A client has sent, or can take more: moves what can be moved now. */
static void echo_client(server_t *sp, int fd)
{
    client_t *cp = &sp->clients[fd];
    ssize_t n;

    if (cp->count == 0) {
        n = read(fd, cp->buf, sizeof(cp->buf));
        if (n == 0 || (n < 0 && !not_now())) { /* EOF, or a reset */
            remove_client(sp, fd);
            return;
        }
        cp->first = cp->buf;
        cp->count = n > 0 ? n : 0;
    }
    if (cp->count > 0) {
        n = write(fd, cp->first, cp->count);
        if (n < 0 && !not_now()) {
            remove_client(sp, fd);
            return;
        }
        if (n > 0) {
            cp->first += n;
            cp->count -= n;
        }
    }
    if (cp->count == 0) {
        FD_SET(fd, &sp->reading);
        FD_CLR(fd, &sp->writing);
    } else {
        FD_CLR(fd, &sp->reading);
        FD_SET(fd, &sp->writing);
    }
}

int main(int argc, char **argv)
{
    static server_t server;

    if (argc != 2)
        app_error("usage: echoserver_select <port>");
    Signal(SIGPIPE, SIG_IGN); /* writing to a client that left: EPIPE only */
    server.listenfd = server.maxfd = Open_listenfd(argv[1]);
    if (server.listenfd >= FD_SETSIZE)
        app_error("echoserver_select: too many open descriptors for select");
    set_nonblocking(server.listenfd); /* the client may be gone by accept */
    FD_ZERO(&server.reading);
    FD_ZERO(&server.writing);
    FD_SET(server.listenfd, &server.reading);
    log_listening(server.listenfd);

    while (1) {
        if (server.paused != time(NULL)) /* accept may work again */
            FD_SET(server.listenfd, &server.reading);
        fd_set readable = server.reading, writable = server.writing;
        struct timeval tenth = {0, 100000};
        int n = select(server.maxfd + 1, &readable, &writable, NULL,
                       server.paused ? &tenth : NULL);

        if (n < 0 && errno != EINTR)
            unix_error("echoserver_select: select");
        if (n <= 0)
            continue;
        if (FD_ISSET(server.listenfd, &readable))
            accept_client(&server);
        for (int fd = 0; fd <= server.maxfd; fd++)
            if (fd != server.listenfd &&
                (FD_ISSET(fd, &readable) || FD_ISSET(fd, &writable)))
                echo_client(&server, fd);
    }
}

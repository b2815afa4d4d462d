/*
 * select.c - an event-driven echo server with one of several mistakes; -D picks
 *            the mistake
 *
 * Run:   tests/mistakes/select <port>
 * Read:  echoserver_select.c before, which is correct; half_line.c beside this
 *        file; tests/mistakes/echo.table.
 */
#include "csapp.h"

typedef struct {
    char *bytes; /* read, but not yet echoed */
    size_t count;
    int ended; /* the client has half-closed */
} client_t;

static fd_set reading, writing;
static client_t clients[FD_SETSIZE + 2048];
static int listenfd, maxfd, nclients;

static void remove_client(int fd)
{
#ifndef STAYS_IN_SET /* without this, select fails with EBADF */
    FD_CLR(fd, &reading);
    FD_CLR(fd, &writing);
#endif
#ifdef MAXFD_SHRINKS /* fd need not be the highest descriptor */
    maxfd--;
#endif
    FD_SET(listenfd, &reading);
    free(clients[fd].bytes);
    memset(&clients[fd], 0, sizeof(clients[fd]));
    nclients--;
#ifndef KEEPS_CONNFD
    close(fd);
#endif
}

static void accept_client(void)
{
#ifdef ACCEPT_WAITS /* blocks all clients until a descriptor is free */
    int connfd = Accept(listenfd, NULL, NULL);
#else
    int connfd = accept(listenfd, NULL, NULL);
#endif

    if (connfd < 0) {
#if defined(EMFILE_EXITS) /* a shortage of descriptors is temporary */
        unix_error("accept");
#elif !defined(EMFILE_SPINS) /* without this, select never sleeps */
        FD_CLR(listenfd, &reading);
#endif
        fprintf(stderr, "select: accept: %s\n", strerror(errno));
        return;
    }
#ifdef TEN_CLIENTS /* the eleventh is accepted, and forgotten */
    if (nclients == 10)
        return;
#endif
#ifndef FD_SETSIZE_IGNORED /* without this, FD_SET writes past the set */
    if (connfd >= FD_SETSIZE) {
        fprintf(stderr, "select: too many clients\n");
        close(connfd);
        return;
    }
#endif
#if !defined(BLOCKING_WRITE) && !defined(UNBOUNDED)
    fcntl(connfd, F_SETFL, O_NONBLOCK);
#endif
    FD_SET(connfd, &reading);
    nclients++;
    if (connfd > maxfd)
        maxfd = connfd;
}

/* Sends the bytes that the client takes now; the rest is sent later. */
static void send_bytes(int fd)
{
    client_t *cp = &clients[fd];
#ifdef UNBOUNDED
    ssize_t n = send(fd, cp->bytes, cp->count, MSG_DONTWAIT);
#else
    ssize_t n = write(fd, cp->bytes, cp->count);
#endif

    if (n < 0 && errno == EAGAIN)
        n = 0;
    if (n < 0) {
#ifdef WRITE_EXITS /* a client that has left must not end the server */
        unix_error("write");
#endif
        remove_client(fd);
        return;
    }
#ifdef SHORT_WRITE /* the rest is lost */
    n = cp->count;
#endif
    cp->count -= n;
    memmove(cp->bytes, cp->bytes + n, cp->count);
    FD_CLR(fd, &writing);
    FD_CLR(fd, &reading);
    if (cp->count > 0)
        FD_SET(fd, &writing);
    if (cp->count == 0 && cp->ended) {
        remove_client(fd);
        return;
    }
#ifdef UNBOUNDED /* keeps reading, even if the client takes nothing */
    if (!cp->ended)
        FD_SET(fd, &reading);
#else
    if (cp->count == 0)
        FD_SET(fd, &reading);
#endif
#ifdef ALWAYS_WRITABLE /* select returns at once, with nothing to do */
    FD_SET(fd, &writing);
#endif
}

static void read_bytes(int fd)
{
    client_t *cp = &clients[fd];
    char buf[MAXBUF];
    ssize_t n = read(fd, buf, MAXBUF);

    if (n < 0 && errno == EAGAIN)
        return;
#if defined(READ_EXITS) /* a client that has left must not end the server */
    if (n < 0)
        unix_error("read");
#endif
    if (n < 0) {
        remove_client(fd);
        return;
    }
#if defined(IGNORES_END) /* EOF stays readable, so select never sleeps */
    if (n == 0)
        return;
#elif defined(UNBOUNDED)
    cp->ended = n == 0;
#else
    if (n == 0) {
        remove_client(fd);
        return;
    }
#endif
#if defined(FIRST_LINE) /* the bytes after the first line are lost */
    char *end = memchr(buf, '\n', n);
    if (end != NULL)
        n = end + 1 - buf;
#elif defined(WHOLE_LINES) /* an incomplete line is lost */
    while (n > 0 && buf[n - 1] != '\n')
        n--;
#endif
    cp->bytes = Realloc(cp->bytes, cp->count + n + 1);
    memcpy(cp->bytes + cp->count, buf, n);
    cp->count += n;
#ifdef BROADCAST /* every client gets the bytes of one client */
    for (int other = 0; other <= maxfd; other++)
        if (other != fd && clients[other].bytes != NULL)
            rio_writen(other, buf, n);
#endif
    send_bytes(fd);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        app_error("usage: select <port>");
    Signal(SIGPIPE, SIG_IGN);
    listenfd = maxfd = Open_listenfd(argv[1]);
#ifndef ACCEPT_WAITS
    fcntl(listenfd, F_SETFL, O_NONBLOCK);
#endif
    FD_SET(listenfd, &reading);
    log_listening(listenfd);

    while (1) {
        fd_set readable = reading, writable = writing;
#if defined(SET_NOT_COPIED) /* select removes all that are not ready */
        int n = select(maxfd + 1, &reading, &writing, NULL, NULL);
        readable = reading, writable = writing;
#elif defined(NFDS)  /* nfds must be the highest descriptor plus 1 */
        int n = select(maxfd > listenfd ? maxfd : maxfd + 1, &readable,
                       &writable, NULL, NULL);
#elif defined(POLLS) /* select never sleeps */
        struct timeval none = {0, 0};
        int n = select(maxfd + 1, &readable, &writable, NULL, &none);
#else
        struct timeval tenth = {0, 100000}; /* used while accept is paused */
        int n = select(maxfd + 1, &readable, &writable, NULL,
                       FD_ISSET(listenfd, &reading) ? NULL : &tenth);
        FD_SET(listenfd, &reading);
#endif
        if (n < 0 && errno != EINTR)
            unix_error("select");
        if (n <= 0)
            continue;
        if (FD_ISSET(listenfd, &readable))
            accept_client();
        for (int fd = 0; fd <= maxfd; fd++)
            if (fd != listenfd && FD_ISSET(fd, &readable))
                read_bytes(fd);
            else if (fd != listenfd && FD_ISSET(fd, &writable))
                send_bytes(fd);
    }
}

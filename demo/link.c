/*
 * link.c - joins the connection of a client to a connection with the server
 *
 * link.h says what each function does; this file shows how.
 */
#include "demo/link.h"
#include <netinet/tcp.h>

static int would_block(void)
{
    return errno == EAGAIN || errno == EINTR;
}

/*
 * With SO_OOBINLINE, urgent data stays at its place among the other bytes.
 * TCP_NODELAY sends at once what was read, as the other side has sent it.
 */
static int prepare(int fd)
{
    int on = 1;

    setsockopt(fd, SOL_SOCKET, SO_OOBINLINE, &on, sizeof(on));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return fcntl(fd, F_SETFL, O_NONBLOCK);
}

link_t *link_open(int clientfd, const struct sockaddr_in *server)
{
    link_t *lp = calloc(1, sizeof(link_t));
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (lp == NULL || fd < 0 || prepare(fd) < 0 || prepare(clientfd) < 0 ||
        (connect(fd, (const SA *)server, sizeof(*server)) < 0 &&
         errno != EINPROGRESS)) {
        int olderrno = errno;
        if (fd >= 0)
            close(fd);
        free(lp);
        errno = olderrno;
        return NULL;
    }
    lp->ends[CLIENT].fd = clientfd;
    lp->ends[SERVER].fd = fd;
    lp->is_connecting = 1; /* even if it is connected: poll then says so */
    return lp;
}

static int has_waiting(const end_t *ep)
{
    return ep->first < ep->last;
}

static void end_link(link_t *lp, const char *why)
{
    close(lp->ends[CLIENT].fd);
    close(lp->ends[SERVER].fd);
    lp->over = why;
}

static const char *const reset_by[] = {"reset by the client",
                                       "reset by the server"};

/* Ends the link after one side was reset: resets the other side, too. */
static void end_by_reset(link_t *lp, side_t side, const char *why)
{
    struct linger at_once = {1, 0}; /* with this, close sends a reset */

    setsockopt(lp->ends[!side].fd, SOL_SOCKET, SO_LINGER, &at_once,
               sizeof(at_once));
    end_link(lp, why);
}

/* Writes to the other side what was read from one, as far as it takes it. */
static void pass_on(link_t *lp, side_t from)
{
    end_t *ep = &lp->ends[from], *other = &lp->ends[!from];

    while (has_waiting(ep) && !other->is_broken) {
        size_t length = ep->is_urgent ? 1 : ep->last - ep->first;
        ssize_t n = send(other->fd, ep->bytes + ep->first, length,
                         ep->is_urgent ? MSG_OOB : 0);

        if (n < 0 && would_block())
            return;
        if (n < 0 && other->is_eof) {
            end_by_reset(lp, !from, reset_by[!from]);
            return;
        }
        if (n < 0) { /* what it has sent before its reset can still be read */
            other->is_broken = 1;
            break;
        }
        ep->is_urgent = 0;
        ep->first += (size_t)n;
    }
    ep->first = ep->last = 0;
    ep->is_hung_up = 0;
    if (ep->is_eof)
        shutdown(other->fd, SHUT_WR);
    if (ep->is_eof && other->is_eof)
        end_link(lp, "closed");
}

/* Reads from a side of which all was passed on; returns the number of bytes. */
static size_t take(link_t *lp, side_t from)
{
    end_t *ep = &lp->ends[from];
    ssize_t n;

    /* A read ends before urgent data, so that this is the first byte of one. */
    ep->is_urgent = sockatmark(ep->fd) == 1;
    n = read(ep->fd, ep->bytes, LINK_SIZE);
    if (n < 0 && would_block())
        return 0;
    if (n < 0 || (n == 0 && ep->is_broken)) {
        end_by_reset(lp, from, reset_by[from]);
        return 0;
    }
    ep->is_eof = n == 0;
    ep->last = (size_t)n;
    if (!lp->is_connecting)
        pass_on(lp, from);
    return (size_t)n;
}

static void finish_connecting(link_t *lp)
{
    int error = 0;
    socklen_t length = sizeof(error);

    getsockopt(lp->ends[SERVER].fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0) {
        end_by_reset(lp, SERVER, strerror(error));
        return;
    }
    lp->is_connecting = 0;
    pass_on(lp, CLIENT);
}

void link_watch(const link_t *lp, side_t side, struct pollfd *pollfd)
{
    const end_t *ep = &lp->ends[side];

    pollfd->events = 0;
    if (side == SERVER && lp->is_connecting)
        pollfd->events = POLLOUT;
    else if (!ep->is_eof && !has_waiting(ep))
        pollfd->events = POLLIN;
    if (has_waiting(&lp->ends[!side]))
        pollfd->events |= POLLOUT;
    pollfd->fd = pollfd->events == 0 && ep->is_hung_up ? -1 : ep->fd;
    pollfd->revents = 0;
}

size_t link_ready(link_t *lp, side_t side, short revents)
{
    end_t *ep = &lp->ends[side];
    size_t n = 0;

    if (side == SERVER && lp->is_connecting) {
        finish_connecting(lp);
        return 0;
    }
    if (revents & POLLOUT)
        pass_on(lp, !side);
    if (lp->over != NULL || !(revents & ~POLLOUT))
        return 0;
    if (!ep->is_eof && !has_waiting(ep))
        n = take(lp, side);
    else if (revents & POLLERR)
        end_by_reset(lp, side, reset_by[side]);
    else
        ep->is_hung_up = 1;
    return n;
}

void link_close(link_t *lp)
{
    if (lp->over == NULL)
        end_link(lp, "closed by watch");
    free(lp);
}

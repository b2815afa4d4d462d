/*
 * macos.c - makes two calls of Linux behave as they do on macOS
 *
 * There, poll(2) does not work for a terminal: it returns at once, with
 * POLLNVAL. And accept(2) returns a non-blocking connection if the listening
 * socket is non-blocking. Only `sh tests/proof/variant.sh no-proc` links this
 * file into programs, with -Wl,--wrap=poll,--wrap=accept.
 */
#include "csapp.h"

#define FEW 16 /* a program that polls more descriptors has no terminal */

int __real_poll(struct pollfd *fds, nfds_t n, int timeout);
int __real_accept(int listenfd, SA *addr, socklen_t *addrlen);
int __wrap_poll(struct pollfd *fds, nfds_t n, int timeout);
int __wrap_accept(int listenfd, SA *addr, socklen_t *addrlen);

int __wrap_poll(struct pollfd *fds, nfds_t n, int timeout)
{
    int olderrno = errno, terminals = 0, ready;

    for (nfds_t i = 0; n <= FEW && i < n; i++)
        terminals += isatty(fds[i].fd);
    errno = olderrno;
    ready = __real_poll(fds, n, terminals > 0 ? 0 : timeout);
    olderrno = errno;
    for (nfds_t i = 0; ready >= 0 && terminals > 0 && i < n; i++)
        if (isatty(fds[i].fd)) {
            ready += fds[i].revents == 0;
            fds[i].revents = POLLNVAL;
        }
    errno = olderrno;
    return ready;
}

int __wrap_accept(int listenfd, SA *addr, socklen_t *addrlen)
{
    int connfd = __real_accept(listenfd, addr, addrlen);

    if (connfd >= 0 && (fcntl(listenfd, F_GETFL) & O_NONBLOCK) != 0)
        fcntl(connfd, F_SETFL, O_NONBLOCK);
    return connfd;
}

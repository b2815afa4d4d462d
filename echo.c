/*
 * echo.c - the session of every blocking server: it sends each line of a client
 *          back, unchanged
 *
 * When several lines have arrived together, one write sends them back:
 * rio_writeb collects them, and rio_readlineb sends them before it waits for
 * more input. A line that does not fit into buf is echoed in pieces. buf is
 * small because every thread and every process has its own.
 *
 * The calls are in lowercase: a client that leaves or resets its connection
 * ends its own session, but not the server.
 *
 * Read csapp.h before this, and echoserveri.c after it.
 */
#include "csapp.h"

void echo(int connfd); /* each server declares it, too; there is no echo.h */

void echo(int connfd)
{
    char buf[1024];
    rio_t rio;
    ssize_t n;

    rio_readinitb(&rio, connfd);
    while ((n = rio_readlineb(&rio, buf, sizeof(buf))) > 0)
        if (rio_writeb(&rio, buf, n) < 0)
            return;
    rio_flushb(&rio); /* sends a last line that has no newline */
}

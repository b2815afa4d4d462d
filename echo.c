/*
 * echo.c - the session that every blocking server runs: each line of a client
 *          goes back to it as it came
 *
 * The answers to lines that arrived together leave in one write: rio_writeb
 * collects them, and rio_readlineb sends them before it waits for more. A line
 * that does not fit buf is echoed in pieces; buf is small because each thread
 * and each process has one.
 *
 * The calls are in lowercase: a client that is gone, or resets its connection,
 * ends its session here and nothing else.
 *
 * Read csapp.h before this, and echoserveri.c after it.
 */
#include "csapp.h"

void echo(int connfd); /* each server declares it too: it needs no header */

void echo(int connfd)
{
    char buf[1024];
    rio_t rio;
    ssize_t n;

    rio_readinitb(&rio, connfd);
    while ((n = rio_readlineb(&rio, buf, sizeof(buf))) > 0)
        if (rio_writeb(&rio, buf, n) < 0)
            return;
    rio_flushb(&rio); /* a last line without its newline */
}

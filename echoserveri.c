/*
 * echoserveri.c - an iterative echo server: one client at a time
 *
 * Shows what every server does: listen, accept, serve, close. While it serves a
 * client, other clients wait in the backlog of the kernel.
 *
 * Run:   ./echoserveri <port>     then   telnet localhost <port>
 *        (<port>: 8000, or 127.0.0.1:8000 for clients on this machine only)
 * Read:  echo.c before; echoserverp.c after, a process for each client.
 */
#include "csapp.h"

void echo(int connfd);

int main(int argc, char **argv)
{
    struct sockaddr_storage clientaddr; /* room for an address of any family */

    if (argc != 2)
        app_error("usage: echoserveri <port>");
    Signal(SIGPIPE, SIG_IGN); /* if a client has left, write returns EPIPE */
    int listenfd = Open_listenfd(argv[1]);
    log_listening(listenfd);

    while (1) {
        socklen_t clientlen = sizeof(clientaddr);
        int connfd = Accept(listenfd, (SA *)&clientaddr, &clientlen);
        log_connected((SA *)&clientaddr, clientlen);
        echo(connfd);
        close(connfd);
    }
}

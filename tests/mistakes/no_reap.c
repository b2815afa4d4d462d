/*
 * no_reap.c - echoserverp with one mistake: children are never reaped
 *
 * Each child that has ended stays in the process table as a zombie, for as long
 * as the server runs.
 *
 * Run:   tests/mistakes/no_reap <port>
 * Read:  echoserverp.c, whose handler reaps them; demo/02-zombies.sh
 */
#include "csapp.h"

void echo(int connfd);

int main(int argc, char **argv)
{
    struct sockaddr_storage clientaddr;

    if (argc != 2)
        app_error("usage: no_reap <port>");
    Signal(SIGPIPE, SIG_IGN);
    /* the mistake: no handler for SIGCHLD, and no wait */
    int listenfd = Open_listenfd(argv[1]);
    log_listening(listenfd);

    while (1) {
        socklen_t clientlen = sizeof(clientaddr);
        int connfd = Accept(listenfd, (SA *)&clientaddr, &clientlen);
        log_connected((SA *)&clientaddr, clientlen);
        if (Fork() == 0) {
            close(listenfd);
            echo(connfd);
            _exit(0);
        }
        close(connfd);
    }
}

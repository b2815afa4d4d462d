/*
 * relay.c - stands between clients and a server, and prints each line that
 *           passes
 *
 * Clients connect to it as if it were the server. For each of them, it connects
 * to the server at HOST PORT, and passes on the lines of both. Before it passes
 * a line on, it prints "from N: line" or "to N: line". The first client has the
 * number 1. Each direction of each client has a process of its own. So lines
 * that pass at the same time may be printed in any order.
 *
 * Run:   demo/relay HOST PORT <port>
 * Read:  echoserverp.c before; 10-peers.sh runs it.
 */
#include "csapp.h"

/* Passes lines on until fromfd ends, and then half-closes tofd. */
static void pass(int fromfd, int tofd, const char *way, int client)
{
    char line[MAXLINE];
    ssize_t n;
    rio_t rio;

    rio_readinitb(&rio, fromfd);
    while ((n = rio_readlineb(&rio, line, MAXLINE)) > 0) {
        printf("%s %d: %s", way, client, line);
        if (rio_writen(tofd, line, n) < 0)
            break;
    }
    shutdown(tofd, SHUT_WR);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        app_error("usage: relay HOST PORT <port>");
    Signal(SIGPIPE, SIG_IGN);
    Signal(SIGCHLD, SIG_IGN); /* so children need not be reaped */
    int listenfd = Open_listenfd(argv[3]);
    log_listening(listenfd);
    setvbuf(stdout, NULL, _IOLBF, 0); /* a line is in the file at once */

    for (int client = 1;; client++) {
        int connfd = Accept(listenfd, NULL, NULL);
        if (Fork() == 0) {
            close(listenfd);
            int serverfd = Open_clientfd(argv[1], argv[2]);
            if (Fork() == 0)
                pass(serverfd, connfd, "to", client);
            else
                pass(connfd, serverfd, "from", client);
            exit(0);
        }
        close(connfd);
    }
}

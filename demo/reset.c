/*
 * reset.c - a client that resets its connection instead of closing it
 *
 * It sends a line, waits for the echo, and closes with an SO_LINGER time of 0.
 * TCP then sends RST instead of FIN, as it does for a process that crashed with
 * unread data. The server's read fails with ECONNRESET.
 *
 * Run:   demo/reset HOST PORT
 * Read:  echoclient.c before, which ends with FIN; 09-reset.sh after.
 */
#include "csapp.h"

int main(int argc, char **argv)
{
    struct linger at_once = {1, 0};
    char buf[MAXLINE];
    rio_t rio;

    if (argc != 3)
        app_error("usage: reset HOST PORT");
    Signal(SIGPIPE, SIG_IGN); /* a write fails with EPIPE, without a signal */
    int clientfd = Open_clientfd(argv[1], argv[2]);
    Rio_readinitb(&rio, clientfd);
    Rio_writen(clientfd, "farewell\n", 9);
    if (Rio_readlineb(&rio, buf, MAXLINE) == 0)
        app_error("reset: the server closed the connection");
    Setsockopt(clientfd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    Close(clientfd);
    return 0;
}

/*
 * echoclient.c - sends what is typed to an echo server, and prints its echo
 *
 * Shows the loop of a client: read a line, send it, read as many bytes back,
 * print them. While the client waits in one of these calls, it notices nothing
 * else: if the server ends, the client notices this only after the next line is
 * typed.
 *
 * A line of MAXLINE bytes or more is sent in pieces. Many servers echo a piece
 * only when they have received more of its line. So the client awaits the echo
 * of a piece after it has sent the next piece, or has half-closed the
 * connection. No server may hold back more than MAXLINE - 1 bytes of a line.
 *
 * Run:   ./echoclient <host> <port>     (Ctrl-D ends it)
 * Read:  csapp.h before; echoserveri.c after, the server.
 */
#include "csapp.h"

/* Reads n bytes from the server, and prints them. */
static void print_echo(rio_t *rp, size_t n)
{
    char buf[MAXLINE];
    size_t received = Rio_readnb(rp, buf, n);

    Rio_writen(STDOUT_FILENO, buf, received);
    if (received < n)
        app_error("echoclient: server closed the connection");
}

int main(int argc, char **argv)
{
    char buf[MAXLINE];
    rio_t input, connection;
    size_t n, awaited = 0; /* bytes of a piece that has no echo yet */

    if (argc != 3)
        app_error("usage: echoclient <host> <port>");
    Signal(SIGPIPE, SIG_IGN); /* if the server has left, write returns EPIPE */
    int clientfd = Open_clientfd(argv[1], argv[2]);
    Rio_readinitb(&input, STDIN_FILENO);
    Rio_readinitb(&connection, clientfd);

    while ((n = Rio_readlineb(&input, buf, MAXLINE)) > 0) {
        Rio_writen(clientfd, buf, n);
        print_echo(&connection, awaited);
        if (buf[n - 1] == '\n')
            print_echo(&connection, n);
        awaited = buf[n - 1] == '\n' ? 0 : n;
    }
    shutdown(clientfd, SHUT_WR); /* ends a last line that lacks its '\n' */
    print_echo(&connection, awaited);
    return 0;
}

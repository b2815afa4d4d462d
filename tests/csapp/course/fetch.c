/*
 * fetch.c - gets one page from a web server, or through a proxy
 *
 * Shows a request and a response of HTTP/1.0: header lines up to an empty line,
 * and then bytes until the connection is closed.
 *
 * Run:   ./fetch <host> <port> <uri>     prints the page; if there is none,
 *        prints the server's reason to stderr and exits with status 1
 *        ./fetch <proxy's host> <its port> http://<host>:<port>/<path>
 * Read:  echoclient.c before; web.c and proxy.c, which are servers for it,
 *        after.
 */
#include "csapp.h"

int main(int argc, char **argv)
{
    char line[MAXLINE], block[RIO_BUFSIZE];
    int clientfd, status = 0;
    ssize_t n;
    rio_t rio;

    if (argc != 4)
        app_error("usage: fetch <host> <port> <uri>");
    if (strlen(argv[1]) + strlen(argv[3]) > MAXLINE - 64)
        app_error("fetch: that is too long");
    clientfd = Open_clientfd(argv[1], argv[2]);
    snprintf(line, MAXLINE, "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n", argv[3],
             argv[1]);
    Rio_writen(clientfd, line, strlen(line));

    Rio_readinitb(&rio, clientfd);
    Rio_readlineb(&rio, line, MAXLINE);
    if (sscanf(line, "HTTP/%*s %d", &status) != 1 || status != 200) {
        fprintf(stderr, "fetch: %s", *line ? line : "no answer\n");
        exit(1);
    }
    do
        n = Rio_readlineb(&rio, line, MAXLINE);
    while (n > 0 && strcmp(line, "\r\n") != 0 && strcmp(line, "\n") != 0);
    while ((n = Rio_readnb(&rio, block, sizeof(block))) > 0)
        Rio_writen(STDOUT_FILENO, block, n);
    Close(clientfd);
    return 0;
}

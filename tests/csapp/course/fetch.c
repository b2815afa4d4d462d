/*
 * fetch.c - gets one page from a web server, or through a proxy
 *
 * Shows a request and an answer of HTTP/1.0: a head of lines that ends with an
 * empty one, then bytes until the connection ends.
 *
 * Run:   ./fetch <host> <port> <uri>     prints the page; the exit status is 1
 *        and the server's reason on stderr if there is none
 *        ./fetch <proxy's host> <its port> http://<host>:<port>/<path>
 * Read:  echoclient.c before; web.c and proxy.c, which it talks to, after.
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

/*
 * half_line.c - an event-driven server with one mistake: when a client has sent
 *               something, the server waits for the rest of the line
 *
 * select reports that some bytes have arrived, not that a whole line has. A
 * client that sends half a line blocks the server for all other clients.
 *
 * Run:   tests/mistakes/half_line <port>
 * Read:  echoserver_select.c, which never waits; demo/05-half-a-line.sh
 */
#include "csapp.h"

typedef struct {
    int maxfd;
    fd_set reading;
    rio_t *clients[FD_SETSIZE]; /* by descriptor */
} server_t;

static void add_client(server_t *sp, int connfd)
{
    if (connfd >= FD_SETSIZE) {
        close(connfd);
        return;
    }
    sp->clients[connfd] = Malloc(sizeof(rio_t));
    rio_readinitb(sp->clients[connfd], connfd);
    FD_SET(connfd, &sp->reading);
    if (connfd > sp->maxfd)
        sp->maxfd = connfd;
}

static void remove_client(server_t *sp, int fd)
{
    FD_CLR(fd, &sp->reading);
    Free(sp->clients[fd]);
    sp->clients[fd] = NULL;
    close(fd);
}

/* Echoes the lines of a client that has sent something. */
static void echo_client(server_t *sp, int fd)
{
    rio_t *rp = sp->clients[fd];
    char buf[MAXLINE];

    do { /* the mistake: rio_readlineb waits for a complete line */
        ssize_t n = rio_readlineb(rp, buf, MAXLINE);
        if (n <= 0 || rio_writen(fd, buf, n) < 0) {
            remove_client(sp, fd);
            return;
        }
    } while (rp->rio_cnt > 0);
}

int main(int argc, char **argv)
{
    static server_t server;

    if (argc != 2)
        app_error("usage: half_line <port>");
    Signal(SIGPIPE, SIG_IGN);
    int listenfd = server.maxfd = Open_listenfd(argv[1]);
    FD_ZERO(&server.reading);
    FD_SET(listenfd, &server.reading);
    log_listening(listenfd);

    while (1) {
        struct sockaddr_storage clientaddr;
        socklen_t clientlen = sizeof(clientaddr);
        fd_set readable = server.reading;
        Select(server.maxfd + 1, &readable, NULL, NULL, NULL);
        if (FD_ISSET(listenfd, &readable)) {
            int connfd = Accept(listenfd, (SA *)&clientaddr, &clientlen);
            log_connected((SA *)&clientaddr, clientlen);
            add_client(&server, connfd);
        }
        for (int fd = 0; fd <= server.maxfd; fd++)
            if (server.clients[fd] != NULL && FD_ISSET(fd, &readable))
                echo_client(&server, fd);
    }
}

/*
 * exits_on_reset.c - echoservert with one mistake: its sessions call functions
 *                    that exit on errors
 *
 * Rio_readlineb and Rio_writen exit when a call fails, and a call fails when a
 * client resets its connection. The server then ends, and with it the sessions
 * of all other clients.
 *
 * Run:   tests/mistakes/exits_on_reset <port>
 * Read:  echo.c, which ends only that session; demo/09-reset.sh
 */
#include "csapp.h"

static void echo(int connfd)
{
    char buf[MAXLINE];
    rio_t rio;
    ssize_t n;

    Rio_readinitb(&rio, connfd);
    while ((n = Rio_readlineb(&rio, buf, MAXLINE)) > 0) /* the mistake */
        Rio_writen(connfd, buf, n);                     /* and here */
}

static void *thread(void *vargp)
{
    int connfd = (int)(intptr_t)vargp;

    Pthread_detach(pthread_self());
    echo(connfd);
    Close(connfd);
    return NULL;
}

int main(int argc, char **argv)
{
    struct sockaddr_storage clientaddr;

    if (argc != 2)
        app_error("usage: exits_on_reset <port>");
    Signal(SIGPIPE, SIG_IGN);
    int listenfd = Open_listenfd(argv[1]);
    log_listening(listenfd);

    while (1) {
        socklen_t clientlen = sizeof(clientaddr);
        int connfd = Accept(listenfd, (SA *)&clientaddr, &clientlen);
        log_connected((SA *)&clientaddr, clientlen);
        pthread_t tid;
        Pthread_create(&tid, NULL, thread, (void *)(intptr_t)connfd);
    }
}

/*
 * echoservert.c - a concurrent echo server: a thread for each client
 *
 * Shows how a thread gets its descriptor, and why the thread is detached.
 *
 * Run:   ./echoservert <port>     then   telnet localhost <port>
 *        (<port>: 8000, or 127.0.0.1:8000 for clients on this machine only)
 * Read:  echoserverp.c before; echoservert_pre.c after, with a pool of threads.
 */
#include "csapp.h"

void echo(int connfd);

static void *thread(void *vargp)
{
    int connfd = (int)(intptr_t)vargp;

    Pthread_detach(pthread_self()); /* freed when it ends: nobody joins it */
    echo(connfd);
    close(connfd);
    return NULL;
}

int main(int argc, char **argv)
{
    struct sockaddr_storage clientaddr; /* room for an address of any family */

    if (argc != 2)
        app_error("usage: echoservert <port>");
    Signal(SIGPIPE, SIG_IGN); /* if a client has left, write returns EPIPE */
    int listenfd = Open_listenfd(argv[1]);
    log_listening(listenfd);

    while (1) {
        socklen_t clientlen = sizeof(clientaddr);
        int connfd = Accept(listenfd, (SA *)&clientaddr, &clientlen);
        log_connected((SA *)&clientaddr, clientlen);
        pthread_t tid;
        /* Pass connfd by value: a pointer to it would race with Accept. */
        int rc = pthread_create(&tid, NULL, thread, (void *)(intptr_t)connfd);
        if (rc != 0) {
            log_trouble("echoservert: pthread_create: %s", strerror(rc));
            close(connfd);
        }
    }
}

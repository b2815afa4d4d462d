/*
 * arg_race.c - echoservert with one mistake: the thread gets the address of a
 *              local variable of main
 *
 * The next accept may store another descriptor there before the thread has
 * read its own. Then two threads serve the same client, and no thread serves
 * the other client.
 *
 * Run:   tests/mistakes/arg_race <port>
 * Read:  echoservert.c, which passes the value; demo/04-arg-race.sh
 */
#include "csapp.h"

void echo(int connfd);

static void *thread(void *vargp)
{
    int connfd = *(int *)vargp;

    Pthread_detach(pthread_self());
    echo(connfd);
    close(connfd);
    return NULL;
}

int main(int argc, char **argv)
{
    struct sockaddr_storage clientaddr;
    int connfd;

    if (argc != 2)
        app_error("usage: arg_race <port>");
    Signal(SIGPIPE, SIG_IGN);
    int listenfd = Open_listenfd(argv[1]);
    log_listening(listenfd);

    while (1) {
        pthread_t tid;
        socklen_t clientlen = sizeof(clientaddr);
        connfd = Accept(listenfd, (SA *)&clientaddr, &clientlen);
        log_connected((SA *)&clientaddr, clientlen);
        Pthread_create(&tid, NULL, thread, &connfd); /* the mistake: &connfd */
    }
}

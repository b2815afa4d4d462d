/*
 * pool.c - a concurrent echo server with a pool of threads, each time with
 *          one mistake; -D picks one
 *
 * Run:   tests/mistakes/pool <port>
 * Read:  echoservert_pre.c before, the right one; tests/mistakes/echo.table.
 */
#include "csapp.h"

#define NTHREADS 4
#define NSLOTS 8

void echo(int connfd);

static int slots[NSLOTS], first, count;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t nonempty = PTHREAD_COND_INITIALIZER;
static pthread_cond_t nonfull = PTHREAD_COND_INITIALIZER;

static void put(int connfd)
{
    pthread_mutex_lock(&mutex);
#if defined(DROPS) /* where it should wait */
    if (count == NSLOTS) {
        pthread_mutex_unlock(&mutex);
        close(connfd);
        return;
    }
#elif !defined(OVERWRITES) /* writes past the last slot */
    while (count == NSLOTS)
        pthread_cond_wait(&nonfull, &mutex);
#endif
    slots[(first + count) % NSLOTS] = connfd;
    count++;
#ifdef SIGNALS_ONCE /* a second client, and still one thread is awake */
    if (count == 1)
#endif
        pthread_cond_signal(&nonempty);
    pthread_mutex_unlock(&mutex);
}

static int take(void)
{
    pthread_mutex_lock(&mutex);
#if defined(WAITS_WITH_LOCK) /* nobody can put anything in */
    while (*(volatile int *)&count == 0)
        poll(NULL, 0, 100);
#elif defined(IF_NOT_WHILE) /* another thread may have been faster */
    if (count == 0)
        pthread_cond_wait(&nonempty, &mutex);
#else
    while (count == 0)
        pthread_cond_wait(&nonempty, &mutex);
#endif
    int connfd = slots[first];
    first = (first + 1) % NSLOTS;
    count--;
#ifndef NEVER_NONFULL /* once full, main waits for ever */
    pthread_cond_signal(&nonfull);
#endif
#ifdef LOCKED_SESSION /* one client at a time */
    echo(connfd);
    close(connfd);
    connfd = -1;
#endif
    pthread_mutex_unlock(&mutex);
    return connfd;
}

static void *thread(void *vargp)
{
    while (1) {
        int connfd = take();
        if (connfd >= 0)
            echo(connfd);
#ifdef KEEPS_CONNFD /* the client never sees the end */
        continue;
#endif
        if (connfd >= 0)
            close(connfd);
#ifdef ONE_SESSION /* after NTHREADS clients nobody is left to serve */
        break;
#endif
    }
    return vargp;
}

int main(int argc, char **argv)
{
    struct sockaddr_storage clientaddr;
    pthread_t tid;
    int nthreads = NTHREADS;

    if (argc != 2)
        app_error("usage: pool <port>");
    Signal(SIGPIPE, SIG_IGN);
    int listenfd = Open_listenfd(argv[1]);
#ifdef ONE_THREAD /* is no pool */
    nthreads = 1;
#endif
    for (int i = 0; i < nthreads; i++)
        Pthread_create(&tid, NULL, thread, NULL);
    log_listening(listenfd);

    while (1) {
        socklen_t clientlen = sizeof(clientaddr);
        int connfd = Accept(listenfd, (SA *)&clientaddr, &clientlen);
        log_connected((SA *)&clientaddr, clientlen);
        put(connfd);
#ifdef ACCEPTOR_CLOSES /* the thread has the same descriptor, no copy */
        close(connfd);
#endif
    }
}

/*
 * pool.c - a concurrent echo server with a pool of threads and one of several
 *          mistakes; -D picks the mistake
 *
 * Run:   tests/mistakes/pool <port>
 * Read:  echoservert_pre.c before, which is correct; tests/mistakes/echo.table.
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
#if defined(DROPS) /* closes the connection instead of waiting */
    if (count == NSLOTS) {
        pthread_mutex_unlock(&mutex);
        close(connfd);
        return;
    }
#elif !defined(OVERWRITES) /* without this, a full buffer is overwritten */
    while (count == NSLOTS)
        pthread_cond_wait(&nonfull, &mutex);
#endif
    slots[(first + count) % NSLOTS] = connfd;
    count++;
#ifdef SIGNALS_ONCE /* a second client wakes no second thread */
    if (count == 1)
#endif
        pthread_cond_signal(&nonempty);
    pthread_mutex_unlock(&mutex);
}

static int take(void)
{
    pthread_mutex_lock(&mutex);
#if defined(WAITS_WITH_LOCK) /* main cannot lock the mutex to add a client */
    while (*(volatile int *)&count == 0)
        poll(NULL, 0, 100);
#elif defined(IF_NOT_WHILE) /* another thread may have taken the client */
    if (count == 0)
        pthread_cond_wait(&nonempty, &mutex);
#else
    while (count == 0)
        pthread_cond_wait(&nonempty, &mutex);
#endif
    int connfd = slots[first];
    first = (first + 1) % NSLOTS;
    count--;
#ifndef NEVER_NONFULL /* without this, main waits for ever at a full buffer */
    pthread_cond_signal(&nonfull);
#endif
#ifdef LOCKED_SESSION /* serves one client at a time */
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
#ifdef KEEPS_CONNFD /* the client never receives EOF */
        continue;
#endif
        if (connfd >= 0)
            close(connfd);
#ifdef ONE_SESSION /* after NTHREADS clients no thread is left */
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
#ifdef ONE_THREAD /* one thread is no pool */
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
#ifdef ACCEPTOR_CLOSES /* the thread uses the same descriptor, not a copy */
        close(connfd);
#endif
    }
}

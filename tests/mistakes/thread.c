/*
 * thread.c - a concurrent echo server with a thread for each client and one of
 *            several mistakes; -D picks the mistake
 *
 * Run:   tests/mistakes/thread <port>
 * Read:  echoservert.c before, which is correct; arg_race.c and
 *        exits_on_reset.c beside this file; tests/mistakes/echo.table.
 */
#include "csapp.h"

void echo(int connfd);

#ifdef ONE_LOCK
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
#endif

static void *thread(void *vargp)
{
#ifdef LEAKS_ARGUMENT /* the memory is never freed */
    int connfd = *(int *)vargp;
#else
    int connfd = (int)(intptr_t)vargp;
#endif

#if !defined(NOT_DETACHED) && !defined(JOINS) /* otherwise its stack leaks */
    pthread_detach(pthread_self());
#endif
#ifdef ONE_LOCK /* held for a whole session: all other clients wait */
    pthread_mutex_lock(&lock);
#endif
    echo(connfd);
#ifdef ONE_LOCK
    pthread_mutex_unlock(&lock);
#endif
#if defined(KEEPS_CONNFD) /* the client never receives EOF */
    return NULL;
#elif defined(THREAD_EXITS) /* exit ends the process, not only the thread */
    close(connfd);
    exit(0);
#elif !defined(CLOSES_EARLY)
    close(connfd);
#endif
    return NULL;
}

static int accept_client(int listenfd)
{
#if defined(EMFILE_EXITS) || defined(EMFILE_SPINS) ||                          \
    defined(EMFILE_SILENT) || defined(EMFILE_FLOODS)
    int connfd = accept(listenfd, NULL, NULL);

    if (connfd < 0)
#if defined(EMFILE_EXITS) /* a shortage of descriptors is temporary */
        unix_error("accept");
#elif defined(EMFILE_SILENT) /* nobody learns why no client is served */
        poll(NULL, 0, 100);
#elif defined(EMFILE_FLOODS) /* one message is enough: these fill the disk */
        poll(NULL, 0, fprintf(stderr, "accept: no descriptor\n") > 0);
#else /* the client still waits: accept fails at once, again and again */
        fprintf(stderr, "accept: %s\n", strerror(errno));
#endif
#else
    struct sockaddr_storage addr;
    socklen_t len = sizeof(addr);
    int connfd = Accept(listenfd, (SA *)&addr, &len);
    log_connected((SA *)&addr, len);
#endif
    return connfd;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        app_error("usage: thread <port>");
#if defined(NOSIGNAL_ONLY) /* SIGPIPE still kills main when stdout is gone */
    sigset_t pipe;
    Sigemptyset(&pipe);
    Sigaddset(&pipe, SIGPIPE);
#elif !defined(NO_SIGPIPE) /* otherwise a client that left kills the server */
    Signal(SIGPIPE, SIG_IGN);
#endif
    int listenfd = Open_listenfd(argv[1]);
    log_listening(listenfd);

    while (1) {
        int connfd = accept_client(listenfd), rc;
        pthread_t tid;
        void *argp = (void *)(intptr_t)connfd;

        if (connfd < 0)
            continue;
#ifdef LEAKS_ARGUMENT
        argp = Malloc(sizeof(int));
        *(int *)argp = connfd;
#endif
#ifdef NOSIGNAL_ONLY
        pthread_sigmask(SIG_BLOCK, &pipe, NULL); /* for the new thread */
        rc = pthread_create(&tid, NULL, thread, argp);
        pthread_sigmask(SIG_UNBLOCK, &pipe, NULL);
#else
        rc = pthread_create(&tid, NULL, thread, argp);
#endif
#ifdef CREATE_SPINS /* the shortage may last, and the loop never sleeps */
        while (rc != 0) {
            fprintf(stderr, "thread: pthread_create: %s\n", strerror(rc));
            rc = pthread_create(&tid, NULL, thread, argp);
        }
#endif
#if defined(CREATE_EXITS) /* a shortage of threads is temporary */
        if (rc != 0)
            posix_error(rc, "pthread_create");
#elif defined(CREATE_SILENT) /* nobody learns why the client is closed */
        if (rc != 0)
            close(connfd);
#else
        if (rc != 0) {
            fprintf(stderr, "thread: pthread_create: %s\n", strerror(rc));
#ifndef CREATE_FORGETS /* without this, the client waits for ever */
            close(connfd);
#endif
        }
#endif
#if defined(CLOSES_EARLY) /* threads share descriptors, processes do not */
        close(connfd);
#elif defined(JOINS) /* serves one client at a time */
        if (rc == 0)
            pthread_join(tid, NULL);
#endif
    }
}

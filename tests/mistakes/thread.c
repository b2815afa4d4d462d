/*
 * thread.c - a concurrent echo server with a thread for each client, each
 *            time with one mistake; -D picks one
 *
 * Run:   tests/mistakes/thread <port>
 * Read:  echoservert.c before, the right one; arg_race.c and exits_on_reset.c
 *        beside it; tests/mistakes/echo.table.
 */
#include "csapp.h"

void echo(int connfd);

#ifdef ONE_LOCK
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
#endif

static void *thread(void *vargp)
{
#ifdef LEAKS_ARGUMENT /* who mallocs must free */
    int connfd = *(int *)vargp;
#else
    int connfd = (int)(intptr_t)vargp;
#endif

#if !defined(NOT_DETACHED) && !defined(JOINS) /* its stack is never freed */
    pthread_detach(pthread_self());
#endif
#ifdef ONE_LOCK /* held as long as a client stays: the others wait */
    pthread_mutex_lock(&lock);
#endif
    echo(connfd);
#ifdef ONE_LOCK
    pthread_mutex_unlock(&lock);
#endif
#if defined(KEEPS_CONNFD) /* the client never sees the end */
    return NULL;
#elif defined(THREAD_EXITS) /* that ends the process, not the thread */
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
#if defined(EMFILE_EXITS) /* out of descriptors: that would pass */
        unix_error("accept");
#elif defined(EMFILE_SILENT) /* nobody learns why no client is served */
        poll(NULL, 0, 100);
#elif defined(EMFILE_FLOODS) /* once would do: the disk fills with it */
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
#if defined(NOSIGNAL_ONLY) /* threads write to clients, main to stdout */
    sigset_t pipe;
    Sigemptyset(&pipe);
    Sigaddset(&pipe, SIGPIPE);
#elif !defined(NO_SIGPIPE) /* a client that left kills the server */
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
#ifdef CREATE_SPINS /* a shortage may last */
        while (rc != 0) {
            fprintf(stderr, "thread: pthread_create: %s\n", strerror(rc));
            rc = pthread_create(&tid, NULL, thread, argp);
        }
#endif
#if defined(CREATE_EXITS) /* too many threads: that would pass */
        if (rc != 0)
            posix_error(rc, "pthread_create");
#elif defined(CREATE_SILENT) /* nobody learns why */
        if (rc != 0)
            close(connfd);
#else
        if (rc != 0) {
            fprintf(stderr, "thread: pthread_create: %s\n", strerror(rc));
#ifndef CREATE_FORGETS /* the client waits for ever */
            close(connfd);
#endif
        }
#endif
#if defined(CLOSES_EARLY) /* processes have descriptors each, threads not */
        close(connfd);
#elif defined(JOINS) /* one client at a time */
        if (rc == 0)
            pthread_join(tid, NULL);
#endif
    }
}

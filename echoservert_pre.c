/*
 * echoservert_pre.c - a concurrent echo server: a pool of threads that are
 *                     created in advance
 *
 * Shows a producer and its consumers: main puts connections into a bounded
 * buffer; each thread takes a connection, serves it, and takes the next one.
 * The server serves as many clients at once as it has threads. A few more wait
 * in the buffer; when the buffer is full, main waits, too.
 *
 * Run:   ./echoservert_pre <port> [threads]    (default: 4 threads)
 *        (<port>: 8000, or 127.0.0.1:8000 for clients on this machine only)
 * Read:  echoservert.c before; echoserver_select.c after, without threads.
 */
#include "csapp.h"

#define NTHREADS 4
#define NSLOTS 16

void echo(int connfd);

/* A bounded buffer of descriptors: a ring; first in, first out. */
typedef struct {
    int fds[NSLOTS];
    int first, count;      /* the index of the oldest; their number */
    pthread_mutex_t mutex; /* guards the members above */
    pthread_cond_t nonempty;
    pthread_cond_t nonfull;
} buffer_t;

static void buffer_put(buffer_t *bp, int fd)
{
    pthread_mutex_lock(&bp->mutex);
    while (bp->count == NSLOTS) /* not if: a wake-up may be spurious */
        pthread_cond_wait(&bp->nonfull, &bp->mutex);
    bp->fds[(bp->first + bp->count) % NSLOTS] = fd;
    bp->count++;
    pthread_cond_signal(&bp->nonempty);
    pthread_mutex_unlock(&bp->mutex);
}

static int buffer_take(buffer_t *bp)
{
    pthread_mutex_lock(&bp->mutex);
    while (bp->count == 0)
        pthread_cond_wait(&bp->nonempty, &bp->mutex);
    int fd = bp->fds[bp->first];
    bp->first = (bp->first + 1) % NSLOTS;
    bp->count--;
    pthread_cond_signal(&bp->nonfull);
    pthread_mutex_unlock(&bp->mutex);
    return fd;
}

static void *thread(void *vargp)
{
    buffer_t *bp = vargp;

    while (1) {
        int connfd = buffer_take(bp);
        echo(connfd);
        close(connfd);
    }
    return NULL;
}

/* Reads the number of threads; exits if arg is not such a number. */
static int parse_threads(const char *arg)
{
    long n = strtol(arg, NULL, 10);

    if (arg[strspn(arg, "0123456789")] != '\0' || n < 1 || n > 10000)
        app_error(
            "echoservert_pre: [threads] must be a number from 1 to 10000");
    return n;
}

int main(int argc, char **argv)
{
    struct sockaddr_storage clientaddr; /* room for an address of any family */
    static buffer_t buffer = {.mutex = PTHREAD_MUTEX_INITIALIZER,
                              .nonempty = PTHREAD_COND_INITIALIZER,
                              .nonfull = PTHREAD_COND_INITIALIZER};
    pthread_t tid;

    if (argc != 2 && argc != 3)
        app_error("usage: echoservert_pre <port> [threads]");
    int nthreads = argc == 3 ? parse_threads(argv[2]) : NTHREADS;
    Signal(SIGPIPE, SIG_IGN); /* if a client has left, write returns EPIPE */
    int listenfd = Open_listenfd(argv[1]);
    for (int i = 0; i < nthreads; i++)
        Pthread_create(&tid, NULL, thread, &buffer);
    log_listening(listenfd);

    while (1) {
        socklen_t clientlen = sizeof(clientaddr);
        int connfd = Accept(listenfd, (SA *)&clientaddr, &clientlen);
        log_connected((SA *)&clientaddr, clientlen);
        buffer_put(&buffer, connfd);
    }
}

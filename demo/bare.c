/*
 * bare.c - the server models with bare read and write; the echo servers are
 *          compared with them
 *
 * These servers know no lines, log no clients, have no limits, and do not care
 * about clients that misbehave. The thread model passes the descriptor in
 * memory from malloc, as the slides do.
 *
 * Run:   demo/bare iterative|process|thread|pool|select <port> [threads]
 * Read:  the echo servers before; bench.sh after, which compares them.
 */
#include "csapp.h"

static void echo(int connfd)
{
    char buf[MAXBUF];
    ssize_t n;

    while ((n = read(connfd, buf, sizeof(buf))) > 0)
        if (write(connfd, buf, n) != n)
            return;
}

static void iterative(int listenfd)
{
    while (1) {
        int connfd = Accept(listenfd, NULL, NULL);
        echo(connfd);
        close(connfd);
    }
}

static void sigchld_handler(int sig)
{
    int olderrno = errno;

    (void)sig;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
    errno = olderrno;
}

static void process(int listenfd)
{
    Signal(SIGCHLD, sigchld_handler);
    while (1) {
        int connfd = Accept(listenfd, NULL, NULL);
        if (Fork() == 0) {
            close(listenfd);
            echo(connfd);
            _exit(0);
        }
        close(connfd);
    }
}

static void *serve_one(void *vargp)
{
    int connfd = *(int *)vargp;

    free(vargp);
    Pthread_detach(pthread_self());
    echo(connfd);
    close(connfd);
    return NULL;
}

static void thread(int listenfd)
{
    while (1) {
        pthread_t tid;
        int *connfdp = Malloc(sizeof(int));
        *connfdp = Accept(listenfd, NULL, NULL);
        Pthread_create(&tid, NULL, serve_one, connfdp);
    }
}

#define NSLOTS 16

typedef struct {
    int fds[NSLOTS]; /* a ring */
    int first, count;
    pthread_mutex_t mutex;
    pthread_cond_t nonempty, nonfull;
} buffer_t;

static void *serve_many(void *vargp)
{
    buffer_t *bp = vargp;

    while (1) {
        pthread_mutex_lock(&bp->mutex);
        while (bp->count == 0)
            pthread_cond_wait(&bp->nonempty, &bp->mutex);
        int connfd = bp->fds[bp->first];
        bp->first = (bp->first + 1) % NSLOTS;
        bp->count--;
        pthread_cond_signal(&bp->nonfull);
        pthread_mutex_unlock(&bp->mutex);
        echo(connfd);
        close(connfd);
    }
    return NULL;
}

static void pool(int listenfd, int nthreads)
{
    static buffer_t buffer = {.mutex = PTHREAD_MUTEX_INITIALIZER,
                              .nonempty = PTHREAD_COND_INITIALIZER,
                              .nonfull = PTHREAD_COND_INITIALIZER};

    for (int i = 0; i < nthreads; i++) {
        pthread_t tid;
        Pthread_create(&tid, NULL, serve_many, &buffer);
    }
    while (1) {
        int connfd = Accept(listenfd, NULL, NULL);
        pthread_mutex_lock(&buffer.mutex);
        while (buffer.count == NSLOTS)
            pthread_cond_wait(&buffer.nonfull, &buffer.mutex);
        buffer.fds[(buffer.first + buffer.count) % NSLOTS] = connfd;
        buffer.count++;
        pthread_cond_signal(&buffer.nonempty);
        pthread_mutex_unlock(&buffer.mutex);
    }
}

/* Reads once and echoes the bytes. Returns 0 at EOF and after an error. */
static int echo_once(int connfd)
{
    char buf[MAXBUF];
    ssize_t n = read(connfd, buf, sizeof(buf));

    return n > 0 && write(connfd, buf, n) == n;
}

static void event_driven(int listenfd)
{
    int maxfd = listenfd;
    fd_set reading;

    FD_ZERO(&reading);
    FD_SET(listenfd, &reading);
    while (1) {
        fd_set readable = reading;
        Select(maxfd + 1, &readable, NULL, NULL, NULL);
        for (int fd = 0; fd <= maxfd; fd++) {
            if (!FD_ISSET(fd, &readable))
                continue;
            if (fd == listenfd) {
                int connfd = Accept(listenfd, NULL, NULL);
                if (connfd >= FD_SETSIZE)
                    app_error("bare: too many clients for select");
                FD_SET(connfd, &reading);
                maxfd = connfd > maxfd ? connfd : maxfd;
            } else if (!echo_once(fd)) {
                close(fd);
                FD_CLR(fd, &reading);
            }
        }
    }
}

static void usage(void)
{
    app_error("usage: bare iterative|process|thread|pool|select <port> "
              "[threads]");
}

int main(int argc, char **argv)
{
    if (argc != 3 && argc != 4)
        usage();
    Signal(SIGPIPE, SIG_IGN);
    int listenfd = Open_listenfd(argv[2]);
    log_listening(listenfd);
    if (strcmp(argv[1], "iterative") == 0)
        iterative(listenfd);
    else if (strcmp(argv[1], "process") == 0)
        process(listenfd);
    else if (strcmp(argv[1], "thread") == 0)
        thread(listenfd);
    else if (strcmp(argv[1], "pool") == 0)
        pool(listenfd, argc == 4 ? atoi(argv[3]) : 4);
    else if (strcmp(argv[1], "select") == 0)
        event_driven(listenfd);
    usage();
}

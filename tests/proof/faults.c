/*
 * faults.c - system calls that fail or return short counts, at random
 *
 * The seed decides for each kind of fault how often it happens, from never to
 * the rate in the table below. No rate is 256 of 256, so a call that is tried
 * again and again succeeds at last.
 *
 * All calls of a process draw from one generator of random numbers: with the
 * same seed, the same calls in the same order fail in the same way. The order
 * of calls in several threads varies, however. If a seed fails in a threaded
 * program, it may fail again only after several runs.
 */
#include "faults.h"

typedef enum {
    INTERRUPTED,
    SHORT,
    AGAIN,
    ABORTED,
    DESCRIPTORS,
    MEMORY,
    PROCESSES,
    WAKEUPS,
    STARTUP,
    KINDS
} kind_t;

static const struct {
    const char *name;
    unsigned most; /* faults in 256 calls */
} kinds[KINDS] = {{"interrupted", 128}, {"short", 255},     {"again", 128},
                  {"aborted", 64},      {"descriptors", 8}, {"memory", 16},
                  {"processes", 32},    {"wakeups", 128},   {"startup", 16}};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* guards the rest */
static int is_seeded, is_traced;
static uint64_t state;        /* of the generator */
static unsigned rates[KINDS]; /* of 256 */

/* The generator is splitmix64. */
static uint64_t draw(void)
{
    uint64_t x = state += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static void seed_with(unsigned long seed)
{
    const char *wanted = getenv("FAULTS_KINDS");

    is_seeded = 1;
    is_traced = getenv("FAULTS_TRACE") != NULL;
    state = seed;
    for (int i = 0; i < KINDS; i++) {
        unsigned rate = kinds[i].most >> draw() % 6;

        if (seed == 0 || draw() % 4 == 0 ||
            (wanted != NULL && strstr(wanted, kinds[i].name) == NULL))
            rate = 0;
        rates[i] = rate;
    }
}

/*
 * Locks the mutex, and first blocks all signals: a signal handler that calls
 * write locks the mutex, too, and would wait for its own thread for ever.
 */
static void lock(sigset_t *old)
{
    const char *seed = getenv("FAULTS_SEED");
    sigset_t all;

    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, old);
    pthread_mutex_lock(&mutex);
    if (!is_seeded)
        seed_with(seed != NULL ? strtoul(seed, NULL, 10) : 0);
}

static void unlock(const sigset_t *old)
{
    pthread_mutex_unlock(&mutex);
    pthread_sigmask(SIG_SETMASK, old, NULL);
}

void faults_seed(unsigned long seed)
{
    sigset_t old;

    lock(&old);
    seed_with(seed);
    unlock(&old);
}

/* Returns a random number if a fault of this kind happens now, otherwise 0. */
static uint64_t happens(kind_t kind)
{
    sigset_t old;
    uint64_t number;

    lock(&old);
    number = rates[kind] > draw() % 256 ? draw() | 1 : 0;
    unlock(&old);
    return number;
}

static void trace(const char *call, const char *what)
{
    char line[80];

    if (!is_traced)
        return;
    snprintf(line, sizeof(line), "fault: %s: %s\n", call, what);
    if ((write)(STDERR_FILENO, line, strlen(line)) < 0)
        return; /* nobody reads stderr */
}

/* Returns true if a call fails now. Then errno is one of the two errors. */
static int fails(const char *call, kind_t kind, int error, int other)
{
    uint64_t number = happens(kind);

    if (number == 0)
        return 0;
    error = number & 2 ? error : other;
    trace(call, strerror(error));
    errno = error;
    return 1;
}

static int is_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    return flags >= 0 && (flags & O_NONBLOCK);
}

/* Returns true if n bytes of this file or pipe are never moved in part. */
static int is_whole(int fd, size_t n)
{
    struct stat st;

    return fstat(fd, &st) == 0 &&
           (S_ISREG(st.st_mode) || (S_ISFIFO(st.st_mode) && n <= PIPE_BUF));
}

/* Returns how many of n bytes a call moves: all of them, or fewer, often 1. */
static size_t fewer(const char *call, size_t n)
{
    uint64_t number = happens(SHORT);

    if (number == 0 || n < 2)
        return n;
    n = number & 2 ? 1 : 1 + (number >> 2) % (n - 1);
    trace(call, "a short count");
    return n;
}

ssize_t faulty_read(int fd, void *buf, size_t n)
{
    if (is_whole(fd, n))
        return (read)(fd, buf, n);
    if (fails("read", INTERRUPTED, EINTR, EINTR) ||
        (is_nonblocking(fd) && fails("read", AGAIN, EAGAIN, EWOULDBLOCK)))
        return -1;
    return (read)(fd, buf, fewer("read", n));
}

ssize_t faulty_write(int fd, const void *buf, size_t n)
{
    if (is_whole(fd, n))
        return (write)(fd, buf, n);
    if (fails("write", INTERRUPTED, EINTR, EINTR) ||
        (is_nonblocking(fd) && fails("write", AGAIN, EAGAIN, EWOULDBLOCK)))
        return -1;
    return (write)(fd, buf, fewer("write", n));
}

int faulty_accept(int listenfd, SA *addr, socklen_t *addrlen)
{
    if (fails("accept", INTERRUPTED, EINTR, EINTR) ||
        fails("accept", ABORTED, ECONNABORTED, EPROTO) ||
        fails("accept", DESCRIPTORS, EMFILE, ENFILE) ||
        fails("accept", MEMORY, ENOBUFS, ENOMEM) ||
        (is_nonblocking(listenfd) &&
         fails("accept", AGAIN, EAGAIN, EWOULDBLOCK)))
        return -1;
    return (accept)(listenfd, addr, addrlen);
}

int faulty_select(int n, fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
                  struct timeval *timeout)
{
    if (fails("select", INTERRUPTED, EINTR, EINTR))
        return -1;
    return (select)(n, readfds, writefds, exceptfds, timeout);
}

int faulty_poll(struct pollfd *fds, nfds_t nfds, int timeout)
{
    if (fails("poll", INTERRUPTED, EINTR, EINTR))
        return -1;
    return (poll)(fds, nfds, timeout);
}

/* The child gets other random numbers than its parent and its siblings. */
pid_t faulty_fork(void)
{
    sigset_t old;
    uint64_t number;
    pid_t pid;

    if (fails("fork", PROCESSES, EAGAIN, ENOMEM))
        return -1;
    lock(&old);
    number = draw();
    unlock(&old);
    pid = (fork)();
    if (pid == 0)
        state = number;
    return pid;
}

int faulty_pthread_create(pthread_t *tidp, const pthread_attr_t *attrp,
                          void *(*routine)(void *), void *argp)
{
    if (fails("pthread_create", PROCESSES, EAGAIN, EAGAIN))
        return EAGAIN;
    return (pthread_create)(tidp, attrp, routine, argp);
}

/* POSIX allows spurious wakeups: the caller must check its condition again. */
int faulty_pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *guard)
{
    if (happens(WAKEUPS) == 0)
        return (pthread_cond_wait)(cond, guard);
    trace("pthread_cond_wait", "a spurious wakeup");
    pthread_mutex_unlock(guard);
    pthread_mutex_lock(guard);
    return 0;
}

int faulty_sem_wait(sem_t *sem)
{
    if (fails("sem_wait", INTERRUPTED, EINTR, EINTR))
        return -1;
    return (sem_wait)(sem);
}

void *faulty_malloc(size_t size)
{
    if (fails("malloc", MEMORY, ENOMEM, ENOMEM))
        return NULL;
    return (malloc)(size);
}

void *faulty_calloc(size_t nmemb, size_t size)
{
    if (fails("calloc", MEMORY, ENOMEM, ENOMEM))
        return NULL;
    return (calloc)(nmemb, size);
}

void *faulty_realloc(void *ptr, size_t size)
{
    if (fails("realloc", MEMORY, ENOMEM, ENOMEM))
        return NULL;
    return (realloc)(ptr, size);
}

int faulty_open(const char *pathname, int flags, ...)
{
    mode_t mode = 0;

    if (flags & O_CREAT) {
        va_list arguments;

        va_start(arguments, flags);
        mode = (mode_t)va_arg(arguments, unsigned);
        va_end(arguments);
    }
    if (fails("open", DESCRIPTORS, EMFILE, ENFILE))
        return -1;
    return (open)(pathname, flags, mode);
}

int faulty_pipe(int fds[2])
{
    if (fails("pipe", STARTUP, EMFILE, ENFILE))
        return -1;
    return (pipe)(fds);
}

static int without_ipv4;

void faults_without_ipv4(int on)
{
    without_ipv4 = on;
}

int faulty_socket(int domain, int type, int protocol)
{
    if (without_ipv4 && domain == AF_INET) {
        errno = EAFNOSUPPORT;
        return -1;
    }
    if (fails("socket", STARTUP, EMFILE, ENOBUFS))
        return -1;
    return (socket)(domain, type, protocol);
}

int faulty_setsockopt(int fd, int level, int optname, const void *optval,
                      socklen_t optlen)
{
    if (fails("setsockopt", STARTUP, ENOBUFS, ENOMEM))
        return -1;
    return (setsockopt)(fd, level, optname, optval, optlen);
}

int faulty_bind(int fd, const SA *addr, socklen_t addrlen)
{
    if (fails("bind", STARTUP, EADDRINUSE, ENOBUFS))
        return -1;
    return (bind)(fd, addr, addrlen);
}

int faulty_listen(int fd, int backlog)
{
    if (fails("listen", STARTUP, EADDRINUSE, ENOBUFS))
        return -1;
    return (listen)(fd, backlog);
}

/* A connect that is interrupted continues: poll reports when it is done. */
int faulty_connect(int fd, const SA *addr, socklen_t addrlen)
{
    int flags = fcntl(fd, F_GETFL), rc;

    if (fails("connect", STARTUP, ETIMEDOUT, ENETUNREACH))
        return -1;
    if (is_nonblocking(fd) || happens(INTERRUPTED) == 0)
        return (connect)(fd, addr, addrlen);
    trace("connect", "interrupted");
    fcntl(fd, F_SETFL, flags | O_NONBLOCK);
    rc = (connect)(fd, addr, addrlen);
    if (rc < 0 && errno == EINPROGRESS)
        errno = EINTR;
    fcntl(fd, F_SETFL, flags);
    return rc;
}

int faulty_getaddrinfo(const char *node, const char *service,
                       const struct addrinfo *hints, struct addrinfo **res)
{
    if (happens(STARTUP) != 0) {
        trace("getaddrinfo", "EAI_MEMORY");
        return EAI_MEMORY;
    }
    return (getaddrinfo)(node, service, hints, res);
}

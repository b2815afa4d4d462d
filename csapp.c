/*
 * csapp.c - checked calls, Rio buffered I/O, open_clientfd and open_listenfd
 *
 * csapp.h says what each function promises, in the same order. The numbers are
 * sections of CS:APP.
 */
#include "csapp.h"

/* Errors (8.3) */

void unix_error(const char *msg)
{
    posix_error(errno, msg);
}

void posix_error(int code, const char *msg)
{
    fprintf(stderr, "%s: %s\n", msg, strerror(code));
    exit(1);
}

/* Returns the reason for a failed look-up; for EAI_SYSTEM, errno has it. */
static const char *gai_reason(int code)
{
    return code == EAI_SYSTEM ? strerror(errno) : gai_strerror(code);
}

void gai_error(int code, const char *msg)
{
    fprintf(stderr, "%s: %s\n", msg, gai_reason(code));
    exit(1);
}

void app_error(const char *msg)
{
    fprintf(stderr, "%s\n", msg);
    exit(1);
}

/*
 * Most checked calls consist of the call itself inside one of these three. The
 * call has failed if its result is below 0 (checked), NULL (checked_ptr), or an
 * error number instead of 0 (checked_code).
 */
static long checked(long result, const char *msg)
{
    if (result < 0)
        unix_error(msg);
    return result;
}

static void *checked_ptr(void *result, const char *msg)
{
    if (result == NULL)
        unix_error(msg);
    return result;
}

static void checked_code(int code, const char *msg)
{
    if (code != 0)
        posix_error(code, msg);
}

/* Processes (8.4) */

pid_t Fork(void)
{
    return checked(fork(), "Fork error");
}

void Execve(const char *filename, char *const argv[], char *const envp[])
{
    execve(filename, argv, envp);
    unix_error("Execve error");
}

pid_t Wait(int *status)
{
    return checked(wait(status), "Wait error");
}

pid_t Waitpid(pid_t pid, int *status, int options)
{
    return checked(waitpid(pid, status, options), "Waitpid error");
}

void Kill(pid_t pid, int signum)
{
    checked(kill(pid, signum), "Kill error");
}

unsigned int Sleep(unsigned int secs)
{
    return sleep(secs);
}

void Pause(void)
{
    pause();
}

unsigned int Alarm(unsigned int seconds)
{
    return alarm(seconds);
}

void Setpgid(pid_t pid, pid_t pgid)
{
    checked(setpgid(pid, pgid), "Setpgid error");
}

pid_t Getpgrp(void)
{
    return getpgrp();
}

/* Signals (8.5) */

handler_t *Signal(int signum, handler_t *handler)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    struct sigaction old;

    sigemptyset(&action.sa_mask);
    checked(sigaction(signum, &action, &old), "Signal error");
    return old.sa_handler;
}

void Sigprocmask(int how, const sigset_t *set, sigset_t *oldset)
{
    checked(sigprocmask(how, set, oldset), "Sigprocmask error");
}

void Sigemptyset(sigset_t *set)
{
    checked(sigemptyset(set), "Sigemptyset error");
}

void Sigfillset(sigset_t *set)
{
    checked(sigfillset(set), "Sigfillset error");
}

void Sigaddset(sigset_t *set, int signum)
{
    checked(sigaddset(set, signum), "Sigaddset error");
}

void Sigdelset(sigset_t *set, int signum)
{
    checked(sigdelset(set, signum), "Sigdelset error");
}

int Sigismember(const sigset_t *set, int signum)
{
    return checked(sigismember(set, signum), "Sigismember error");
}

int Sigsuspend(const sigset_t *set)
{
    sigsuspend(set);
    if (errno != EINTR)
        unix_error("Sigsuspend error");
    return -1; /* sigsuspend returns nothing else */
}

/* Output for signal handlers (8.5.5): no stdio, no locks, no malloc */

ssize_t sio_puts(const char s[])
{
    return rio_writen(STDOUT_FILENO, s, strlen(s));
}

ssize_t sio_putl(long v)
{
    char digits[sizeof(v) * CHAR_BIT / 3 + 2]; /* enough, with the sign */
    char *end = digits + sizeof(digits), *p = end;
    unsigned long rest = v < 0 ? -(unsigned long)v : (unsigned long)v;

    do
        *--p = '0' + rest % 10;
    while ((rest /= 10) > 0);
    if (v < 0)
        *--p = '-';
    return rio_writen(STDOUT_FILENO, p, end - p);
}

void sio_error(const char s[])
{
    rio_writen(STDERR_FILENO, s, strlen(s));
    _exit(1);
}

ssize_t Sio_puts(const char s[])
{
    ssize_t n = sio_puts(s);

    if (n < 0)
        sio_error("Sio_puts error\n");
    return n;
}

ssize_t Sio_putl(long v)
{
    ssize_t n = sio_putl(v);

    if (n < 0)
        sio_error("Sio_putl error\n");
    return n;
}

void Sio_error(const char s[])
{
    sio_error(s);
}

/* Unix I/O, files, directories (10.3 to 10.9), and select (12.2) */

int Open(const char *pathname, int flags, mode_t mode)
{
    return checked(open(pathname, flags, mode), "Open error");
}

ssize_t Read(int fd, void *buf, size_t count)
{
    return checked(read(fd, buf, count), "Read error");
}

ssize_t Write(int fd, const void *buf, size_t count)
{
    return checked(write(fd, buf, count), "Write error");
}

off_t Lseek(int fd, off_t offset, int whence)
{
    off_t position = lseek(fd, offset, whence); /* may be too big for a long */

    if (position == -1)
        unix_error("Lseek error");
    return position;
}

void Close(int fd)
{
    checked(close(fd), "Close error");
}

int Select(int n, fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
           struct timeval *timeout)
{
    return checked(select(n, readfds, writefds, exceptfds, timeout),
                   "Select error");
}

int Dup2(int fd1, int fd2)
{
    return checked(dup2(fd1, fd2), "Dup2 error");
}

void Stat(const char *filename, struct stat *buf)
{
    checked(stat(filename, buf), "Stat error");
}

void Fstat(int fd, struct stat *buf)
{
    checked(fstat(fd, buf), "Fstat error");
}

DIR *Opendir(const char *name)
{
    return checked_ptr(opendir(name), "Opendir error");
}

struct dirent *Readdir(DIR *dirp)
{
    struct dirent *entry;

    errno = 0; /* NULL means an error or the end; only errno tells which */
    entry = readdir(dirp);
    if (entry == NULL && errno != 0)
        unix_error("Readdir error");
    return entry;
}

int Closedir(DIR *dirp)
{
    return checked(closedir(dirp), "Closedir error");
}

/* Memory (9.8, 9.9) */

/* malloc(0) may return NULL: this is not an error. */
static void *checked_memory(void *p, size_t size, const char *msg)
{
    return size == 0 ? p : checked_ptr(p, msg);
}

void *Mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
    void *start = mmap(addr, len, prot, flags, fd, offset);

    if (start == MAP_FAILED)
        unix_error("Mmap error");
    return start;
}

void Munmap(void *start, size_t length)
{
    checked(munmap(start, length), "Munmap error");
}

void *Malloc(size_t size)
{
    return checked_memory(malloc(size), size, "Malloc error");
}

void *Realloc(void *ptr, size_t size)
{
    return checked_memory(realloc(ptr, size), size, "Realloc error");
}

void *Calloc(size_t nmemb, size_t size)
{
    return checked_memory(calloc(nmemb, size), nmemb && size, "Calloc error");
}

void Free(void *ptr)
{
    free(ptr);
}

/* Standard I/O (10.10) */

void Fclose(FILE *fp)
{
    checked(fclose(fp), "Fclose error");
}

FILE *Fdopen(int fd, const char *type)
{
    return checked_ptr(fdopen(fd, type), "Fdopen error");
}

char *Fgets(char *ptr, int n, FILE *stream)
{
    char *line = fgets(ptr, n, stream);

    if (line == NULL && ferror(stream))
        unix_error("Fgets error");
    return line;
}

FILE *Fopen(const char *filename, const char *mode)
{
    return checked_ptr(fopen(filename, mode), "Fopen error");
}

void Fputs(const char *ptr, FILE *stream)
{
    checked(fputs(ptr, stream), "Fputs error");
}

size_t Fread(void *ptr, size_t size, size_t nmemb, FILE *stream)
{
    size_t n = fread(ptr, size, nmemb, stream);

    if (n < nmemb && ferror(stream))
        unix_error("Fread error");
    return n;
}

void Fwrite(const void *ptr, size_t size, size_t nmemb, FILE *stream)
{
    if (fwrite(ptr, size, nmemb, stream) < nmemb && ferror(stream))
        unix_error("Fwrite error");
}

/* Sockets and names (11.4) */

int Socket(int domain, int type, int protocol)
{
    return checked(socket(domain, type, protocol), "Socket error");
}

void Setsockopt(int s, int level, int optname, const void *optval, int optlen)
{
    checked(setsockopt(s, level, optname, optval, optlen), "Setsockopt error");
}

void Bind(int sockfd, const struct sockaddr *addr, int addrlen)
{
    checked(bind(sockfd, addr, addrlen), "Bind error");
}

void Listen(int s, int backlog)
{
    checked(listen(s, backlog), "Listen error");
}

int Accept(int listenfd, struct sockaddr *addr, socklen_t *addrlen)
{
    int connfd, told = 0;

    while ((connfd = accept(listenfd, addr, addrlen)) < 0) {
        switch (errno) {
        case EINTR:        /* a signal, such as SIGCHLD */
        case ECONNABORTED: /* this client has left: accept the next one */
            break;
        case EAGAIN: /* listenfd is non-blocking: the loop would spin */
        case EBADF:
        case EFAULT:
        case EINVAL:
        case ENOTSOCK:
        case EOPNOTSUPP:
            unix_error("Accept error");
        default: /* no descriptor or buffer is free, or the network is down */
            if (!told)
                log_trouble("Accept error: %s; waiting", strerror(errno));
            told = 1;
            poll(NULL, 0, 100); /* ms */
        }
    }
    return connfd;
}

void Connect(int sockfd, const struct sockaddr *addr, int addrlen)
{
    checked(connect(sockfd, addr, addrlen), "Connect error");
}

void Getaddrinfo(const char *node, const char *service,
                 const struct addrinfo *hints, struct addrinfo **res)
{
    int rc = getaddrinfo(node, service, hints, res);

    if (rc != 0)
        gai_error(rc, "Getaddrinfo error");
}

void Getnameinfo(const struct sockaddr *sa, socklen_t salen, char *host,
                 size_t hostlen, char *serv, size_t servlen, int flags)
{
    int rc = getnameinfo(sa, salen, host, hostlen, serv, servlen, flags);

    if (rc != 0)
        gai_error(rc, "Getnameinfo error");
}

void Freeaddrinfo(struct addrinfo *res)
{
    freeaddrinfo(res);
}

void Inet_ntop(int af, const void *src, char *dst, socklen_t size)
{
    if (inet_ntop(af, src, dst, size) == NULL)
        unix_error("Inet_ntop error");
}

void Inet_pton(int af, const char *src, void *dst)
{
    if (checked(inet_pton(af, src, dst), "Inet_pton error") == 0)
        app_error("Inet_pton error: not an address of this family");
}

/* Threads (12.3) and semaphores (12.5) */

void Pthread_create(pthread_t *tidp, const pthread_attr_t *attrp,
                    void *(*routine)(void *), void *argp)
{
    checked_code(pthread_create(tidp, attrp, routine, argp),
                 "Pthread_create error");
}

void Pthread_join(pthread_t tid, void **thread_return)
{
    checked_code(pthread_join(tid, thread_return), "Pthread_join error");
}

void Pthread_cancel(pthread_t tid)
{
    checked_code(pthread_cancel(tid), "Pthread_cancel error");
}

void Pthread_detach(pthread_t tid)
{
    checked_code(pthread_detach(tid), "Pthread_detach error");
}

void Pthread_exit(void *retval)
{
    pthread_exit(retval);
}

pthread_t Pthread_self(void)
{
    return pthread_self();
}

void Pthread_once(pthread_once_t *once_control, void (*init_function)(void))
{
    checked_code(pthread_once(once_control, init_function),
                 "Pthread_once error");
}

#if CSAPP_SEMAPHORES

/* Returns 0 if code is 0; else -1 with errno set to code. */
static int errno_result(int code)
{
    if (code == 0)
        return 0;
    errno = code;
    return -1;
}

/* Fails on macOS if sem was not initialized. */
static int lock(sem_t *sem)
{
    return errno_result(pthread_mutex_lock(&sem->mutex));
}

static void unlock(void *argument)
{
    sem_t *sem = argument;

    pthread_mutex_unlock(&sem->mutex);
}

int sem_init(sem_t *sem, int pshared, unsigned int value)
{
    int code;

    if (pshared)
        return errno_result(ENOTSUP);
    if (value > SEM_VALUE_MAX)
        return errno_result(EINVAL);
    sem->value = value;
    code = pthread_mutex_init(&sem->mutex, NULL);
    if (code == 0)
        code = pthread_cond_init(&sem->posted, NULL);
    return errno_result(code);
}

int sem_destroy(sem_t *sem)
{
    pthread_cond_destroy(&sem->posted);
    return errno_result(pthread_mutex_destroy(&sem->mutex));
}

int sem_wait(sem_t *sem)
{
    pthread_testcancel();
    if (lock(sem) < 0)
        return -1;
    pthread_cleanup_push(unlock, sem); /* if the wait is cancelled */
    while (sem->value == 0)
        pthread_cond_wait(&sem->posted, &sem->mutex);
    sem->value--;
    pthread_cleanup_pop(1);
    return 0;
}

int sem_trywait(sem_t *sem)
{
    int code = 0;

    if (lock(sem) < 0)
        return -1;
    if (sem->value > 0)
        sem->value--;
    else
        code = EAGAIN;
    unlock(sem);
    return errno_result(code);
}

int sem_post(sem_t *sem)
{
    int code = 0;

    if (lock(sem) < 0)
        return -1;
    if (sem->value < SEM_VALUE_MAX)
        sem->value++;
    else
        code = EOVERFLOW;
    /* Before the unlock: after it, another thread may destroy sem at once. */
    pthread_cond_signal(&sem->posted);
    unlock(sem);
    return errno_result(code);
}

int sem_getvalue(sem_t *sem, int *value)
{
    if (lock(sem) < 0)
        return -1;
    *value = (int)sem->value;
    unlock(sem);
    return 0;
}

#endif

void Sem_init(sem_t *sem, int pshared, unsigned int value)
{
    checked(sem_init(sem, pshared, value), "Sem_init error");
}

void P(sem_t *sem)
{
    int rc;

    do
        rc = sem_wait(sem);
    while (rc < 0 && errno == EINTR);
    checked(rc, "P error");
}

void V(sem_t *sem)
{
    checked(sem_post(sem), "V error");
}

/* Rio (10.5) */

ssize_t rio_readn(int fd, void *usrbuf, size_t n)
{
    char *bufp = usrbuf;
    size_t got = 0;

    while (got < n) {
        ssize_t rc = read(fd, bufp + got, n - got);

        if (rc < 0 && errno != EINTR)
            return -1;
        if (rc == 0)
            break; /* EOF */
        if (rc > 0)
            got += rc;
    }
    return got;
}

/* Writes n bytes, or fewer if a write fails; returns how many it wrote. */
static size_t write_all(int fd, const char *bufp, size_t n)
{
    size_t sent = 0;

    while (sent < n) {
        ssize_t rc = write(fd, bufp + sent, n - sent);

        if (rc < 0 && errno != EINTR)
            break;
        if (rc > 0)
            sent += rc;
    }
    return sent;
}

ssize_t rio_writen(int fd, const void *usrbuf, size_t n)
{
    return write_all(fd, usrbuf, n) == n ? (ssize_t)n : -1;
}

void rio_readinitb(rio_t *rp, int fd)
{
    rp->rio_fd = fd;
    rp->rio_bufptr = rp->rio_buf;
    rp->rio_cnt = rp->rio_outcnt = rp->rio_outerr = 0;
}

/* Sends the collected bytes, and keeps those that cannot be sent. */
static int rio_send(rio_t *rp)
{
    size_t sent = write_all(rp->rio_fd, rp->rio_outbuf, rp->rio_outcnt);

    rp->rio_outcnt -= sent;
    memmove(rp->rio_outbuf, rp->rio_outbuf + sent, rp->rio_outcnt);
    return rp->rio_outcnt == 0 ? 0 : -1;
}

/*
 * Fills the input buffer if it is empty. Returns the number of bytes in it, 0
 * at end of file, or -1 with errno. This is the only place where a rio_t waits
 * for input; so it must first send everything that the peer may be waiting for.
 */
static ssize_t rio_fill(rio_t *rp)
{
    ssize_t n;

    if (rp->rio_cnt > 0)
        return rp->rio_cnt;
    if (rp->rio_outerr == 0 && rio_send(rp) < 0 && errno != EAGAIN &&
        errno != EWOULDBLOCK) /* a non-blocking descriptor: send it later */
        rp->rio_outerr = errno;
    do
        n = read(rp->rio_fd, rp->rio_buf, sizeof(rp->rio_buf));
    while (n < 0 && errno == EINTR);
    if (n > 0) {
        rp->rio_cnt = n;
        rp->rio_bufptr = rp->rio_buf;
    }
    return n;
}

/* Moves n bytes from the input buffer to usrbuf. */
static void rio_take(rio_t *rp, void *usrbuf, size_t n)
{
    memcpy(usrbuf, rp->rio_bufptr, n);
    rp->rio_bufptr += n;
    rp->rio_cnt -= n;
}

ssize_t rio_readnb(rio_t *rp, void *usrbuf, size_t n)
{
    char *bufp = usrbuf;
    size_t got = 0;

    while (got < n) {
        ssize_t take = rio_fill(rp);

        if (take < 0)
            return -1;
        if (take == 0)
            break; /* EOF */
        if ((size_t)take > n - got)
            take = n - got;
        rio_take(rp, bufp + got, take);
        got += take;
    }
    return got;
}

ssize_t rio_readlineb(rio_t *rp, void *usrbuf, size_t maxlen)
{
    char *bufp = usrbuf, *newline = NULL;
    size_t got = 0;

    if (maxlen == 0)
        return 0; /* no room for even the '\0' */
    while (newline == NULL && got < maxlen - 1) {
        ssize_t take = rio_fill(rp);

        if (take < 0)
            return -1;
        if (take == 0)
            break; /* EOF */
        if ((size_t)take > maxlen - 1 - got)
            take = maxlen - 1 - got;
        newline = memchr(rp->rio_bufptr, '\n', take);
        if (newline != NULL)
            take = newline + 1 - rp->rio_bufptr;
        rio_take(rp, bufp + got, take);
        got += take;
    }
    bufp[got] = '\0';
    return got;
}

/* Returns -1 if a send failed during a read, but only once; otherwise 0. */
static int rio_outstatus(rio_t *rp)
{
    if (rp->rio_outerr == 0)
        return 0;
    errno = rp->rio_outerr;
    rp->rio_outerr = 0;
    return -1;
}

ssize_t rio_writeb(rio_t *rp, const void *usrbuf, size_t n)
{
    const char *bufp = usrbuf;
    size_t done = 0;

    if (rio_outstatus(rp) < 0)
        return -1;
    while (done < n) {
        size_t take = sizeof(rp->rio_outbuf) - rp->rio_outcnt;

        if (take > n - done)
            take = n - done;
        memcpy(rp->rio_outbuf + rp->rio_outcnt, bufp + done, take);
        rp->rio_outcnt += take;
        done += take;
        if (rp->rio_outcnt == sizeof(rp->rio_outbuf) && rio_send(rp) < 0)
            return -1;
    }
    return n;
}

int rio_flushb(rio_t *rp)
{
    return rio_outstatus(rp) < 0 ? -1 : rio_send(rp);
}

ssize_t Rio_readn(int fd, void *usrbuf, size_t n)
{
    return checked(rio_readn(fd, usrbuf, n), "Rio_readn error");
}

void Rio_writen(int fd, const void *usrbuf, size_t n)
{
    checked(rio_writen(fd, usrbuf, n), "Rio_writen error");
}

void Rio_readinitb(rio_t *rp, int fd)
{
    rio_readinitb(rp, fd);
}

ssize_t Rio_readnb(rio_t *rp, void *usrbuf, size_t n)
{
    return checked(rio_readnb(rp, usrbuf, n), "Rio_readnb error");
}

ssize_t Rio_readlineb(rio_t *rp, void *usrbuf, size_t maxlen)
{
    return checked(rio_readlineb(rp, usrbuf, maxlen), "Rio_readlineb error");
}

void Rio_writeb(rio_t *rp, const void *usrbuf, size_t n)
{
    checked(rio_writeb(rp, usrbuf, n), "Rio_writeb error");
}

void Rio_flushb(rio_t *rp)
{
    checked(rio_flushb(rp), "Rio_flushb error");
}

/* Connections (11.4.8) */

/*
 * Opens a closed stdin, stdout or stderr, so that no socket gets its number.
 * Reading from stdin and writing to the others still fail.
 */
static void open_standard_fds(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* Returns true if port is a decimal number from lowest to 65535. */
static int is_port(const char *port, long lowest)
{
    char *end;

    if (port == NULL || !isdigit((unsigned char)*port))
        return 0;
    long number = strtol(port, &end, 10);
    return *end == '\0' && lowest <= number && number <= 65535;
}

/*
 * Waits until fd is ready for output, at most timeout ms (-1: without a limit),
 * also after a signal. Returns what poll(2) returns.
 */
static int await_output(int fd, int timeout)
{
    struct pollfd out = {fd, POLLOUT, 0};
    int n;

    do
        n = poll(&out, 1, timeout);
    while (n < 0 && errno == EINTR);
    return n;
}

/*
 * After a signal has interrupted connect(2), the kernel goes on connecting, and
 * connect must not be called again. This function waits for the result. It
 * returns 0, or -1 with errno.
 */
static int await_connect(int fd)
{
    int error;
    socklen_t len = sizeof(error);

    if (await_output(fd, -1) < 0)
        return -1;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
        return -1;
    errno = error;
    return error == 0 ? 0 : -1;
}

static int connect_to(int fd, const struct addrinfo *ai)
{
    if (connect(fd, ai->ai_addr, ai->ai_addrlen) == 0)
        return 0;
    return errno == EINTR ? await_connect(fd) : -1;
}

/*
 * Opens a socket for each address of host in turn, and calls try_one with the
 * socket and the address, until try_one returns 0. Returns this socket; or -1
 * with the errno of the first address; or -2 if the look-up failed. Sets *why
 * to the reason in words, or to NULL if errno has the reason.
 */
static int try_each(const char *host, const char *port,
                    int (*try_one)(int fd, const struct addrinfo *ai),
                    const char **why)
{
    struct addrinfo hints = {0}, *list, *ai;
    int rc, why_first = 0, fd = -1;

    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    rc = getaddrinfo(host, port, &hints, &list);
    *why = rc == 0 ? NULL : gai_reason(rc);
    if (rc != 0)
        return -2;
    for (ai = list; ai != NULL; ai = ai->ai_next) {
        fd = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);
        if (fd >= 0 && try_one(fd, ai) == 0)
            break;
        if (ai == list)
            why_first = errno;
        if (fd >= 0)
            close(fd);
        fd = -1;
    }
    freeaddrinfo(list);
    errno = why_first;
    return fd;
}

/* Does the work of open_clientfd. Sets *why as try_each does. */
static int connect_to_name(const char *hostname, const char *port,
                           const char **why)
{
    open_standard_fds();
    if (!is_port(port, 1)) {
        *why = "not a port number from 1 to 65535";
        errno = EINVAL;
        return -1;
    }
    return try_each(hostname, port, connect_to, why);
}

int open_clientfd(const char *hostname, const char *port)
{
    const char *why;

    return connect_to_name(hostname, port, &why);
}

int Open_clientfd(const char *hostname, const char *port)
{
    const char *why;
    int clientfd = connect_to_name(hostname, port, &why);

    if (clientfd < 0) {
        fprintf(stderr, "Open_clientfd error: %s port %s: %s\n",
                hostname ? hostname : "localhost", port ? port : "(none)",
                why ? why : strerror(errno));
        exit(1);
    }
    return clientfd;
}

static int listen_at(int fd, const struct addrinfo *ai)
{
    int on = 1, off = 0;

    /* With [::], serve IPv4 too. OpenBSD refuses this, and serves only IPv6. */
    if (ai->ai_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
    /* Connections of an earlier server may still be in TIME_WAIT. */
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
        bind(fd, ai->ai_addr, ai->ai_addrlen) < 0)
        return -1;
    return listen(fd, LISTENQ);
}

enum { NAMELEN = 256 }; /* bytes for any host name, '\0' included */

/*
 * Splits the text where: "PORT", "ADDRESS:PORT" or "[ADDRESS]:PORT". Copies
 * ADDRESS to host, or "" if there is none, and sets *port to PORT. Returns
 * NULL, or words that say what is wrong.
 */
static const char *split_address(const char *where, char host[NAMELEN],
                                 const char **port)
{
    const char *colon = strrchr(where, ':');
    int n = colon == NULL ? 0 : colon - where;
    int brackets = n > 0 && where[0] == '[' && where[n - 1] == ']';

    *port = colon == NULL ? where : colon + 1;
    if (n >= NAMELEN)
        return "the address is too long";
    snprintf(host, NAMELEN, "%.*s", n - 2 * brackets, where + brackets);
    if (colon != NULL && host[0] == '\0')
        return "no address before the port";
    if (strcmp(host, "*") == 0) /* to glibc, it is the loopback address */
        return "for every address, give the port alone";
    if (strpbrk(host, "[]") || brackets != (strchr(host, ':') != NULL))
        return "write an IPv6 address as [ADDRESS]:PORT, another without [ ]";
    if (!is_port(*port, 0))
        return "not a port number from 0 to 65535";
    return NULL;
}

/* Does the work of open_listenfd. Sets *why as try_each does. */
static int listen_on(const char *where, const char **why)
{
    char host[NAMELEN];
    const char *port;
    int fd;

    open_standard_fds();
    *why = split_address(where ? where : "", host, &port);
    if (*why != NULL) {
        errno = EINVAL;
        return -1;
    }
    if (host[0] != '\0')
        return try_each(host, port, listen_at, why);
    fd = try_each("0.0.0.0", port, listen_at, why);
    if (fd == -1 && errno == EAFNOSUPPORT)         /* a system without IPv4 */
        fd = try_each("::", port, listen_at, why); /* untested: see faulttest */
    return fd;
}

int open_listenfd(const char *port)
{
    const char *why;

    return listen_on(port, &why);
}

int Open_listenfd(const char *port)
{
    const char *why;
    int listenfd = listen_on(port, &why);

    if (listenfd < 0) {
        fprintf(stderr, "Open_listenfd error: %s%s: %s\n",
                port && strpbrk(port, "[:") ? "" : "port ",
                port ? port : "(none)", why ? why : strerror(errno));
        exit(1);
    }
    return listenfd;
}

/* The log of a server: no stdio, because fork would copy its buffer */

/* Bytes for any numeric address, for any port, and for a line of the log. */
enum { HOSTLEN = 64, PORTLEN = 8, LOGLEN = 256 };

/* Where the log writes stdout and stderr: see open_nonblocking. */
static int log_fds[] = {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO};

/*
 * If fd is a terminal, opens it as non-blocking for the log: a terminal that
 * nobody reads must not stop the server. O_NONBLOCK belongs to the open file
 * (10.8), which printf and the shell use as well; so it is not set for fd.
 */
static void open_nonblocking(int fd)
{
    char terminal[LOGLEN];

    if (log_fds[fd] != fd || ttyname_r(fd, terminal, sizeof(terminal)) != 0)
        return; /* already done; or not a terminal, or one without a name */
    int own = open(terminal, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (own >= 0)
        log_fds[fd] = own;
}

/* Writes a line, or leaves it out if fd would block. */
static void log_line(int fd, const char *line)
{
    if (await_output(log_fds[fd], 0) > 0)
        rio_writen(log_fds[fd], line, strlen(line));
}

int address_text(const SA *addr, socklen_t addrlen, char *host, size_t hostlen,
                 char *port, size_t portlen)
{
    static const char mapped[] = "::ffff:"; /* an IPv4 client of [::] */
    int rc = getnameinfo(addr, addrlen, host, hostlen, port, portlen,
                         NI_NUMERICHOST | NI_NUMERICSERV);

    if (rc == 0 && strncmp(host, mapped, strlen(mapped)) == 0 &&
        strchr(host, '.') != NULL)
        memmove(host, host + strlen(mapped), strlen(host + strlen(mapped)) + 1);
    return rc;
}

void log_listening(int listenfd)
{
    struct sockaddr_storage addr;
    socklen_t addrlen = sizeof(addr);
    char host[HOSTLEN], port[PORTLEN], line[LOGLEN];

    checked(getsockname(listenfd, (SA *)&addr, &addrlen), "Getsockname error");
    int rc = address_text((SA *)&addr, addrlen, host, HOSTLEN, port, PORTLEN);
    if (rc != 0)
        gai_error(rc, "Getnameinfo error");
    Signal(SIGXFSZ, SIG_IGN);
    open_nonblocking(STDOUT_FILENO);
    open_nonblocking(STDERR_FILENO);
    int everywhere = strcmp(host, "0.0.0.0") == 0;
    snprintf(line, sizeof(line), "listening on port %s%s%s\n", port,
             everywhere ? "" : " at ", everywhere ? "" : host);
    log_line(STDOUT_FILENO, line);
}

void log_connected(const SA *addr, socklen_t addrlen)
{
    char host[HOSTLEN], port[PORTLEN], line[LOGLEN];

    if (address_text(addr, addrlen, host, HOSTLEN, port, PORTLEN) != 0)
        return;
    snprintf(line, sizeof(line), "Connected to (%s, %s)\n", host, port);
    log_line(STDOUT_FILENO, line);
}

void log_trouble(const char *format, ...)
{
    char line[LOGLEN] = "";
    va_list args;

    va_start(args, format);
    vsnprintf(line, sizeof(line) - 1, format, args);
    va_end(args);
    strcat(line, "\n");
    log_line(STDERR_FILENO, line);
}

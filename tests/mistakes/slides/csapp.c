/*
 * csapp.c - checked calls, Rio, and functions that open connections
 */
#include "csapp.h"

/*
 * Errors: a message, and the end of the program
 */
void unix_error(const char *msg)
{
    fprintf(stderr, "%s: %s\n", msg, strerror(errno));
    exit(0);
}

void posix_error(int code, const char *msg)
{
    fprintf(stderr, "%s: %s\n", msg, strerror(code));
    exit(0);
}

void gai_error(int code, const char *msg)
{
    fprintf(stderr, "%s: %s\n", msg, gai_strerror(code));
    exit(0);
}

void app_error(const char *msg)
{
    fprintf(stderr, "%s\n", msg);
    exit(0);
}

/*
 * Processes and signals
 */
pid_t Fork(void)
{
    pid_t pid = fork();

    if (pid == -1)
        unix_error("Fork error");
    return pid;
}

handler_t *Signal(int signum, handler_t *handler)
{
    struct sigaction new, old;

    memset(&new, 0, sizeof(new));
    new.sa_handler = handler;
    new.sa_flags = SA_RESTART;
    sigemptyset(&new.sa_mask);
    if (sigaction(signum, &new, &old) == -1)
        unix_error("Signal error");
    return old.sa_handler;
}

/*
 * Memory
 */
void *Malloc(size_t size)
{
    void *p = malloc(size);

    if (p == NULL)
        unix_error("Malloc error");
    return p;
}

void *Calloc(size_t nmemb, size_t size)
{
    void *p = calloc(nmemb, size);

    if (p == NULL)
        unix_error("Calloc error");
    return p;
}

void Free(void *ptr)
{
    free(ptr);
}

/*
 * Input and output
 */
void Close(int fd)
{
    if (close(fd) == -1)
        unix_error("Close error");
}

int Select(int n, fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
           struct timeval *timeout)
{
    int ready = select(n, readfds, writefds, exceptfds, timeout);

    if (ready == -1)
        unix_error("Select error");
    return ready;
}

char *Fgets(char *ptr, int n, FILE *stream)
{
    char *line = fgets(ptr, n, stream);

    if (line == NULL && ferror(stream))
        app_error("Fgets error");
    return line;
}

void Fputs(const char *ptr, FILE *stream)
{
    if (fputs(ptr, stream) == EOF)
        unix_error("Fputs error");
}

/*
 * Sockets and names
 */
int Accept(int s, struct sockaddr *addr, socklen_t *addrlen)
{
    int fd = accept(s, addr, addrlen);

    if (fd == -1)
        unix_error("Accept error");
    return fd;
}

void Getaddrinfo(const char *node, const char *service,
                 const struct addrinfo *hints, struct addrinfo **res)
{
    int code = getaddrinfo(node, service, hints, res);

    if (code != 0)
        gai_error(code, "Getaddrinfo error");
}

void Getnameinfo(const struct sockaddr *sa, socklen_t salen, char *host,
                 socklen_t hostlen, char *serv, socklen_t servlen, int flags)
{
    int code = getnameinfo(sa, salen, host, hostlen, serv, servlen, flags);

    if (code != 0)
        gai_error(code, "Getnameinfo error");
}

void Freeaddrinfo(struct addrinfo *res)
{
    freeaddrinfo(res);
}

/*
 * Threads and semaphores
 */
void Pthread_create(pthread_t *tidp, pthread_attr_t *attrp,
                    void *(*routine)(void *), void *argp)
{
    int code = pthread_create(tidp, attrp, routine, argp);

    if (code != 0)
        posix_error(code, "Pthread_create error");
}

void Pthread_detach(pthread_t tid)
{
    int code = pthread_detach(tid);

    if (code != 0)
        posix_error(code, "Pthread_detach error");
}

void Pthread_once(pthread_once_t *once_control, void (*init_function)(void))
{
    pthread_once(once_control, init_function);
}

void Sem_init(sem_t *sem, int pshared, unsigned int value)
{
    if (sem_init(sem, pshared, value) == -1)
        unix_error("Sem_init error");
}

void P(sem_t *sem)
{
    if (sem_wait(sem) == -1)
        unix_error("P error");
}

void V(sem_t *sem)
{
    if (sem_post(sem) == -1)
        unix_error("V error");
}

/*
 * Rio: input and output that loops over short counts
 */
ssize_t rio_readn(int fd, void *usrbuf, size_t n)
{
    size_t done = 0;

    while (done < n) {
        ssize_t got = read(fd, (char *)usrbuf + done, n - done);

        if (got == 0) /* EOF */
            break;
        if (got > 0)
            done += got;
        else if (errno != EINTR)
            return -1;
    }
    return done;
}

ssize_t rio_writen(int fd, void *usrbuf, size_t n)
{
    size_t done = 0;

    while (done < n) {
        ssize_t sent = write(fd, (char *)usrbuf + done, n - done);

        if (sent > 0)
            done += sent;
        else if (errno != EINTR)
            return -1;
    }
    return n;
}

void rio_readinitb(rio_t *rp, int fd)
{
    rp->rio_fd = fd;
    rp->rio_cnt = 0;
    rp->rio_bufptr = rp->rio_buf;
}

/* Like read, but takes the bytes from the buffer, and fills it when empty. */
static ssize_t rio_read(rio_t *rp, char *usrbuf, size_t n)
{
    while (rp->rio_cnt == 0) {
        ssize_t got = read(rp->rio_fd, rp->rio_buf, sizeof(rp->rio_buf));

        if (got == 0) /* EOF */
            return 0;
        if (got > 0) {
            rp->rio_cnt = got;
            rp->rio_bufptr = rp->rio_buf;
        } else if (errno != EINTR) {
            return -1;
        }
    }
    if (n > (size_t)rp->rio_cnt)
        n = rp->rio_cnt;
    memcpy(usrbuf, rp->rio_bufptr, n);
    rp->rio_bufptr += n;
    rp->rio_cnt -= n;
    return n;
}

ssize_t rio_readnb(rio_t *rp, void *usrbuf, size_t n)
{
    size_t done = 0;

    while (done < n) {
        ssize_t got = rio_read(rp, (char *)usrbuf + done, n - done);

        if (got < 0)
            return -1;
        if (got == 0) /* EOF */
            break;
        done += got;
    }
    return done;
}

ssize_t rio_readlineb(rio_t *rp, void *usrbuf, size_t maxlen)
{
    char *line = usrbuf;
    size_t len = 0;

    while (len + 1 < maxlen) {
        ssize_t got = rio_read(rp, &line[len], 1);

        if (got < 0)
            return -1;
        if (got == 0) /* EOF */
            break;
        if (line[len++] == '\n')
            break;
    }
    line[len] = '\0';
    return len;
}

void Rio_writen(int fd, void *usrbuf, size_t n)
{
    if (rio_writen(fd, usrbuf, n) == -1)
        unix_error("Rio_writen error");
}

void Rio_readinitb(rio_t *rp, int fd)
{
    rio_readinitb(rp, fd);
}

ssize_t Rio_readlineb(rio_t *rp, void *usrbuf, size_t maxlen)
{
    ssize_t n = rio_readlineb(rp, usrbuf, maxlen);

    if (n == -1)
        unix_error("Rio_readlineb error");
    return n;
}

/*
 * Clients and servers. Both functions return -2 if getaddrinfo fails, and -1 if
 * another call does.
 */
int open_clientfd(const char *hostname, const char *port)
{
    struct addrinfo hints, *list, *ai;
    int fd = -1, code;

    memset(&hints, 0, sizeof(hints));
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG;
    code = getaddrinfo(hostname, port, &hints, &list);
    if (code != 0) {
        fprintf(stderr, "getaddrinfo failed (%s:%s): %s\n", hostname, port,
                gai_strerror(code));
        return -2;
    }
    for (ai = list; ai != NULL; ai = ai->ai_next) {
        fd = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);
        if (fd == -1)
            continue;
        if (connect(fd, ai->ai_addr, ai->ai_addrlen) == 0)
            break;
        close(fd);
        fd = -1;
    }
    freeaddrinfo(list);
    return fd;
}

int open_listenfd(const char *port)
{
    struct addrinfo hints, *list, *ai;
    int fd = -1, code, on = 1;

    memset(&hints, 0, sizeof(hints));
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    code = getaddrinfo(NULL, port, &hints, &list);
    if (code != 0) {
        fprintf(stderr, "getaddrinfo failed (port %s): %s\n", port,
                gai_strerror(code));
        return -2;
    }
    for (ai = list; ai != NULL; ai = ai->ai_next) {
        fd = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);
        if (fd == -1)
            continue;
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
        if (bind(fd, ai->ai_addr, ai->ai_addrlen) == 0)
            break;
        close(fd);
        fd = -1;
    }
    freeaddrinfo(list);
    if (fd != -1 && listen(fd, LISTENQ) == -1) {
        close(fd);
        return -1;
    }
    return fd;
}

int Open_clientfd(const char *hostname, const char *port)
{
    int fd = open_clientfd(hostname, port);

    if (fd < 0)
        unix_error("Open_clientfd error");
    return fd;
}

int Open_listenfd(const char *port)
{
    int fd = open_listenfd(port);

    if (fd < 0)
        unix_error("Open_listenfd error");
    return fd;
}

/*
 * csapp.h - the wrapper layer: checked calls, Rio buffered I/O, and the two
 *           functions that open a connection
 *
 * The interface is that of "Computer Systems: A Programmer's Perspective",
 * third edition (CS:APP); the numbers in parentheses are its sections.
 * The README of this library lists what it does that the book's does not.
 * Compile csapp.c together with your program, with the option -pthread.
 *
 * There are two kinds of calls:
 *
 *   Capital()    checks the result for you. If the call fails, it prints
 *                "Name error: reason" to stderr and exits with status 1. Use
 *                it in start-up code, in clients, and in homework.
 *   lowercase()  returns -1 with errno set, and lets you decide. Use it in code
 *                that serves clients: no client may be able to end the server.
 *
 * A Capital() function has the arguments of the function that it checks. It
 * returns the same value, or void if that value only means success. A comment
 * here describes only what it does beyond that.
 */
#ifndef CSAPP_H
#define CSAPP_H

/*
 * csapp needs POSIX.1-2008. With -std=c99, c11 or c17, the system's headers
 * declare POSIX functions only if a program asks for them, as the next lines
 * do. In the other modes, such as gnu17, the headers declare these functions
 * without being asked, and others that course code uses. Include csapp.h before
 * all other headers.
 */
#if defined(__STRICT_ANSI__) && !defined(_POSIX_C_SOURCE)
#define _POSIX_C_SOURCE 200809L
#endif

#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef __GNUC__ /* gcc, clang */
#define CSAPP_NORETURN __attribute__((noreturn))
#define CSAPP_PRINTF(f, args) __attribute__((format(printf, f, args)))
#else
#define CSAPP_NORETURN
#define CSAPP_PRINTF(f, args)
#endif

#ifdef __cplusplus
extern "C" {
#endif

struct addrinfo; /* not declared yet if the program asks for an older POSIX */

/* The default permissions of a new file, and the default umask (10.3). */
#define DEF_MODE (S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH)
#define DEF_UMASK (S_IWGRP | S_IWOTH)

#define MAXLINE 8192     /* bytes in a text line, its '\0' included */
#define MAXBUF 8192      /* bytes in an I/O buffer */
#define LISTENQ 1024     /* backlog: connections that wait to be accepted */
#define RIO_BUFSIZE 8192 /* bytes in each of the two buffers of a rio_t */

typedef struct sockaddr SA; /* makes the casts for bind and accept short */

#if !defined(__STRICT_ANSI__) && !defined(__cplusplus) && !defined(_GNU_SOURCE)
/* glibc and musl declare this only with _GNU_SOURCE; course code needs it. */
char *strcasestr(const char *haystack, const char *needle);
#endif

extern char **environ; /* the environment, an array that ends in NULL (8.4.5) */

/*
 * Errors (8.3). Each prints "msg: reason" to stderr and exits with status 1.
 *   unix_error   takes the reason from errno
 *   posix_error  takes it from code, an error that a pthread function returned
 *   gai_error    takes it from code, an error of getaddrinfo or getnameinfo
 *   app_error    prints msg without a reason
 */
CSAPP_NORETURN void unix_error(const char *msg);
CSAPP_NORETURN void posix_error(int code, const char *msg);
CSAPP_NORETURN void app_error(const char *msg);

/* With _GNU_SOURCE, glibc's <netdb.h> declares another function gai_error. */
#define gai_error csapp_gai_error
CSAPP_NORETURN void gai_error(int code, const char *msg);

/*
 * Processes (8.4). Execve never returns: if it fails, it exits. Wait and
 * Waitpid exit if there is no child (ECHILD). A SIGCHLD handler reaps until no
 * child is left, so it must call waitpid instead. Sleep returns the number of
 * seconds that it did not sleep. Pause returns when a signal has been handled.
 * Alarm returns the number of seconds that the previous alarm had left.
 */
pid_t Fork(void);
CSAPP_NORETURN void Execve(const char *filename, char *const argv[],
                           char *const envp[]);
pid_t Wait(int *status);
pid_t Waitpid(pid_t pid, int *status, int options);
void Kill(pid_t pid, int signum);
unsigned int Sleep(unsigned int secs);
void Pause(void);
unsigned int Alarm(unsigned int seconds);
void Setpgid(pid_t pid, pid_t pgid);
pid_t Getpgrp(void);

/*
 * Signals (8.5). Signal installs a handler with sigaction and SA_RESTART: the
 * handler stays installed; while it runs, only its own signal is blocked;
 * system calls that it interrupts are restarted where this is possible. Signal
 * returns the previous handler. Sigsuspend always returns -1, with EINTR.
 */
typedef void handler_t(int);
handler_t *Signal(int signum, handler_t *handler);
void Sigprocmask(int how, const sigset_t *set, sigset_t *oldset);
void Sigemptyset(sigset_t *set);
void Sigfillset(sigset_t *set);
void Sigaddset(sigset_t *set, int signum);
void Sigdelset(sigset_t *set, int signum);
int Sigismember(const sigset_t *set, int signum);
int Sigsuspend(const sigset_t *set);

/*
 * Output for signal handlers (8.5.5): async-signal-safe, because these
 * functions call write(2) and not stdio. sio_puts writes a string to stdout,
 * and sio_putl a decimal number; both return the number of bytes written, or -1
 * with errno. sio_error writes a string to stderr and ends the process with
 * _exit(1). If the Capital forms fail, they call sio_error.
 */
ssize_t sio_puts(const char s[]);
ssize_t sio_putl(long v);
CSAPP_NORETURN void sio_error(const char s[]);
ssize_t Sio_puts(const char s[]);
ssize_t Sio_putl(long v);
CSAPP_NORETURN void Sio_error(const char s[]);

/*
 * Unix I/O, files, directories (10.3 to 10.9), and select (12.2). Read and
 * Write return the number of bytes that were transferred, which may be fewer
 * than requested (a short count): see Rio. Open always takes a mode, which is
 * used only with O_CREAT. Readdir returns NULL at the end of the directory.
 */
int Open(const char *pathname, int flags, mode_t mode);
ssize_t Read(int fd, void *buf, size_t count);
ssize_t Write(int fd, const void *buf, size_t count);
off_t Lseek(int fd, off_t offset, int whence);
void Close(int fd);
int Select(int n, fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
           struct timeval *timeout);
int Dup2(int fd1, int fd2);
void Stat(const char *filename, struct stat *buf);
void Fstat(int fd, struct stat *buf);
DIR *Opendir(const char *name);
struct dirent *Readdir(DIR *dirp);
int Closedir(DIR *dirp);

/*
 * Memory (9.8, 9.9). Asking for 0 bytes is not an error: Malloc(0) may return
 * NULL.
 */
void *Mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset);
void Munmap(void *start, size_t length);
void *Malloc(size_t size);
void *Realloc(void *ptr, size_t size);
void *Calloc(size_t nmemb, size_t size);
void Free(void *ptr);

/*
 * Standard I/O (10.10). At end of file, Fgets returns NULL and Fread returns a
 * short count.
 */
void Fclose(FILE *fp);
FILE *Fdopen(int fd, const char *type);
char *Fgets(char *ptr, int n, FILE *stream);
FILE *Fopen(const char *filename, const char *mode);
void Fputs(const char *ptr, FILE *stream);
size_t Fread(void *ptr, size_t size, size_t nmemb, FILE *stream);
void Fwrite(const void *ptr, size_t size, size_t nmemb, FILE *stream);

/* Sockets and names (11.4). Inet_pton also exits if src is not an address. */
int Socket(int domain, int type, int protocol);
void Setsockopt(int s, int level, int optname, const void *optval, int optlen);
void Bind(int sockfd, const struct sockaddr *addr, int addrlen);
void Listen(int s, int backlog);
void Connect(int sockfd, const struct sockaddr *addr, int addrlen);
void Getaddrinfo(const char *node, const char *service,
                 const struct addrinfo *hints, struct addrinfo **res);
void Getnameinfo(const struct sockaddr *sa, socklen_t salen, char *host,
                 size_t hostlen, char *serv, size_t servlen, int flags);
void Freeaddrinfo(struct addrinfo *res);
void Inet_ntop(int af, const void *src, char *dst, socklen_t size);
void Inet_pton(int af, const char *src, void *dst);

/*
 * Accept waits for a connection and returns it, whatever clients do. It tries
 * again when a signal interrupts it, or when a client closes its connection
 * before it is accepted. When no descriptor or buffer is free, it prints a line
 * about this (at most one line in each call), tries again every tenth of a
 * second, and returns as soon as it has a connection. It exits only if the
 * caller made a mistake, for example if listenfd is not a listening socket, or
 * is non-blocking.
 */
int Accept(int listenfd, struct sockaddr *addr, socklen_t *addrlen);

/*
 * Semaphores (12.5). On macOS, sem_init always fails. There, csapp has its own
 * semaphores under the names of POSIX. They work between the threads of one
 * process: if pshared is not 0, sem_init fails with ENOTSUP. A signal does not
 * end sem_wait, and a signal handler must not call sem_post. To use named
 * semaphores (sem_open) on macOS, compile all files with -DCSAPP_SEMAPHORES=0.
 * With -DCSAPP_SEMAPHORES=1, all systems use csapp's own.
 */
#ifndef CSAPP_SEMAPHORES
#ifdef __APPLE__
#define CSAPP_SEMAPHORES 1
#else
#define CSAPP_SEMAPHORES 0
#endif
#endif

#if CSAPP_SEMAPHORES
typedef struct {
    pthread_mutex_t mutex; /* guards value */
    pthread_cond_t posted; /* value is no longer 0 */
    unsigned int value;
} csapp_sem_t;

#define sem_t csapp_sem_t
#define sem_init csapp_sem_init
#define sem_destroy csapp_sem_destroy
#define sem_wait csapp_sem_wait
#define sem_trywait csapp_sem_trywait
#define sem_post csapp_sem_post
#define sem_getvalue csapp_sem_getvalue
#define sem_open sem_open_needs_CSAPP_SEMAPHORES_0 /* see above */

int sem_init(sem_t *sem, int pshared, unsigned int value);
int sem_destroy(sem_t *sem);
int sem_wait(sem_t *sem);
int sem_trywait(sem_t *sem);
int sem_post(sem_t *sem);
int sem_getvalue(sem_t *sem, int *value);
#endif

/*
 * Threads (12.3) and the checked calls for semaphores. P waits for the
 * semaphore, and goes on waiting if a signal interrupts it. V posts the
 * semaphore.
 */
void Pthread_create(pthread_t *tidp, const pthread_attr_t *attrp,
                    void *(*routine)(void *), void *argp);
void Pthread_join(pthread_t tid, void **thread_return);
void Pthread_cancel(pthread_t tid);
void Pthread_detach(pthread_t tid);
CSAPP_NORETURN void Pthread_exit(void *retval);
pthread_t Pthread_self(void);
void Pthread_once(pthread_once_t *once_control, void (*init_function)(void));
void Sem_init(sem_t *sem, int pshared, unsigned int value);
void P(sem_t *sem);
void V(sem_t *sem);

/*
 * Rio, robust I/O (10.5). After a short count, or when a signal has interrupted
 * them, these functions go on until they are done. The data may contain '\0'.
 *
 * A rio_t has a buffer for reading and one for writing the same descriptor. It
 * must be initialized with rio_readinitb. Only one thread at a time may use it.
 * It needs no clean-up, but the caller must close rio_fd.
 */
typedef struct {
    int rio_fd;                   /* the descriptor */
    int rio_cnt;                  /* bytes in rio_buf not yet returned */
    char *rio_bufptr;             /* the first of them */
    int rio_outcnt;               /* bytes in rio_outbuf not yet sent */
    int rio_outerr;               /* errno of a failed send, not yet reported */
    char rio_buf[RIO_BUFSIZE];    /* input */
    char rio_outbuf[RIO_BUFSIZE]; /* output */
} rio_t;

/*
 * rio_readn reads n bytes from fd, unbuffered. It returns n, or fewer at end of
 * file, or -1 with errno; bytes that it has already read are lost in that case.
 *
 * rio_writen writes n bytes to fd, unbuffered. It returns n, or -1 with errno;
 * some of the bytes may have been written in that case.
 */
ssize_t rio_readn(int fd, void *usrbuf, size_t n);
ssize_t rio_writen(int fd, const void *usrbuf, size_t n);

/* rio_readinitb prepares rp for fd, with both buffers empty. */
void rio_readinitb(rio_t *rp, int fd);

/*
 * rio_readnb reads n bytes, buffered. It returns n, or fewer at end of file, or
 * -1 with errno; bytes that it has already read are lost in that case.
 *
 * rio_readlineb reads a line, with its '\n', and adds '\0'. It reads at most
 * maxlen - 1 bytes (maxlen must be 2 or more); the next call returns more of a
 * longer line. The last line of a file may have no '\n'. It returns the number
 * of bytes in the line, not counting the '\0', or 0 at end of file, or -1 with
 * errno. Bytes of the line that it has already read are lost in that case.
 *
 * When rio_readnb or rio_readlineb must wait for input, it first sends the
 * bytes that rio_writeb has collected: the peer may be waiting for them. If
 * sending fails, the function still reads, and the next rio_writeb or
 * rio_flushb returns the error.
 */
ssize_t rio_readnb(rio_t *rp, void *usrbuf, size_t n);
ssize_t rio_readlineb(rio_t *rp, void *usrbuf, size_t maxlen);

/*
 * rio_writeb copies n bytes to the buffer for writing, and sends the buffer
 * each time it is full. It returns n, or -1 with errno. In that case it is
 * unknown how many of the bytes were copied or sent; so use rio_writeb only
 * with a blocking descriptor. Call rio_flushb before you call rio_writen or
 * write on the same descriptor.
 *
 * rio_flushb sends the bytes in the buffer. It returns 0, or -1 with errno. In
 * that case the bytes that were not sent stay in the buffer, and another
 * rio_flushb sends them.
 */
ssize_t rio_writeb(rio_t *rp, const void *usrbuf, size_t n);
int rio_flushb(rio_t *rp);

ssize_t Rio_readn(int fd, void *usrbuf, size_t n);
void Rio_writen(int fd, const void *usrbuf, size_t n);
void Rio_readinitb(rio_t *rp, int fd);
ssize_t Rio_readnb(rio_t *rp, void *usrbuf, size_t n);
ssize_t Rio_readlineb(rio_t *rp, void *usrbuf, size_t maxlen);
void Rio_writeb(rio_t *rp, const void *usrbuf, size_t n);
void Rio_flushb(rio_t *rp);

/*
 * Connections (11.4.8). Both functions return a descriptor; or -1 with errno
 * (EINVAL if the port is not a number in the range, or the argument has none of
 * the forms below); or -2 if the name cannot be looked up, in which case errno
 * means nothing. The Capital forms print the host, the port and the reason.
 * If stdin, stdout or stderr is closed, both first open it on /dev/null, so
 * that the new socket does not get its number; reading and writing it still
 * fail.
 *
 * open_clientfd connects to hostname (a name, or a numeric address) at port
 * ("1" to "65535"). It tries each address of the name in turn. If all fail,
 * errno is that of the first address, the one that getaddrinfo recommends.
 *
 * open_listenfd listens at port ("1" to "65535", or "0" for any free port) on
 * every IPv4 address of this host; on a system without IPv4, on every IPv6
 * address. If an address stands before the port, it listens at that address
 * only:
 *   "127.0.0.1:8000"   only clients on this machine can connect
 *   "[::1]:8000"       the same for IPv6; an IPv6 address is put in [ ]
 *   "[::]:8000"        every address, IPv6 and IPv4, with one socket
 *                      (on OpenBSD: IPv6 only)
 *   "localhost:8000"   the first address of this name that can be bound
 * Because of SO_REUSEADDR, a server can listen again as soon as the server
 * before it has ended. If that server still listens at the same address, the
 * error is EADDRINUSE.
 */
int open_clientfd(const char *hostname, const char *port);
int open_listenfd(const char *port);
int Open_clientfd(const char *hostname, const char *port);
int Open_listenfd(const char *port);

/*
 * The log of a server. Each call writes one line at once, also to a file or a
 * pipe. The log never stops the server: a line that would block is left out,
 * and errors are not reported (a full disk; a closed pipe, if SIGPIPE is
 * ignored).
 *
 * log_listening prints "listening on port N" to stdout, with the real port if
 * the program asked for port 0; " at ADDRESS" follows, unless the server
 * listens at every IPv4 address. It exits if listenfd is not a socket. Call it
 * before the other two, and after any redirection of stdout or stderr, because
 * it prepares the log: if one of them is a terminal, it opens the terminal
 * again as non-blocking, for the log only; and it ignores SIGXFSZ, which would
 * end the process when a log file reaches its size limit.
 *
 * log_connected prints "Connected to (ADDRESS, PORT)" to stdout, in numbers.
 *
 * log_trouble prints what went wrong to stderr. It works like printf, but adds
 * the '\n', and cuts off what follows the first 254 bytes.
 *
 * address_text converts addr to two strings, the numeric address and the port.
 * An IPv4 address is in dotted decimal, also if the socket serves IPv6 as well.
 * It returns 0, or an error for gai_error.
 */
void log_listening(int listenfd);
void log_connected(const SA *addr, socklen_t addrlen);
void log_trouble(const char *format, ...) CSAPP_PRINTF(1, 2);
int address_text(const SA *addr, socklen_t addrlen, char *host, size_t hostlen,
                 char *port, size_t portlen);

#ifdef __cplusplus
}
#endif

#endif /* CSAPP_H */

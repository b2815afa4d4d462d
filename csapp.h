/*
 * csapp.h - the wrapper layer: checked calls, Rio buffered I/O, and the two
 *           functions that make a connection
 *
 * The interface is the one of "Computer Systems: A Programmer's Perspective",
 * third edition (CS:APP); the numbers below are its sections. README.md lists
 * where this library does more than the book's. Link csapp.c with -pthread.
 *
 * There are two kinds of calls, and a program picks one at every line:
 *
 *   Capital()    checks for you. If the call fails, it prints
 *                "Name error: reason" to stderr and exits with status 1.
 *                For start-up, for clients, for homework.
 *   lowercase()  returns -1 with errno set, and lets you decide. For code
 *                that serves somebody: a server must outlive its clients.
 *
 * A Capital() function has the arguments of the function that it checks, and
 * returns the same where that says more than success. It is described here only
 * where it adds something.
 */
#ifndef CSAPP_H
#define CSAPP_H

/*
 * csapp needs POSIX.1-2008. -std=c99 and its successors hide it from a program
 * that does not ask for it. So ask, in these modes alone: in the others the
 * compiler shows POSIX, and extensions that course code uses. This works only
 * if csapp.h is included before any other header.
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

struct addrinfo; /* hidden from a program that asks for an older POSIX */

/* The permissions of a new file, and the umask for them (10.3). */
#define DEF_MODE (S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH)
#define DEF_UMASK (S_IWGRP | S_IWOTH)

#define MAXLINE 8192     /* bytes in a text line, its '\0' included */
#define MAXBUF 8192      /* bytes in an I/O buffer */
#define LISTENQ 1024     /* backlog: connections that wait to be accepted */
#define RIO_BUFSIZE 8192 /* bytes in each of the two buffers of a rio_t */

typedef struct sockaddr SA; /* keeps the casts of bind and accept short */

#if !defined(__STRICT_ANSI__) && !defined(__cplusplus) && !defined(_GNU_SOURCE)
/* glibc and musl show it to _GNU_SOURCE alone; course code does without. */
char *strcasestr(const char *haystack, const char *needle);
#endif

extern char **environ; /* the environment, ended by NULL (8.4.5) */

/*
 * Errors (8.3). Each prints "msg: reason" to stderr and exits with status 1.
 *   unix_error   the reason is errno
 *   posix_error  the reason is code, as returned by the pthread functions
 *   gai_error    the reason is code, as returned by getaddrinfo, getnameinfo
 *   app_error    prints msg alone
 */
CSAPP_NORETURN void unix_error(const char *msg);
CSAPP_NORETURN void posix_error(int code, const char *msg);
CSAPP_NORETURN void app_error(const char *msg);

/* With _GNU_SOURCE, glibc's <netdb.h> has another function of this name. */
#define gai_error csapp_gai_error
CSAPP_NORETURN void gai_error(int code, const char *msg);

/*
 * Processes (8.4). Execve returns only by exiting: it has failed then.
 * Wait and Waitpid take ECHILD, no child left, for an error too: a SIGCHLD
 * handler calls waitpid. Sleep returns the seconds not slept, Pause returns
 * once a signal was handled, Alarm returns the seconds that were left.
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
 * Signals (8.5). Signal installs a handler that stays installed, during which
 * only its own signal is blocked, and after which an interrupted system call
 * is restarted where it can be (sigaction with SA_RESTART). It returns the
 * handler that was there before. Sigsuspend always returns -1, with EINTR.
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
 * Output that a signal handler may use (8.5.5): write(2) and no stdio.
 * sio_puts writes a string and sio_putl a decimal number to stdout; both
 * return the bytes written, or -1 with errno. sio_error writes to stderr and
 * ends the process with _exit(1); so do the Capital forms on failure.
 */
ssize_t sio_puts(const char s[]);
ssize_t sio_putl(long v);
CSAPP_NORETURN void sio_error(const char s[]);
ssize_t Sio_puts(const char s[]);
ssize_t Sio_putl(long v);
CSAPP_NORETURN void Sio_error(const char s[]);

/*
 * Unix I/O, files, directories (10.3 to 10.9), and select (12.2). Read and
 * Write return the bytes moved, which may be fewer than asked for (a short
 * count): see Rio. Open takes a mode always; it counts only with O_CREAT.
 * Readdir returns NULL at the end of the directory.
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

/* Memory (9.8, 9.9). Nothing asked for is no error: Malloc(0) may be NULL. */
void *Mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset);
void Munmap(void *start, size_t length);
void *Malloc(size_t size);
void *Realloc(void *ptr, size_t size);
void *Calloc(size_t nmemb, size_t size);
void Free(void *ptr);

/* Standard I/O (10.10). Fgets returns NULL, and Fread a short count, at EOF. */
void Fclose(FILE *fp);
FILE *Fdopen(int fd, const char *type);
char *Fgets(char *ptr, int n, FILE *stream);
FILE *Fopen(const char *filename, const char *mode);
void Fputs(const char *ptr, FILE *stream);
size_t Fread(void *ptr, size_t size, size_t nmemb, FILE *stream);
void Fwrite(const void *ptr, size_t size, size_t nmemb, FILE *stream);

/*
 * Sockets and names (11.4). Inet_pton exits for text that is no address.
 *
 * Accept returns a connection, whatever clients do meanwhile. It goes on when
 * a signal interrupts it or a client gives up before its turn. When
 * descriptors or buffers have run out, it says so once a call, looks again
 * every tenth of a second, and returns as soon as it can. It exits only where
 * the caller is wrong: listenfd does not listen, or does not block.
 */
int Socket(int domain, int type, int protocol);
void Setsockopt(int s, int level, int optname, const void *optval, int optlen);
void Bind(int sockfd, const struct sockaddr *addr, int addrlen);
void Listen(int s, int backlog);
int Accept(int listenfd, struct sockaddr *addr, socklen_t *addrlen);
void Connect(int sockfd, const struct sockaddr *addr, int addrlen);
void Getaddrinfo(const char *node, const char *service,
                 const struct addrinfo *hints, struct addrinfo **res);
void Getnameinfo(const struct sockaddr *sa, socklen_t salen, char *host,
                 size_t hostlen, char *serv, size_t servlen, int flags);
void Freeaddrinfo(struct addrinfo *res);
void Inet_ntop(int af, const void *src, char *dst, socklen_t size);
void Inet_pton(int af, const char *src, void *dst);

/* Threads (12.3) and semaphores (12.5): P waits, through signals; V posts. */
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
 * Rio, robust I/O (10.5): reads and writes that loop over short counts and
 * interruptions. A '\0' in the data is data.
 *
 * A rio_t buffers one descriptor, in both directions; rio_readinitb must come
 * first. One thread at a time may use it. It owns no memory but itself, and
 * closing rio_fd is the caller's part.
 */
typedef struct {
    int rio_fd;                /* the descriptor */
    int rio_cnt;               /* bytes in rio_buf not yet returned */
    char *rio_bufptr;          /* the first of them */
    int rio_outcnt;            /* bytes in rio_outbuf not yet sent */
    int rio_outerr;            /* errno of a send that failed in a read, or 0 */
    char rio_buf[RIO_BUFSIZE]; /* input */
    char rio_outbuf[RIO_BUFSIZE]; /* output */
} rio_t;

/*
 * rio_readn reads n bytes from fd, unbuffered. Returns n, fewer at end of file,
 * or -1 with errno; what it had read is lost then. rio_writen writes n bytes to
 * fd, unbuffered. Returns n, or -1 with errno; part of them may have been
 * written then.
 */
ssize_t rio_readn(int fd, void *usrbuf, size_t n);
ssize_t rio_writen(int fd, const void *usrbuf, size_t n);

/* rio_readinitb makes rp an empty buffer for fd, both ways. */
void rio_readinitb(rio_t *rp, int fd);

/*
 * rio_readnb reads n bytes. Returns n, fewer at end of file, or -1 with errno;
 * what it had read of them is lost then.
 *
 * rio_readlineb reads a line, its '\n' included, and adds '\0'. It stops after
 * maxlen - 1 bytes (maxlen: 2 or more); the rest of a longer line comes with
 * the next call. A last line may lack its '\n'. Returns the bytes of the line
 * without the '\0', 0 at end of file, or -1 with errno; what it had of the line
 * is lost then.
 *
 * Before either of them waits for input, it sends what rio_writeb collected,
 * so that nobody waits for an answer that lies in a buffer. If that fails, the
 * read goes on, and the next rio_writeb or rio_flushb reports the error.
 */
ssize_t rio_readnb(rio_t *rp, void *usrbuf, size_t n);
ssize_t rio_readlineb(rio_t *rp, void *usrbuf, size_t maxlen);

/*
 * rio_writeb collects n bytes for the descriptor, and sends when its buffer
 * is full. Returns n, or -1 with errno; an unknown part of them is collected or
 * sent then, so this is for a descriptor that blocks. Call rio_flushb before
 * rio_writen or write on the same descriptor.
 *
 * rio_flushb sends what is collected. Returns 0, or -1 with errno; what was
 * not sent stays collected, and another rio_flushb goes on from there.
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
 * Connections (11.4.8). Both return a descriptor; -1 with errno (EINVAL: the
 * port is not a number in its range, or has none of the forms below); or -2,
 * and no errno to rely on, if the name cannot be looked up. The Capital forms
 * say which host and port it was, and what is wrong with it. So that a
 * connection is never taken for stdin, stdout or stderr, those of them that are
 * closed are first opened on /dev/null.
 *
 * open_clientfd connects to hostname (a name, or a numeric address) at port
 * ("1" to "65535"), trying each address of the name in turn. errno tells why
 * the first of them failed, which getaddrinfo takes for the best.
 *
 * open_listenfd listens at port ("0", any free one, to "65535") on every IPv4
 * address of this host; if its system has no IPv4, on every IPv6 address. An
 * address of this host may stand before the port. Then it listens there alone:
 *   "127.0.0.1:8000"   for clients on this machine only
 *   "[::1]:8000"       the same, by IPv6; [ ] go around an IPv6 address
 *   "[::]:8000"        every address, IPv6 and IPv4, with one socket
 *                      (OpenBSD: IPv6 alone)
 *   "localhost:8000"   the first address of this name that can be bound
 * A server may listen again at once after its predecessor ended (SO_REUSEADDR),
 * but not beside it at the same address (EADDRINUSE).
 */
int open_clientfd(const char *hostname, const char *port);
int open_listenfd(const char *port);
int Open_clientfd(const char *hostname, const char *port);
int Open_listenfd(const char *port);

/*
 * What a server tells, each a line that is written at once, to a file or a pipe
 * too. A server must outlive its readers: nothing is written while that would
 * block, and if SIGPIPE is ignored, output that is full or gone stops nothing.
 *   log_listening  "listening on port N" on stdout, the real one if port 0 was
 *                  asked for, and " at ADDRESS" after it, unless that is every
 *                  IPv4 address; exits if listenfd is no socket. Ignores
 *                  SIGXFSZ, by which a file that may not grow would end the
 *                  server
 *   log_connected  "Connected to (ADDRESS, PORT)" on stdout, numeric
 *   log_trouble    what went wrong, on stderr: as printf, with '\n' added
 *
 * address_text writes the numeric address and the port of addr as strings;
 * IPv4 in dotted decimal, also on a socket that serves IPv6 as well. Returns
 * 0, or a code for gai_error.
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

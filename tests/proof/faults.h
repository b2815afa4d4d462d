/*
 * faults.h - system calls that fail or return short counts, at random
 *
 * Compiled into a program with -include, this header replaces the functions
 * below by those of faults.c. They do what the real functions do, but sometimes
 * a fault happens. Only faults that the kernel could cause at that moment
 * happen: no EAGAIN for a blocking descriptor, no short count for a file. Calls
 * that the C library makes itself do not change.
 *
 *   FAULTS_SEED=N   the seed of the random numbers: it decides which calls
 *                   fail, and how often each kind of fault happens; if it is
 *                   not set, no call fails
 *   FAULTS_KINDS=…  allows only these kinds: interrupted short again aborted
 *                   descriptors memory processes wakeups startup
 *   FAULTS_TRACE=1  prints each fault to stderr: "fault: read: " and the error
 *
 * Run:   sh tests/proof/faults.sh
 * Read:  faults.c after; then faultprobe.c, which checks what must be true in
 *        spite of faults.
 */
#ifndef FAULTS_H
#define FAULTS_H

#include "csapp.h"

/* Starts again with this seed, instead of FAULTS_SEED; 0 means no faults. */
void faults_seed(unsigned long seed);

/* If on, this seems to be a host without IPv4 from now on; 0 ends that. */
void faults_without_ipv4(int on);

ssize_t faulty_read(int fd, void *buf, size_t n);
ssize_t faulty_write(int fd, const void *buf, size_t n);
int faulty_accept(int listenfd, SA *addr, socklen_t *addrlen);
int faulty_select(int n, fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
                  struct timeval *timeout);
int faulty_poll(struct pollfd *fds, nfds_t nfds, int timeout);
pid_t faulty_fork(void);
int faulty_pthread_create(pthread_t *tidp, const pthread_attr_t *attrp,
                          void *(*routine)(void *), void *argp);
int faulty_pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *guard);
int faulty_sem_wait(sem_t *sem);
void *faulty_malloc(size_t size);
void *faulty_calloc(size_t nmemb, size_t size);
void *faulty_realloc(void *ptr, size_t size);
int faulty_open(const char *pathname, int flags, ...);

/* These are called rarely, and mostly at start-up. */
int faulty_pipe(int fds[2]);
int faulty_socket(int domain, int type, int protocol);
int faulty_setsockopt(int fd, int level, int optname, const void *optval,
                      socklen_t optlen);
int faulty_bind(int fd, const SA *addr, socklen_t addrlen);
int faulty_listen(int fd, int backlog);
int faulty_connect(int fd, const SA *addr, socklen_t addrlen);
int faulty_getaddrinfo(const char *node, const char *service,
                       const struct addrinfo *hints, struct addrinfo **res);

/* A name in parentheses, as in (read)(fd, buf, n), calls the real function. */
#define read(fd, buf, n) faulty_read(fd, buf, n)
#define write(fd, buf, n) faulty_write(fd, buf, n)
#define accept(fd, addr, len) faulty_accept(fd, addr, len)
#define select(n, rd, wr, ex, t) faulty_select(n, rd, wr, ex, t)
#define poll(fds, n, timeout) faulty_poll(fds, n, timeout)
#define fork() faulty_fork()
#define pthread_create(tid, attr, fn, arg)                                     \
    faulty_pthread_create(tid, attr, fn, arg)
#define pthread_cond_wait(cond, mutex) faulty_pthread_cond_wait(cond, mutex)
#define sem_wait(sem) faulty_sem_wait(sem)
#define malloc(size) faulty_malloc(size)
#define calloc(n, size) faulty_calloc(n, size)
#define realloc(ptr, size) faulty_realloc(ptr, size)
#define open(...) faulty_open(__VA_ARGS__)
#define pipe(fds) faulty_pipe(fds)
#define socket(domain, type, proto) faulty_socket(domain, type, proto)
#define setsockopt(fd, lvl, name, val, len)                                    \
    faulty_setsockopt(fd, lvl, name, val, len)
#define bind(fd, addr, len) faulty_bind(fd, addr, len)
#define listen(fd, backlog) faulty_listen(fd, backlog)
#define connect(fd, addr, len) faulty_connect(fd, addr, len)
#define getaddrinfo(node, serv, hints, res)                                    \
    faulty_getaddrinfo(node, serv, hints, res)

#endif /* FAULTS_H */

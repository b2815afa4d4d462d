/*
 * faults.h - system calls that fail, or come up short, at a seeded random
 *
 * Compiled into a program with -include, this puts the functions of faults.c
 * in the place of those below. They do what the real ones do, but for faults
 * that a kernel can produce at that moment: no EAGAIN where the descriptor
 * blocks, no short count of a file. What the C library calls by itself stays
 * as it is.
 *
 *   FAULTS_SEED=N   which calls fail, and how often each kind of fault comes;
 *                   unset, none does
 *   FAULTS_KINDS=…  only these kinds: interrupted short again aborted
 *                   descriptors memory processes wakeups startup
 *   FAULTS_TRACE=1  tells of each fault on stderr: "fault: read: EINTR"
 *
 * Run:   sh tests/proof/faults.sh
 * Read:  faults.c after; faultprobe.c for what must hold all the same.
 */
#ifndef FAULTS_H
#define FAULTS_H

#include "csapp.h"

/* Begins anew with this seed, whatever FAULTS_SEED says; 0: without faults. */
void faults_seed(unsigned long seed);

/* From now on, this is a host without IPv4; 0: it has IPv4 again. */
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

/* Rarely called, at start-up above all. */
int faulty_pipe(int fds[2]);
int faulty_socket(int domain, int type, int protocol);
int faulty_setsockopt(int fd, int level, int optname, const void *optval,
                      socklen_t optlen);
int faulty_bind(int fd, const SA *addr, socklen_t addrlen);
int faulty_listen(int fd, int backlog);
int faulty_connect(int fd, const SA *addr, socklen_t addrlen);
int faulty_getaddrinfo(const char *node, const char *service,
                       const struct addrinfo *hints, struct addrinfo **res);

/* With its name in parentheses, (read)(fd, buf, n) is still the real one. */
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

/*
 * csapp.h - the wrapper layer of these programs, as students have it from the
 *           lecture: any error ends the program, with exit status 0
 *
 * These programs have the shape of the slides. tests/proof/slides.sh grades
 * them, and the file marks says which tests they lose, and why.
 */
#ifndef CSAPP_H
#define CSAPP_H

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAXLINE 8192 /* the longest text line */
#define LISTENQ 1024 /* the second argument of listen */
#define RIO_BUFSIZE 8192

typedef struct sockaddr SA;
typedef void handler_t(int);

/* A buffer for reading from a descriptor */
typedef struct {
    int rio_fd;
    int rio_cnt;      /* unread bytes in the buffer */
    char *rio_bufptr; /* the next unread byte */
    char rio_buf[RIO_BUFSIZE];
} rio_t;

/* Errors */
void unix_error(const char *msg);
void posix_error(int code, const char *msg);
void gai_error(int code, const char *msg);
void app_error(const char *msg);

/* Processes, signals, memory, input and output */
pid_t Fork(void);
handler_t *Signal(int signum, handler_t *handler);
void *Malloc(size_t size);
void *Calloc(size_t nmemb, size_t size);
void Free(void *ptr);
void Close(int fd);
int Select(int n, fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
           struct timeval *timeout);
char *Fgets(char *ptr, int n, FILE *stream);
void Fputs(const char *ptr, FILE *stream);

/* Sockets and names */
int Accept(int s, struct sockaddr *addr, socklen_t *addrlen);
void Getaddrinfo(const char *node, const char *service,
                 const struct addrinfo *hints, struct addrinfo **res);
void Getnameinfo(const struct sockaddr *sa, socklen_t salen, char *host,
                 socklen_t hostlen, char *serv, socklen_t servlen, int flags);
void Freeaddrinfo(struct addrinfo *res);

/* Threads and semaphores */
void Pthread_create(pthread_t *tidp, pthread_attr_t *attrp,
                    void *(*routine)(void *), void *argp);
void Pthread_detach(pthread_t tid);
void Pthread_once(pthread_once_t *once_control, void (*init_function)(void));
void Sem_init(sem_t *sem, int pshared, unsigned int value);
void P(sem_t *sem);
void V(sem_t *sem);

/* Rio */
ssize_t rio_readn(int fd, void *usrbuf, size_t n);
ssize_t rio_writen(int fd, void *usrbuf, size_t n);
void rio_readinitb(rio_t *rp, int fd);
ssize_t rio_readnb(rio_t *rp, void *usrbuf, size_t n);
ssize_t rio_readlineb(rio_t *rp, void *usrbuf, size_t maxlen);
void Rio_writen(int fd, void *usrbuf, size_t n);
void Rio_readinitb(rio_t *rp, int fd);
ssize_t Rio_readlineb(rio_t *rp, void *usrbuf, size_t maxlen);

/* Clients and servers */
int open_clientfd(const char *hostname, const char *port);
int open_listenfd(const char *port);
int Open_clientfd(const char *hostname, const char *port);
int Open_listenfd(const char *port);

#endif

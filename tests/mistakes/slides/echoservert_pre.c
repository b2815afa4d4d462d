/*
 * echoservert_pre.c - an echo server with a pool of threads, which take their
 *                     clients from a bounded buffer
 */
#include "csapp.h"

#define NTHREADS 4
#define SBUFSIZE 16

/* A bounded buffer: a ring of descriptors */
typedef struct {
    int *buf;
    int n;       /* the number of slots */
    int oldest;  /* where the next descriptor is taken */
    int newest;  /* where the next descriptor is put */
    sem_t mutex; /* guards the members above */
    sem_t slots; /* counts the free slots */
    sem_t items; /* counts the descriptors */
} sbuf_t;

void sbuf_init(sbuf_t *sp, int n);
void sbuf_insert(sbuf_t *sp, int item);
int sbuf_remove(sbuf_t *sp);
void echo_cnt(int connfd);
void *thread(void *vargp);

sbuf_t sbuf;

void sbuf_init(sbuf_t *sp, int n)
{
    sp->buf = Calloc(n, sizeof(int));
    sp->n = n;
    sp->oldest = sp->newest = 0;
    Sem_init(&sp->mutex, 0, 1);
    Sem_init(&sp->slots, 0, n);
    Sem_init(&sp->items, 0, 0);
}

void sbuf_insert(sbuf_t *sp, int item)
{
    P(&sp->slots);
    P(&sp->mutex);
    sp->buf[sp->newest] = item;
    sp->newest = (sp->newest + 1) % sp->n;
    V(&sp->mutex);
    V(&sp->items);
}

int sbuf_remove(sbuf_t *sp)
{
    int item;

    P(&sp->items);
    P(&sp->mutex);
    item = sp->buf[sp->oldest];
    sp->oldest = (sp->oldest + 1) % sp->n;
    V(&sp->mutex);
    V(&sp->slots);
    return item;
}

static int byte_cnt; /* the bytes of all clients */
static sem_t mutex;  /* guards byte_cnt */

static void init_echo_cnt(void)
{
    Sem_init(&mutex, 0, 1);
}

void echo_cnt(int connfd)
{
    int n;
    char buf[MAXLINE];
    rio_t rio;
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    Pthread_once(&once, init_echo_cnt);
    Rio_readinitb(&rio, connfd);
    while ((n = Rio_readlineb(&rio, buf, MAXLINE)) != 0) {
        P(&mutex);
        byte_cnt += n;
        printf("server received %d bytes (%d in all) on descriptor %d\n", n,
               byte_cnt, connfd);
        V(&mutex);
        Rio_writen(connfd, buf, n);
    }
}

int main(int argc, char **argv)
{
    int i, listenfd, connfd;
    socklen_t clientlen;
    struct sockaddr_storage clientaddr;
    pthread_t tid;

    if (argc != 2) {
        fprintf(stderr, "usage: %s <port>\n", argv[0]);
        exit(0);
    }

    listenfd = Open_listenfd(argv[1]);
    sbuf_init(&sbuf, SBUFSIZE);
    for (i = 0; i < NTHREADS; i++)
        Pthread_create(&tid, NULL, thread, NULL);
    while (1) {
        clientlen = sizeof(struct sockaddr_storage);
        connfd = Accept(listenfd, (SA *)&clientaddr, &clientlen);
        sbuf_insert(&sbuf, connfd);
    }
}

void *thread(void *vargp)
{
    (void)vargp;
    Pthread_detach(pthread_self());
    while (1) {
        int connfd = sbuf_remove(&sbuf);

        echo_cnt(connfd);
        Close(connfd);
    }
    return NULL;
}

/*
 * echoserver_select.c - an event-driven echo server: a pool of clients and
 *                       select
 */
#include "csapp.h"

typedef struct {
    int maxfd;                   /* the highest descriptor in read_set */
    fd_set read_set;             /* the descriptors that select watches */
    fd_set ready_set;            /* those of them that can be read */
    int nready;                  /* how many can be read */
    int maxi;                    /* the last place of clientfd in use */
    int clientfd[FD_SETSIZE];    /* connected descriptors; -1 if free */
    rio_t clientrio[FD_SETSIZE]; /* their buffers */
} pool_t;

void init_pool(int listenfd, pool_t *p);
void add_client(int connfd, pool_t *p);
void check_clients(pool_t *p);

int byte_cnt = 0; /* the bytes of all clients */

int main(int argc, char **argv)
{
    int listenfd, connfd;
    socklen_t clientlen;
    struct sockaddr_storage clientaddr;
    static pool_t pool;

    if (argc != 2) {
        fprintf(stderr, "usage: %s <port>\n", argv[0]);
        exit(0);
    }

    listenfd = Open_listenfd(argv[1]);
    init_pool(listenfd, &pool);
    while (1) {
        pool.ready_set = pool.read_set;
        pool.nready = Select(pool.maxfd + 1, &pool.ready_set, NULL, NULL, NULL);
        if (FD_ISSET(listenfd, &pool.ready_set)) {
            clientlen = sizeof(struct sockaddr_storage);
            connfd = Accept(listenfd, (SA *)&clientaddr, &clientlen);
            add_client(connfd, &pool);
        }
        check_clients(&pool);
    }
}

void init_pool(int listenfd, pool_t *p)
{
    int i;

    for (i = 0; i < FD_SETSIZE; i++)
        p->clientfd[i] = -1;
    p->maxi = -1;
    p->maxfd = listenfd;
    FD_ZERO(&p->read_set);
    FD_SET(listenfd, &p->read_set);
}

/* Puts a client into the first free place. */
void add_client(int connfd, pool_t *p)
{
    int i = 0;

    p->nready--;
    while (i < FD_SETSIZE && p->clientfd[i] >= 0)
        i++;
    if (i == FD_SETSIZE)
        app_error("add_client error: too many clients");
    p->clientfd[i] = connfd;
    Rio_readinitb(&p->clientrio[i], connfd);
    FD_SET(connfd, &p->read_set);
    if (connfd > p->maxfd)
        p->maxfd = connfd;
    if (i > p->maxi)
        p->maxi = i;
}

/* Echoes one line of each client that can be read. */
void check_clients(pool_t *p)
{
    int i, connfd, n;
    char buf[MAXLINE];

    for (i = 0; i <= p->maxi && p->nready > 0; i++) {
        connfd = p->clientfd[i];
        if (connfd < 0 || !FD_ISSET(connfd, &p->ready_set))
            continue;
        p->nready--;
        if ((n = Rio_readlineb(&p->clientrio[i], buf, MAXLINE)) != 0) {
            byte_cnt += n;
            printf("server received %d bytes (%d in all) on descriptor %d\n", n,
                   byte_cnt, connfd);
            Rio_writen(connfd, buf, n);
        } else { /* EOF */
            Close(connfd);
            FD_CLR(connfd, &p->read_set);
            p->clientfd[i] = -1;
        }
    }
}

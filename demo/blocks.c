/*
 * blocks.c - where the second client of an iterative server blocks
 *
 * While a first client is served, a second client connects, writes and reads.
 * It goes on writing until the kernel's buffers are full. Then more clients
 * connect until the backlog is full. At last the first client leaves. A call
 * that does not return within a second is reported as blocking.
 *
 * Run:   demo/blocks HOST PORT
 * Read:  echoserveri.c before; 01-second-client.sh runs it.
 */
#include "csapp.h"
#include <sys/resource.h>

#define SECOND 1000 /* ms */
#define CROWD 6000  /* clients, more than the backlog of most systems holds */

static double now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * 1e3 + ts.tv_nsec / 1e6;
}

/* Returns true if fd becomes ready within ms milliseconds. */
static int ready(int fd, short events, int ms)
{
    struct pollfd pfd = {fd, events, 0};

    return poll(&pfd, 1, ms) > 0;
}

static void set_nonblocking(int fd)
{
    if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
        unix_error("blocks: fcntl");
}

/* Sends a line. Returns true if its echo comes within a second. */
static int exchange(int fd, const char *line)
{
    char buf[MAXLINE];
    double begun = now_ms(), written;

    Rio_writen(fd, line, strlen(line));
    written = now_ms();
    printf("  write returned after %.1f ms\n", written - begun);
    if (!ready(fd, POLLIN, SECOND)) {
        printf("  read blocks: nothing came in 1 s\n");
        return 0;
    }
    if (Read(fd, buf, MAXLINE) == 0)
        app_error("blocks: the server closed the connection");
    printf("  read returned after %.1f ms\n", now_ms() - begun);
    return 1;
}

/* Writes until the kernel takes no byte for a second. Returns how many bytes it
   has taken. */
static long fill(int fd)
{
    static char block[65536];
    long bytes = 0;
    ssize_t n = 0;

    memset(block, '\n', sizeof(block));
    while (n > 0 || ready(fd, POLLOUT, SECOND)) {
        n = write(fd, block, sizeof(block));
        if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
            unix_error("blocks: write");
        bytes += n > 0 ? n : 0;
    }
    return bytes;
}

/* Begins to connect to the server that likefd is connected to. Returns the new
   descriptor, or -1 with errno. */
static int begin_connect(int likefd)
{
    struct sockaddr_storage peer;
    socklen_t len = sizeof(peer);
    int fd;

    if (getpeername(likefd, (SA *)&peer, &len) < 0)
        unix_error("blocks: getpeername");
    fd = socket(peer.ss_family, SOCK_STREAM, 0);
    if (fd < 0)
        return -1;
    set_nonblocking(fd);
    if (connect(fd, (SA *)&peer, len) < 0 && errno != EINPROGRESS)
        return -1;
    return fd;
}

/* Connects more clients, until one is not connected within a second. */
static void crowd(int likefd)
{
    int clients = 0, fd;

    do
        fd = begin_connect(likefd);
    while (fd >= 0 && ready(fd, POLLOUT, SECOND) && ++clients < CROWD);
    if (fd < 0)
        printf("  %d more connected, and none blocked; the next failed: %s\n",
               clients, strerror(errno));
    else if (clients == CROWD)
        printf("  %d more connected, and none blocked\n", clients);
    else
        printf("  %d more connected; then connect blocks for more than 1 s\n",
               clients);
}

int main(int argc, char **argv)
{
    struct rlimit rl;

    if (argc != 3)
        app_error("usage: blocks HOST PORT");
    Signal(SIGPIPE, SIG_IGN); /* a write fails with EPIPE, without a signal */
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (getrlimit(RLIMIT_NOFILE, &rl) == 0 && rl.rlim_cur < CROWD + 16) {
        rl.rlim_cur = rl.rlim_max < CROWD + 16 ? rl.rlim_max : CROWD + 16;
        setrlimit(RLIMIT_NOFILE, &rl);
    }

    printf("client 1 connects, and stays connected:\n");
    int firstfd = Open_clientfd(argv[1], argv[2]);
    if (!exchange(firstfd, "first\n"))
        app_error("blocks: the server does not serve its first client");

    printf("client 2 connects, writes and reads:\n");
    double begun = now_ms();
    int secondfd = Open_clientfd(argv[1], argv[2]);
    printf("  connect returned after %.1f ms\n", now_ms() - begun);
    int served = exchange(secondfd, "second\n");

    printf("client 2 keeps writing, and reads nothing:\n");
    set_nonblocking(secondfd);
    printf("  write blocks after %ld bytes\n", fill(secondfd));

    printf("more clients connect:\n");
    crowd(secondfd);

    printf("client 1 leaves:\n");
    begun = now_ms();
    Close(firstfd);
    if (served)
        printf("  client 2 had its reply already\n");
    else if (ready(secondfd, POLLIN, 5 * SECOND))
        printf("  client 2's read returned %.1f ms later\n", now_ms() - begun);
    else
        printf("  client 2's read still blocks after 5 s\n");
    return 0;
}

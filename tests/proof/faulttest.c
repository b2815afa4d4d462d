/*
 * faulttest.c - tests promises of csapp.h under one seed of faults after the
 *               other: connections, Accept, P, and all of Rio
 *
 * csapp.c is built with faults.h; this file is not, so its own calls do not
 * fail. A call of csapp.c that fails must report why, and leave no descriptor
 * open. A call that succeeds must have done its whole work.
 *
 * Run:   sh tests/proof/faults.sh
 * Read:  tests/csapp/rio.c before, for the promises without faults.
 */
#include "csapp.h"
#include <netinet/tcp.h>

#define MOST 3000 /* bytes sent at once: they fit into the socket's buffers */

void faults_seed(unsigned long seed); /* both are in faults.c; see faults.h */
void faults_without_ipv4(int on);

static unsigned long seed;
static uint64_t x;       /* the state of the generator, see below() */
static unsigned refused; /* connections and listeners that were not made */

/* If a promise is not kept, prints it and the seed, and exits. */
static void expect(int ok, const char *promise)
{
    if (ok)
        return;
    printf("# csapp, seed %lu: broken promise: %s (%s)\n", seed, promise,
           strerror(errno));
    printf("# to run it again: sh tests/proof/faults.sh -s %lu csapp\n", seed);
    exit(1);
}

static void out_of_time(int sig)
{
    (void)sig;
    sio_puts("# csapp: a call never returns: seed ");
    sio_putl((long)seed);
    sio_puts("\n");
    _exit(1);
}

/* Returns a random number below n. Each run of a seed gets the same numbers. */
static unsigned below(unsigned n)
{
    x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963);
    return (unsigned)(x >> 33) % n;
}

static int count_descriptors(void)
{
    int count = 0;

    for (int fd = 0; fd < 64; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

static void port_of(int listenfd, char port[8])
{
    struct sockaddr_storage addr;
    socklen_t addrlen = sizeof(addr);
    char host[64];

    expect(getsockname(listenfd, (SA *)&addr, &addrlen) == 0 &&
               address_text((SA *)&addr, addrlen, host, sizeof(host), port,
                            8) == 0,
           "a listener has a port");
}

/* Connects two descriptors of this process. Returns 0 if a fault forbids it. */
static int make_connection(int fds[2])
{
    int before = count_descriptors(), listenfd;
    char port[8];

    errno = 0;
    listenfd = open_listenfd("0");
    if (listenfd < 0) {
        expect(errno != 0 || listenfd == -2,
               "open_listenfd reports why it failed");
        expect(count_descriptors() == before,
               "open_listenfd leaves no descriptor open if it fails");
        return 0;
    }
    expect(count_descriptors() == before + 1,
           "open_listenfd opens only one descriptor");
    port_of(listenfd, port);
    errno = 0;
    fds[0] = open_clientfd("127.0.0.1", port);
    if (fds[0] < 0) {
        expect(errno != 0 || fds[0] == -2,
               "open_clientfd reports why it failed");
        expect(count_descriptors() == before + 1,
               "open_clientfd leaves no descriptor open if it fails");
        close(listenfd);
        return 0;
    }
    expect(count_descriptors() == before + 2,
           "open_clientfd opens only one descriptor");
    fds[1] = Accept(listenfd, NULL, NULL);
    expect(fds[1] >= 0, "Accept returns a connection");
    close(listenfd);
    return 1;
}

/* Sends n bytes: unbuffered, buffered, or buffered without blocking. */
static void send_bytes(rio_t *rp, const char *bytes, size_t n)
{
    size_t some = below((unsigned)n + 1);
    int flags = fcntl(rp->rio_fd, F_GETFL);

    switch (below(3)) {
    case 0:
        expect(rio_writen(rp->rio_fd, bytes, n) == (ssize_t)n,
               "rio_writen writes all");
        break;
    case 1:
        expect(rio_writeb(rp, bytes, some) == (ssize_t)some &&
                   rio_writeb(rp, bytes + some, n - some) ==
                       (ssize_t)(n - some) &&
                   rio_flushb(rp) == 0,
               "rio_writeb and rio_flushb write all");
        break;
    default:
        fcntl(rp->rio_fd, F_SETFL, flags | O_NONBLOCK);
        expect(rio_writeb(rp, bytes, n) == (ssize_t)n,
               "rio_writeb collects all bytes");
        while (rio_flushb(rp) < 0)
            expect(errno == EAGAIN, "rio_flushb fails only with EAGAIN");
        fcntl(rp->rio_fd, F_SETFL, flags);
    }
}

/* Receives n bytes with rio_readlineb: up to a newline, or as many as fit. */
static void receive_lines(rio_t *rp, char *bytes, size_t n)
{
    size_t got = 0;

    while (got < n) {
        size_t room = 2 + below(200);
        ssize_t rc;
        char *newline;

        if (room > n - got + 1)
            room = n - got + 1;
        rc = rio_readlineb(rp, bytes + got, room);
        expect(rc > 0 && (size_t)rc < room && bytes[got + (size_t)rc] == '\0',
               "rio_readlineb reads no more than fits");
        newline = memchr(bytes + got, '\n', (size_t)rc);
        expect(newline != NULL ? newline + 1 == bytes + got + rc
                               : (size_t)rc == room - 1,
               "rio_readlineb stops at a newline, and not before");
        got += (size_t)rc;
    }
}

static void receive_bytes(rio_t *rp, char *bytes, size_t n)
{
    switch (below(2 + (rp->rio_cnt == 0))) {
    case 0:
        receive_lines(rp, bytes, n);
        break;
    case 1:
        expect(rio_readnb(rp, bytes, n) == (ssize_t)n, "rio_readnb reads all");
        break;
    default: /* unbuffered: right only if the buffer is empty */
        expect(rio_readn(rp->rio_fd, bytes, n) == (ssize_t)n,
               "rio_readn reads all");
    }
}

static void talk(int fds[2])
{
    static rio_t ends[2];
    static char sent[MOST], got[MOST + 1];
    int on = 1;

    for (int i = 0; i < 2; i++) { /* TCP sends single bytes without delay */
        setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        rio_readinitb(&ends[i], fds[i]);
    }
    for (int round = 0; round < 10; round++) {
        int from = (int)below(2);
        size_t n = 1 + below(MOST);

        for (size_t i = 0; i < n; i++)
            sent[i] = below(30) ? (char)below(256) : '\n';
        send_bytes(&ends[from], sent, n);
        receive_bytes(&ends[!from], got, n);
        expect(memcmp(sent, got, n) == 0, "the bytes that come are those sent");
    }
    shutdown(fds[0], SHUT_WR);
    expect(rio_readlineb(&ends[1], got, MOST) == 0 &&
               rio_readnb(&ends[1], got, MOST) == 0 &&
               rio_readn(fds[1], got, MOST) == 0,
           "at the end of file, each read returns 0");
    close(fds[1]);
    close(fds[0]);
}

static void try_seed(void)
{
    int before = count_descriptors(), fds[2];
    sem_t sem;

    if (make_connection(fds))
        talk(fds);
    else
        refused++;
    expect(count_descriptors() == before, "no descriptor is left open");
    Sem_init(&sem, 0, 1);
    P(&sem);
    V(&sem);
    P(&sem);
    sem_destroy(&sem);
}

/* Without IPv4, a server listens on IPv6, if the host has IPv6. */
static void try_without_ipv4(void)
{
    int fd = socket(AF_INET6, SOCK_STREAM, 0), listenfd;
    struct sockaddr_storage addr;
    socklen_t addrlen = sizeof(addr);

    if (fd < 0)
        return;
    close(fd);
    faults_without_ipv4(1);
    listenfd = open_listenfd("0");
    faults_without_ipv4(0);
    expect(listenfd >= 0 && getsockname(listenfd, (SA *)&addr, &addrlen) == 0 &&
               addr.ss_family == AF_INET6,
           "on a host without IPv4, open_listenfd listens on IPv6");
    close(listenfd);
}

int main(int argc, char **argv)
{
    unsigned long last;

    if (argc != 3)
        app_error("usage: faulttest FIRST LAST");
    Signal(SIGPIPE, SIG_IGN);
    Signal(SIGALRM, out_of_time);
    faults_seed(0); /* no random faults */
    try_without_ipv4();
    last = strtoul(argv[2], NULL, 10);
    for (seed = strtoul(argv[1], NULL, 10); seed <= last; seed++) {
        faults_seed(seed);
        x = seed;
        Alarm(60);
        try_seed();
    }
    printf("# csapp: up to seed %lu; %u times a fault prevented a connection\n",
           last, refused);
    return 0;
}

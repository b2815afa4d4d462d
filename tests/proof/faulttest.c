/*
 * faulttest.c - the promises of csapp.h, under one seed of faults after the
 *               other: connections, Accept, P, and all of Rio
 *
 * csapp.c is built with faults.h, this is not. A call that fails says why, and
 * leaves no descriptor behind; one that succeeds has done all it should.
 *
 * Run:   sh tests/proof/faults.sh
 * Read:  tests/csapp/rio.c before, for the promises without faults.
 */
#include "csapp.h"
#include <netinet/tcp.h>

#define MOST 3000 /* bytes under way: they fit the socket's own buffers */

void faults_seed(unsigned long seed); /* of faults.c, and this, too */
void faults_without_ipv4(int on);

static unsigned long seed;
static uint64_t x;       /* of the generator, see below() */
static unsigned refused; /* connections and listeners that were not made */

/* The seed has failed: says so, and ends. */
static void expect(int ok, const char *promise)
{
    if (ok)
        return;
    printf("# csapp, seed %lu: it is not so: %s (%s)\n", seed, promise,
           strerror(errno));
    printf("# again: sh tests/proof/faults.sh -s %lu csapp\n", seed);
    exit(1);
}

static void out_of_time(int sig)
{
    (void)sig;
    sio_puts("# csapp: a call waits in vain: seed ");
    sio_putl((long)seed);
    sio_puts("\n");
    _exit(1);
}

/* Returns a random number below n: the same ones for each run of a seed. */
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

/* Makes a connection to this process itself; returns 0 if it cannot be. */
static int make_connection(int fds[2])
{
    int before = count_descriptors(), listenfd;
    char port[8];

    errno = 0;
    listenfd = open_listenfd("0");
    if (listenfd < 0) {
        expect(errno != 0 || listenfd == -2,
               "open_listenfd says why it failed");
        expect(count_descriptors() == before,
               "open_listenfd that fails leaves no descriptor");
        return 0;
    }
    expect(count_descriptors() == before + 1, "open_listenfd opens just one");
    port_of(listenfd, port);
    errno = 0;
    fds[0] = open_clientfd("127.0.0.1", port);
    if (fds[0] < 0) {
        expect(errno != 0 || fds[0] == -2, "open_clientfd says why it failed");
        expect(count_descriptors() == before + 1,
               "open_clientfd that fails leaves no descriptor");
        close(listenfd);
        return 0;
    }
    expect(count_descriptors() == before + 2, "open_clientfd opens just one");
    fds[1] = Accept(listenfd, NULL, NULL);
    expect(fds[1] >= 0, "Accept returns a connection");
    close(listenfd);
    return 1;
}

/* Sends n bytes, unbuffered or buffered, or without blocking. */
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
        expect(rio_writeb(rp, bytes, n) == (ssize_t)n, "rio_writeb collects");
        while (rio_flushb(rp) < 0)
            expect(errno == EAGAIN, "rio_flushb fails as its descriptor does");
        fcntl(rp->rio_fd, F_SETFL, flags);
    }
}

/* Receives n bytes by lines: each up to its newline, or as many as fit. */
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
               "rio_readlineb reads what fits");
        newline = memchr(bytes + got, '\n', (size_t)rc);
        expect(newline != NULL ? newline + 1 == bytes + got + rc
                               : (size_t)rc == room - 1,
               "rio_readlineb stops at a newline, and nowhere before");
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
    default: /* unbuffered: only while nothing is in the buffer */
        expect(rio_readn(rp->rio_fd, bytes, n) == (ssize_t)n,
               "rio_readn reads all");
    }
}

static void talk(int fds[2])
{
    static rio_t ends[2];
    static char sent[MOST], got[MOST + 1];
    int on = 1;

    for (int i = 0; i < 2; i++) { /* bytes one at a time need not wait */
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
        expect(memcmp(sent, got, n) == 0, "what is sent is what comes");
    }
    shutdown(fds[0], SHUT_WR);
    expect(rio_readlineb(&ends[1], got, MOST) == 0 &&
               rio_readnb(&ends[1], got, MOST) == 0 &&
               rio_readn(fds[1], got, MOST) == 0,
           "at the end of file, 0 comes");
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
    expect(count_descriptors() == before, "no descriptor is left");
    Sem_init(&sem, 0, 1);
    P(&sem);
    V(&sem);
    P(&sem);
    sem_destroy(&sem);
}

/* Without IPv4, a server listens on IPv6, if there is that. */
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
    faults_seed(0); /* no other faults */
    try_without_ipv4();
    last = strtoul(argv[2], NULL, 10);
    for (seed = strtoul(argv[1], NULL, 10); seed <= last; seed++) {
        faults_seed(seed);
        x = seed;
        Alarm(60);
        try_seed();
    }
    printf("# csapp: up to seed %lu; %u times no connection\n", last, refused);
    return 0;
}

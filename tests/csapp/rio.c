/*
 * rio.c - calls the functions of Rio, and those for connections and signals,
 *         and tests what csapp.h promises about them
 *
 * Run:   tests/csapp/rio     (prints TAP)
 * Read:  csapp.h, which makes the promises.
 */
#include "csapp.h"

static int count, failed;

/* Prints as a line of TAP whether a promise is kept. */
static void expect(int ok, const char *promise)
{
    printf("%sok %d - %s\n", ok ? "" : "not ", ++count, promise);
    failed |= !ok;
}

/* Makes a connection between two descriptors of this process. */
static void make_pair(int fds[2])
{
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0)
        unix_error("socketpair");
}

static void close_pair(int fds[2])
{
    close(fds[0]);
    close(fds[1]);
}

static void set_flag(int fd, int flag)
{
    if (fcntl(fd, F_SETFL, flag) < 0)
        unix_error("fcntl");
}

/* Reads what has come, without waiting. Returns its size, or -1 for nothing. */
static ssize_t peek_all(int fd, char *buf, size_t n)
{
    ssize_t got;

    set_flag(fd, O_NONBLOCK);
    got = read(fd, buf, n);
    set_flag(fd, 0);
    return got;
}

static void test_lines(void)
{
    int fds[2];
    char buf[MAXLINE], big[20001];
    rio_t rio;

    make_pair(fds);
    rio_readinitb(&rio, fds[0]);
    rio_writen(fds[1], "one\ntwo\0x\n\nlast", 15);
    shutdown(fds[1], SHUT_WR);
    expect(rio_readlineb(&rio, buf, MAXLINE) == 4 && !strcmp(buf, "one\n"),
           "a line comes with its newline and a NUL");
    expect(rio.rio_cnt == 11 && *rio.rio_bufptr == 't' && rio.rio_fd == fds[0],
           "the rest is in the buffer, where course code looks for it");
    expect(rio_readlineb(&rio, buf, 4) == 3 && !memcmp(buf, "two", 4),
           "at most maxlen - 1 bytes come, and a NUL");
    expect(rio_readlineb(&rio, buf, MAXLINE) == 3 && !memcmp(buf, "\0x\n", 4),
           "a NUL in a line is a byte like any other");
    expect(rio_readlineb(&rio, buf, MAXLINE) == 1 && buf[0] == '\n',
           "an empty line comes as its newline");
    expect(rio_readlineb(&rio, buf, MAXLINE) == 4 && !strcmp(buf, "last"),
           "a last line may lack its newline");
    expect(rio_readlineb(&rio, buf, MAXLINE) == 0 && buf[0] == '\0' &&
               rio_readlineb(&rio, buf, MAXLINE) == 0,
           "at end of file readlineb returns 0, at each call");
    close_pair(fds);

    make_pair(fds);
    memset(big, 'x', sizeof(big));
    big[19999] = '\n';
    rio_readinitb(&rio, fds[0]);
    rio_writen(fds[1], big, 20000);
    expect(rio_readlineb(&rio, big, sizeof(big)) == 20000 &&
               big[19999] == '\n' && big[20000] == '\0',
           "a line may be longer than the buffer");
    rio_writen(fds[1], "abc\ndefgh", 9);
    shutdown(fds[1], SHUT_WR);
    expect(
        rio_readlineb(&rio, buf, MAXLINE) == 4 &&
            rio_readnb(&rio, buf, 3) == 3 && !memcmp(buf, "def", 3) &&
            rio_readnb(&rio, buf, 3) == 2 && !memcmp(buf, "gh", 2) &&
            rio_readnb(&rio, buf, 3) == 0,
        "readlineb and readnb share a buffer; at EOF readnb has a short count");
    close_pair(fds);
    expect(rio_readlineb(&rio, buf, MAXLINE) == -1 && errno == EBADF &&
               rio_readnb(&rio, buf, 1) == -1 && errno == EBADF,
           "an error is -1 with errno");
}

static volatile sig_atomic_t alarms;

static void alarm_handler(int sig)
{
    (void)sig;
    alarms++;
}

/* Starts or stops an alarm every millisecond, which interrupts system calls. */
static void set_alarms(int on)
{
    struct sigaction action;
    struct itimerval timer = {{0, on ? 1000 : 0}, {0, on ? 1000 : 0}};

    memset(&action, 0, sizeof(action));
    action.sa_handler = on ? alarm_handler : SIG_IGN; /* without SA_RESTART */
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
}

static void test_short_counts(void)
{
    enum { SIZE = 4000000 };
    int fds[2], status, same = 1;
    char *bytes = Malloc(SIZE + 1); /* has room for one byte too many */
    rio_t rio;
    pid_t pid;

    make_pair(fds);
    pid = Fork();
    if (pid == 0) { /* sends a lot, in pieces, and slowly at first */
        close(fds[0]);
        for (int i = 0; i < SIZE; i++)
            bytes[i] = i % 251;
        for (int i = 0; i < 20; i++) {
            if (rio_writen(fds[1], bytes + i, 1) != 1)
                _exit(1);
            poll(NULL, 0, 5);
        }
        set_alarms(1);
        _exit(rio_writen(fds[1], bytes + 20, SIZE - 20) != SIZE - 20);
    }
    close(fds[1]);
    set_alarms(1);
    rio_readinitb(&rio, fds[0]);
    expect(rio_readnb(&rio, bytes, SIZE / 2) == SIZE / 2,
           "readnb reads on after short counts and interruptions");
    memcpy(bytes + SIZE / 2, rio.rio_bufptr, rio.rio_cnt);
    expect(rio_readn(fds[0], bytes + SIZE / 2 + rio.rio_cnt,
                     SIZE / 2 - rio.rio_cnt + 1) == SIZE / 2 - rio.rio_cnt,
           "so does readn, up to a short count at the end of file");
    set_alarms(0);
    for (int i = 0; i < SIZE; i++)
        same &= bytes[i] == (char)(i % 251);
    expect(same && waitpid(pid, &status, 0) == pid && status == 0,
           "every byte came, and writen sent them all");
    expect(alarms > 0, "signals did interrupt these calls");
    close(fds[0]);
    free(bytes);
}

static void test_output(void)
{
    int fds[2];
    char buf[MAXLINE], big[3 * RIO_BUFSIZE];
    rio_t rio;

    make_pair(fds);
    rio_readinitb(&rio, fds[0]);
    expect(rio_writeb(&rio, "one\n", 4) == 4 &&
               rio_writeb(&rio, "two\n", 4) == 4 &&
               peek_all(fds[1], buf, MAXLINE) == -1,
           "writeb only collects bytes in the buffer");
    expect(rio_flushb(&rio) == 0 && peek_all(fds[1], buf, MAXLINE) == 8 &&
               !memcmp(buf, "one\ntwo\n", 8),
           "flushb sends all of them at once");
    expect(rio_flushb(&rio) == 0 && peek_all(fds[1], buf, MAXLINE) == -1,
           "flushb of an empty buffer sends nothing");
    memset(big, 'b', sizeof(big));
    expect(rio_writeb(&rio, "a", 1) == 1 &&
               rio_writeb(&rio, big, sizeof(big)) == sizeof(big) &&
               rio_flushb(&rio) == 0 &&
               rio_readn(fds[1], big, sizeof(big)) == sizeof(big) &&
               big[0] == 'a' && big[1] == 'b' &&
               peek_all(fds[1], buf, MAXLINE) == 1,
           "more bytes than the buffer holds are sent in order");
    rio_writen(fds[1], "x\ny\n", 4);
    expect(rio_readlineb(&rio, buf, MAXLINE) == 2 &&
               rio_writeb(&rio, "X\n", 2) == 2 &&
               rio_readlineb(&rio, buf, MAXLINE) == 2 &&
               peek_all(fds[1], buf, MAXLINE) == -1,
           "a read that does not have to wait sends nothing");
    shutdown(fds[1], SHUT_WR);
    expect(rio_readlineb(&rio, buf, MAXLINE) == 0 &&
               peek_all(fds[1], buf, MAXLINE) == 2,
           "a read that may have to wait sends the collected bytes first");
    close_pair(fds);
}

static void test_output_errors(void)
{
    int fds[2], n = 0;
    char buf[MAXLINE], fill[4096] = {0};
    rio_t rio;

    make_pair(fds);
    rio_readinitb(&rio, fds[0]);
    rio_writen(fds[1], "x\n", 2);
    close(fds[1]);
    rio_writeb(&rio, "lost", 4);
    expect(rio_readlineb(&rio, buf, MAXLINE) == 2,
           "after a send has failed, a read still returns what has come");
    expect(rio_readlineb(&rio, buf, MAXLINE) == 0,
           "the next read returns 0 at end of file");
    expect(rio_writeb(&rio, "y", 1) == -1 && errno == EPIPE,
           "the error is kept, and reported by the next writeb");
    expect(rio_flushb(&rio) == -1 && errno == EPIPE, "flushb reports it, too");
    close(fds[0]);

    make_pair(fds);
    set_flag(fds[0], O_NONBLOCK);
    rio_readinitb(&rio, fds[0]);
    while (write(fds[0], fill, sizeof(fill)) > 0)
        n++;
    rio_writeb(&rio, "kept\n", 5);
    expect(rio_flushb(&rio) == -1 && errno == EAGAIN && rio.rio_outcnt == 5,
           "bytes that cannot be sent without blocking stay in the buffer");
    expect(rio_readlineb(&rio, buf, MAXLINE) == -1 && errno == EAGAIN,
           "a read that would block returns -1 with EAGAIN");
    while (n-- > 0)
        rio_readn(fds[1], fill, sizeof(fill));
    while (peek_all(fds[1], fill, sizeof(fill)) == sizeof(fill))
        ;
    expect(rio_readlineb(&rio, buf, MAXLINE) == -1 && rio.rio_outcnt == 0 &&
               rio_readn(fds[1], buf, 5) == 5 && !memcmp(buf, "kept\n", 5),
           "the next read sends the bytes from the buffer");
    close_pair(fds);
}

static void test_connections(void)
{
    static const char *bad[] = {"",     "x",   "80x",   " 80",
                                "+80",  "-1",  "65536", "99999999999999999999",
                                "0x50", "http"};
    struct sockaddr_storage addr;
    socklen_t len = sizeof(addr);
    char host[64], port[16];
    int listenfd, clientfd, connfd, refused = 1;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        refused &= open_listenfd(bad[i]) == -1 && errno == EINVAL &&
                   open_clientfd("localhost", bad[i]) == -1 && errno == EINVAL;
    expect(refused, "a text that is not a port number is -1 with EINVAL");
    expect(open_clientfd("localhost", "0") == -1 && errno == EINVAL,
           "open_clientfd to port 0 is -1 with EINVAL");
    expect(open_clientfd("no-such-host.invalid", "80") == -2,
           "a name that cannot be looked up is -2");
    expect(open_clientfd("127.0.0.1", "1") == -1 && errno == ECONNREFUSED,
           "a connection that is refused is -1 with errno");

    listenfd = open_listenfd("0");
    getsockname(listenfd, (SA *)&addr, &len);
    address_text((SA *)&addr, len, host, sizeof(host), port, sizeof(port));
    expect(listenfd >= 0 && atoi(port) > 0, "port 0 stands for a free port");
    expect(open_listenfd(port) == -1 && errno == EADDRINUSE,
           "a port that is in use is -1 with EADDRINUSE");
    set_alarms(1);
    clientfd = open_clientfd("127.0.0.1", port);
    set_alarms(0); /* accept is not restarted after a signal */
    len = sizeof(addr);
    connfd = accept(listenfd, (SA *)&addr, &len);
    expect(clientfd >= 0 && connfd >= 0 &&
               address_text((SA *)&addr, len, host, sizeof(host), port,
                            sizeof(port)) == 0 &&
               strcmp(host, "127.0.0.1") == 0,
           "an IPv4 address is written in dotted decimal");
    close(clientfd);
    close(connfd);
    close(listenfd);
}

static volatile sig_atomic_t handled;

static void count_handler(int sig)
{
    (void)sig;
    handled++;
}

static void test_signals_and_numbers(void)
{
    static const long numbers[] = {0, 7, -7, LONG_MAX, LONG_MIN};
    int fds[2], saved = dup(STDOUT_FILENO);
    char said[256], wanted[256];
    ssize_t n = 0;

    expect(Signal(SIGUSR1, count_handler) == SIG_DFL &&
               Signal(SIGUSR1, count_handler) == count_handler,
           "Signal returns the handler that it replaces");
    Kill(getpid(), SIGUSR1);
    Kill(getpid(), SIGUSR1);
    expect(handled == 2, "a handler stays installed after it has run");
    fflush(stdout);
    make_pair(fds);
    Dup2(fds[0], STDOUT_FILENO);
    wanted[0] = '\0';
    for (int i = 0; i < 5; i++) {
        n += sio_putl(numbers[i]) + Sio_puts(" ");
        sprintf(wanted + strlen(wanted), "%ld ", numbers[i]);
    }
    Dup2(saved, STDOUT_FILENO);
    close(saved);
    close(fds[0]);
    said[rio_readn(fds[1], said, sizeof(said) - 1)] = '\0';
    close(fds[1]);
    expect(strcmp(said, wanted) == 0 && n == (ssize_t)strlen(wanted),
           "sio_putl and sio_puts write, and return how many bytes");
    Free(Malloc(0)); /* after an error, this process would exit */
    Free(Realloc(Malloc(1), 0));
    expect(1, "Malloc and Realloc of 0 bytes do not fail");
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    test_lines();
    test_short_counts();
    test_output();
    test_output_errors();
    test_connections();
    test_signals_and_numbers();
    printf("1..%d\n", count);
    return failed;
}

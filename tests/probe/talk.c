/*
 * talk.c - probe talk: has conversations, step by step, and reports the first
 *          step that does not go as expected
 *
 * Every descriptor is non-blocking. Every wait is for a condition, and has a
 * limit: the time since bytes were last sent or received.
 */
#define _XOPEN_SOURCE 700 /* declares posix_openpt */
#include "probe.h"

#include <netinet/tcp.h>
#include <sys/resource.h>
#include <termios.h>

typedef struct {
    char name[32];
    int fd;         /* -1 when closed */
    size_t stuffed; /* bytes sent without reading */
} peer_t;

typedef struct {
    const char *host, *port;
    long long limit; /* ms without progress */
    long long end;   /* when the whole talk must be over, on now_ms's clock */
    int verbose;
    peer_t *peers;
    size_t npeers;
    pid_t command;       /* the process that "run" or "type" started, or 0 */
    char recent[8][256]; /* the last steps, for a report */
    long ndone;          /* how many steps there were */
} talk_t;

/* A step's data. */
typedef struct {
    unsigned char *bytes;
    size_t n;
} data_t;

enum { MOST_FILES = 10240 }; /* macOS allows no higher limit */

static const char loopback[] = "127.0.0.1"; /* unless -h gives another */

/* Reports */

/* Notes a step that begins; prints it at once with -v. */
static void did(talk_t *tp, const char *name, const char *what,
                const data_t *data)
{
    char *line = tp->recent[tp->ndone++ % 8];
    FILE *out = fmemopen(line, sizeof(tp->recent[0]), "w");

    if (out == NULL)
        broken("fmemopen");
    if (strcmp(name, "in") == 0 || strcmp(name, "out") == 0 ||
        strcmp(name, "err") == 0)
        fputs("std", out);
    fputs(name, out);
    if (what != NULL)
        fprintf(out, " %s", what);
    if (data != NULL) {
        putc(' ', out);
        print_quoted(out, data->bytes, data->n, 40);
        fprintf(out, " (%zu bytes)", data->n);
    }
    fclose(out);
    if (tp->verbose)
        printf("did: %s\n", line);
    fflush(stdout);
}

/* Begins the report of a failure: the steps before, and the one that failed. */
static void report_expected(talk_t *tp)
{
    long first = tp->ndone > 8 ? tp->ndone - 8 : 0;

    if (!tp->verbose) {
        if (first > 0)
            printf("did: (%ld steps before)\n", first);
        for (long i = first; i < tp->ndone - 1; i++)
            printf("did: %s\n", tp->recent[i % 8]);
    }
    printf("expected: %s\nhappened: ", tp->recent[(tp->ndone - 1) % 8]);
}

/*
 * Ends the command that was started, and waits for its end: by SIGTERM, or by
 * SIGHUP, which always ends a probe that runs a program.
 */
static void end_command(talk_t *tp)
{
    const int signals[] = {SIGTERM, SIGHUP};

    for (int i = 0; tp->command > 0 && i < 2; i++) {
        long long end = now_ms() + 2000;

        kill(tp->command, signals[i]);
        while (waitpid(tp->command, NULL, WNOHANG) == 0 && now_ms() < end)
            poll(NULL, 0, 2);
        if (kill(tp->command, 0) < 0)
            tp->command = 0;
    }
}

/* Ends the report, the command that was started, and this process. */
CSAPP_NORETURN static void stop_talk(talk_t *tp)
{
    putchar('\n');
    fflush(stdout);
    end_command(tp);
    exit(FAILED);
}

CSAPP_NORETURN static void fail(talk_t *tp, const char *what)
{
    report_expected(tp);
    printf("%s", what);
    stop_talk(tp);
}

CSAPP_NORETURN static void misused(const char *what, const char *which)
{
    fprintf(stderr, "probe: talk: %s: %s\n", which, what);
    exit(BROKEN);
}

/* Peers */

static peer_t *find_peer(talk_t *tp, const char *name)
{
    for (size_t i = 0; i < tp->npeers; i++)
        if (strcmp(tp->peers[i].name, name) == 0)
            return &tp->peers[i];
    return NULL;
}

static peer_t *open_peer(talk_t *tp, const char *name)
{
    peer_t *pp = find_peer(tp, name);

    if (pp == NULL) {
        if (strlen(name) >= sizeof(pp->name))
            misused("a name is too long", name);
        if (tp->npeers % 256 == 0)
            tp->peers = Realloc(tp->peers, (tp->npeers + 256) * sizeof(*pp));
        pp = &tp->peers[tp->npeers++];
        strcpy(pp->name, name);
        pp->fd = -1;
    }
    if (pp->fd >= 0)
        misused("is open already", name);
    return pp;
}

/* Returns the number in a peer's name: "12" for A12, "" for A. */
static const char *number_of(const peer_t *pp)
{
    return pp->name + strcspn(pp->name, "0123456789");
}

static void set_fd(peer_t *pp, int fd)
{
    if (fd < 0)
        broken(pp->name);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    pp->fd = fd;
    pp->stuffed = 0;
}

static void close_peer(peer_t *pp)
{
    close(pp->fd);
    pp->fd = -1;
}

/* Returns the time until which a step may wait. */
static long long deadline(const talk_t *tp)
{
    long long end = now_ms() + tp->limit;

    return end < tp->end ? end : tp->end;
}

/*
 * Waits like poll, but by select: on macOS, poll does not work for terminals.
 * All else waits by poll: descriptors from FD_SETSIZE on do not fit in a set.
 */
static int select_one(int fd, int events, long long ms)
{
    struct timeval limit = {ms / 1000, ms % 1000 * 1000};
    fd_set in, out;

    FD_ZERO(&in);
    FD_ZERO(&out);
    if (events & POLLIN)
        FD_SET(fd, &in);
    if (events & POLLOUT)
        FD_SET(fd, &out);
    return select(fd + 1, &in, &out, NULL, &limit);
}

/* Waits until fd is ready for one of events. Returns 0 at the deadline. */
static int await(talk_t *tp, int fd, int events)
{
    long long end = deadline(tp), left;
    struct pollfd pfd = {fd, events, 0};

    while ((left = end - now_ms()) > 0) {
        int n = isatty(fd) ? select_one(fd, events, left) : poll(&pfd, 1, left);

        if (n < 0 && errno != EINTR)
            broken("await");
        if (n > 0)
            return 1;
    }
    return 0;
}

/* Data */

static int hex_value(int c)
{
    return isdigit(c) ? c - '0' : tolower(c) - 'a' + 10;
}

/* Returns the bytes that an argument stands for. number replaces \#. */
static data_t parse_data(const char *arg, const char *number)
{
    data_t data;
    unsigned char *p;

    if (*arg == '@') {
        data.bytes = read_file(arg + 1, &data.n);
        return data;
    }
    p = data.bytes = Malloc(strlen(arg) * (strlen(number) + 1) + 1);
    while (*arg != '\0') {
        if (*arg != '\\') {
            *p++ = *arg++;
            continue;
        }
        switch (*++arg) {
        case 'n':
            *p++ = '\n';
            break;
        case 'r':
            *p++ = '\r';
            break;
        case 't':
            *p++ = '\t';
            break;
        case '0':
            *p++ = '\0';
            break;
        case '\\':
            *p++ = '\\';
            break;
        case '#':
            memcpy(p, number, strlen(number));
            p += strlen(number);
            break;
        case 'x':
            if (isxdigit((unsigned char)arg[1]) &&
                isxdigit((unsigned char)arg[2])) {
                *p++ = hex_value((unsigned char)arg[1]) * 16 +
                       hex_value((unsigned char)arg[2]);
                arg += 2;
                break;
            }
            /* fall through */
        default:
            misused("an unknown escape", arg);
        }
        arg++;
    }
    data.n = p - data.bytes;
    return data;
}

/* Moving bytes */

/* Sends up to n bytes. Returns how many, or -1 if the connection is lost. */
static ssize_t send_some(peer_t *pp, const unsigned char *bytes, size_t n)
{
    ssize_t rc = write(pp->fd, bytes, n);

    if (rc < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return 0;
    return rc;
}

/* Like read, but a terminal that no process uses any more is at its end. */
static ssize_t receive(const peer_t *pp, void *bytes, size_t n)
{
    ssize_t rc = read(pp->fd, bytes, n);

    return rc < 0 && errno == EIO ? 0 : rc;
}

static void send_all(talk_t *tp, peer_t *pp, const unsigned char *bytes,
                     size_t n)
{
    size_t sent = 0;

    while (sent < n) {
        ssize_t rc;

        if (!await(tp, pp->fd, POLLOUT)) {
            report_expected(tp);
            printf("only %zu of %zu bytes could be sent, then none for %lld s",
                   sent, n, tp->limit / 1000);
            stop_talk(tp);
        }
        rc = send_some(pp, bytes + sent, n - sent);
        if (rc < 0) {
            report_expected(tp);
            printf("after %zu of %zu bytes: %s", sent, n, strerror(errno));
            stop_talk(tp);
        }
        sent += rc;
    }
}

/*
 * Reports a failure, and exits: the first got bytes were as expected, and then
 * came n other bytes; or, if n is 0, none, for the reason why.
 */
CSAPP_NORETURN static void fail_expect(talk_t *tp, size_t got,
                                       const data_t *expected,
                                       const unsigned char *bytes, size_t n,
                                       const char *why)
{
    report_expected(tp);
    if (got > 0)
        printf("%zu of %zu bytes came as they should, then ", got, expected->n);
    if (n > 0) {
        print_quoted(stdout, bytes, n, 60);
        if (got < expected->n) {
            printf(" instead of ");
            print_quoted(stdout, expected->bytes + got, expected->n - got, 60);
        } else {
            printf(" too many");
        }
    } else {
        printf("%s", why);
    }
    stop_talk(tp);
}

/*
 * Sends out and expects in, at the same time. If finish is set, it half-closes
 * the connection as soon as all of out is sent.
 */
static void exchange(talk_t *tp, peer_t *pp, const data_t *out,
                     const data_t *in, int finish)
{
    unsigned char buf[65536];
    char why[64];
    size_t sent = 0, got = 0;

    while (sent < out->n || got < in->n) {
        size_t want = in->n - got, n, same = 0;
        ssize_t rc;

        if (!await(tp, pp->fd, sent < out->n ? POLLIN | POLLOUT : POLLIN)) {
            if (now_ms() >= tp->end)
                snprintf(why, sizeof(why),
                         "the time of the whole test is over");
            else
                snprintf(why, sizeof(why), "nothing for %lld s",
                         tp->limit / 1000);
            fail_expect(tp, got, in, NULL, 0, why);
        }
        if (sent < out->n) {
            rc = send_some(pp, out->bytes + sent, out->n - sent);
            if (rc < 0)
                fail_expect(tp, got, in, NULL, 0, strerror(errno));
            sent += rc;
            if (finish && sent == out->n)
                shutdown(pp->fd, SHUT_WR);
        }
        if (got == in->n)
            continue;
        rc = receive(pp, buf, want < sizeof(buf) ? want : sizeof(buf));
        if (rc < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (rc < 0)
            fail_expect(tp, got, in, NULL, 0, strerror(errno));
        if (rc == 0)
            fail_expect(tp, got, in, NULL, 0, "the end (EOF)");
        n = rc;
        while (same < n && buf[same] == in->bytes[got + same])
            same++;
        got += same;
        if (same < n)
            fail_expect(tp, got, in, buf + same, n - same, "");
    }
}

/* The verbs. Each has the peer's name, and its argument or "" for none. */

static void do_connect(talk_t *tp, const char *name, const char *arg)
{
    peer_t *pp = open_peer(tp, name);
    struct addrinfo hints = {0}, *ai;
    char what[128];
    int rc, error = 0;
    socklen_t len = sizeof(error);

    (void)arg;
    snprintf(what, sizeof(what), "connects to %s", tp->host);
    did(tp, name, strcmp(tp->host, loopback) == 0 ? "connects" : what, NULL);
    if (tp->port == NULL)
        misused("needs -p PORT", name);
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    rc = getaddrinfo(tp->host, tp->port, &hints, &ai);
    if (rc != 0)
        misused(gai_strerror(rc), tp->host);
    set_fd(pp, socket(ai->ai_family, SOCK_STREAM, 0));
    if (connect(pp->fd, ai->ai_addr, ai->ai_addrlen) < 0) {
        if (errno != EINPROGRESS)
            fail(tp, strerror(errno));
        if (!await(tp, pp->fd, POLLOUT))
            fail(tp, "no answer");
        getsockopt(pp->fd, SOL_SOCKET, SO_ERROR, &error, &len);
        if (error != 0)
            fail(tp, strerror(error));
    }
    freeaddrinfo(ai);
}

static peer_t *opened(talk_t *tp, const char *name)
{
    peer_t *pp = find_peer(tp, name);

    if (pp == NULL || pp->fd < 0)
        misused("is not open", name);
    return pp;
}

static void do_send(talk_t *tp, const char *name, const char *arg)
{
    peer_t *pp = opened(tp, name);
    data_t data = parse_data(arg, number_of(pp));

    did(tp, name, "sends", &data);
    send_all(tp, pp, data.bytes, data.n);
    free(data.bytes);
}

static void do_trickle(talk_t *tp, const char *name, const char *arg)
{
    peer_t *pp = opened(tp, name);
    data_t data = parse_data(arg, number_of(pp));
    int on = 1;

    did(tp, name, "sends, a byte at a time,", &data);
    setsockopt(pp->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    for (size_t i = 0; i < data.n; i++) {
        send_all(tp, pp, data.bytes + i, 1);
        poll(NULL, 0, 1); /* the other side has time to read this byte alone */
    }
    free(data.bytes);
}

static void do_expect(talk_t *tp, const char *name, const char *arg)
{
    peer_t *pp = opened(tp, name);
    data_t data = parse_data(arg, number_of(pp)), none = {NULL, 0};

    did(tp, name, "receives", &data);
    exchange(tp, pp, &none, &data, 0);
    free(data.bytes);
}

static void do_echo(talk_t *tp, const char *name, const char *arg)
{
    peer_t *pp = opened(tp, name);
    data_t data = parse_data(arg, number_of(pp));

    did(tp, name, "sends and gets back", &data);
    exchange(tp, pp, &data, &data, 0);
    free(data.bytes);
}

static void do_pour(talk_t *tp, const char *name, const char *arg)
{
    peer_t *pp = opened(tp, name);
    data_t data = parse_data(arg, number_of(pp));

    did(tp, name, "sends, half-closes, and gets back", &data);
    exchange(tp, pp, &data, &data, 1);
    free(data.bytes);
}

/* Echoes like a server that writes all it has read before it reads again. */
static void do_mirror(talk_t *tp, const char *name, const char *arg)
{
    peer_t *pp = opened(tp, name);
    unsigned char buf[MAXBUF];
    ssize_t n;

    (void)arg;
    did(tp, name, "gives back what it receives, until the end", NULL);
    do {
        if (!await(tp, pp->fd, POLLIN))
            fail(tp, "neither the end nor anything else came in time");
        n = receive(pp, buf, sizeof(buf));
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            fail(tp, strerror(errno));
        if (n > 0)
            send_all(tp, pp, buf, n);
    } while (n != 0);
}

/* Returns true if the last of the n bytes are data. */
static int end_in(const unsigned char *bytes, size_t n, const data_t *data)
{
    return n >= data->n &&
           memcmp(bytes + n - data->n, data->bytes, data->n) == 0;
}

/* Reads byte by byte until the data has come. */
static void do_find(talk_t *tp, const char *name, const char *arg)
{
    peer_t *pp = opened(tp, name);
    data_t data = parse_data(arg, number_of(pp));
    unsigned char buf[MAXBUF];
    size_t got = 0;

    did(tp, name, "receives, among other things,", &data);
    while (!end_in(buf, got, &data)) {
        ssize_t n = 0;

        if (got < sizeof(buf) && await(tp, pp->fd, POLLIN))
            n = receive(pp, buf + got, 1);
        if (n <= 0) {
            report_expected(tp);
            printf("all that came is ");
            print_quoted(stdout, buf, got, 200);
            stop_talk(tp);
        }
        got += n;
    }
    free(data.bytes);
}

/*
 * Makes n bytes of lines that contain the sender's name. The lines are long, so
 * that a server on a slow machine has few to echo until it can write no more.
 */
static data_t make_lines(const char *name, size_t n)
{
    data_t data = {Malloc(n + 1), n};
    char line[1024];
    size_t len = snprintf(line, sizeof(line),
                          "%s sends and does not read%900s\n", name, "");

    for (size_t i = 0; i < n; i += len)
        memcpy(data.bytes + i, line, n - i < len ? n - i : len);
    return data;
}

static void do_stuff(talk_t *tp, const char *name, const char *arg)
{
    peer_t *pp = opened(tp, name);
    data_t data = make_lines(name, strtoul(arg, NULL, 10));
    long long patience = 1000, quiet = now_ms();

    did(tp, name, "sends without reading", NULL);
    while (pp->stuffed < data.n && now_ms() - quiet < patience) {
        size_t left = data.n - pp->stuffed;
        ssize_t rc = send_some(pp, data.bytes + pp->stuffed,
                               left < 65536 ? left : 65536);

        if (rc < 0)
            break; /* the server has closed the connection, as it may */
        if (rc > 0)
            quiet = now_ms();
        else
            poll(NULL, 0, 10);
        pp->stuffed += rc;
    }
    free(data.bytes);
}

static void do_take(talk_t *tp, const char *name, const char *arg)
{
    peer_t *pp = opened(tp, name);
    data_t data = make_lines(name, pp->stuffed), none = {NULL, 0};

    (void)arg;
    did(tp, name, "half-closes, and receives at last", &data);
    shutdown(pp->fd, SHUT_WR); /* ends the last line, which may lack its LF */
    exchange(tp, pp, &none, &data, 0);
    pp->stuffed = 0;
    free(data.bytes);
}

static void do_finish(talk_t *tp, const char *name, const char *arg)
{
    peer_t *pp = opened(tp, name);

    (void)arg;
    did(tp, name, "half-closes", NULL);
    if (shutdown(pp->fd, SHUT_WR) < 0) {
        if (errno != ENOTSOCK)
            fail(tp, strerror(errno));
        close_peer(pp); /* it is the pipe to a command's standard input */
    }
}

/*
 * Expects EOF, and no byte before it. If reset_will_do is set, it skips bytes
 * that come before, and accepts a connection reset, too.
 */
static void await_end(talk_t *tp, peer_t *pp, int reset_will_do)
{
    unsigned char byte[64];
    data_t none = {NULL, 0};
    ssize_t n;

    do {
        if (!await(tp, pp->fd, POLLIN))
            fail(tp, "neither the end nor anything else came in time");
        n = receive(pp, byte, sizeof(byte));
    } while ((n < 0 && (errno == EAGAIN || errno == EINTR)) ||
             (n > 0 && reset_will_do));
    if (n < 0 && !reset_will_do)
        fail(tp, strerror(errno));
    if (n > 0)
        fail_expect(tp, 0, &none, byte, n, "");
}

static void do_end(talk_t *tp, const char *name, const char *arg)
{
    (void)arg;
    did(tp, name, "receives the end (EOF)", NULL);
    await_end(tp, opened(tp, name), 0);
}

static void do_gone(talk_t *tp, const char *name, const char *arg)
{
    (void)arg;
    did(tp, name, "is closed by the other side", NULL);
    await_end(tp, opened(tp, name), 1);
}

static void do_close(talk_t *tp, const char *name, const char *arg)
{
    (void)arg;
    did(tp, name, "closes", NULL);
    close_peer(opened(tp, name));
}

static void do_reset(talk_t *tp, const char *name, const char *arg)
{
    peer_t *pp = opened(tp, name);
    struct linger at_once = {1, 0};

    (void)arg;
    did(tp, name, "resets the connection", NULL);
    setsockopt(pp->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    close_peer(pp);
}

static void do_session(talk_t *tp, const char *name, const char *arg)
{
    do_connect(tp, name, "");
    do_echo(tp, name, arg);
    do_close(tp, name, "");
}

static void do_listen(talk_t *tp, const char *name, const char *arg)
{
    peer_t *pp = open_peer(tp, name);
    struct addrinfo hints = {0}, *ai;
    struct sockaddr_storage addr;
    socklen_t len = sizeof(addr);
    char host[INET6_ADDRSTRLEN], port[8];

    (void)arg;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    if (getaddrinfo(tp->host, "0", &hints, &ai) != 0)
        misused("no address", tp->host);
    set_fd(pp, socket(ai->ai_family, SOCK_STREAM, 0));
    if (bind(pp->fd, ai->ai_addr, ai->ai_addrlen) < 0 ||
        listen(pp->fd, 16) < 0 || getsockname(pp->fd, (SA *)&addr, &len) < 0)
        broken("listen");
    freeaddrinfo(ai);
    address_text((SA *)&addr, len, host, sizeof(host), port, sizeof(port));
    setenv("PORT", port, 1);
    did(tp, name, "listens", NULL);
}

static void do_accept(talk_t *tp, const char *name, const char *arg)
{
    peer_t *listener = opened(tp, arg), *pp;
    int fd = listener->fd;

    did(tp, name, "is connected to", NULL);
    pp = open_peer(tp, name);
    if (!await(tp, fd, POLLIN))
        fail(tp, "nobody connected");
    set_fd(pp, accept(fd, NULL, NULL));
}

/* Fills a pair with a pipe's two ends: the one to read from comes first. */
static void open_pipe(int pair[2])
{
    if (pipe(pair) < 0)
        broken("pipe");
}

/*
 * Fills a pair with a terminal and its other side, where a person would type.
 * The terminal does not echo, and changes no byte that is printed.
 */
static void open_terminal(int pair[2])
{
    struct termios mode;

    pair[1] = posix_openpt(O_RDWR | O_NOCTTY);
    if (pair[1] < 0 || grantpt(pair[1]) < 0 || unlockpt(pair[1]) < 0)
        broken("posix_openpt");
    pair[0] = Open(ptsname(pair[1]), O_RDWR | O_NOCTTY, 0);
    if (tcgetattr(pair[0], &mode) < 0)
        broken("tcgetattr");
    mode.c_lflag &= ~(tcflag_t)ECHO;
    mode.c_oflag &= ~(tcflag_t)OPOST;
    if (tcsetattr(pair[0], TCSANOW, &mode) < 0)
        broken("tcsetattr");
}

/* Starts a command, whose stdin, stdout and stderr are these descriptors. */
static void start_command(talk_t *tp, const char *command, const int fds[3])
{
    fflush(stdout);
    tp->command = fork();
    if (tp->command < 0)
        broken("fork");
    if (tp->command > 0)
        return;
    Signal(SIGPIPE, SIG_DFL); /* the probe ignores it; a command must not */
    for (int i = 0; i < 3; i++)
        dup2(fds[i], i);
    for (int i = 0; i < 3; i++)
        close(fds[i]);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

static void do_run(talk_t *tp, const char *name, const char *arg)
{
    int in[2], out[2], err[2];

    if (tp->command != 0)
        misused("a command was run already", name);
    did(tp, name, "runs", NULL);
    open_pipe(in);
    open_pipe(out);
    open_pipe(err);
    set_fd(open_peer(tp, "in"), in[1]);
    set_fd(open_peer(tp, "out"), out[0]);
    set_fd(open_peer(tp, "err"), err[0]);
    start_command(tp, arg, (int[]){in[0], out[1], err[1]});
    close(in[0]);
    close(out[1]);
    close(err[1]);
}

static void do_type(talk_t *tp, const char *name, const char *arg)
{
    int terminal[2], err[2];

    if (tp->command != 0)
        misused("a command was run already", name);
    did(tp, name, "runs on a terminal", NULL);
    open_terminal(terminal);
    open_pipe(err);
    set_fd(open_peer(tp, "in"), terminal[1]);
    set_fd(open_peer(tp, "out"), dup(terminal[1]));
    set_fd(open_peer(tp, "err"), err[0]);
    start_command(tp, arg, (int[]){terminal[0], terminal[0], err[1]});
    close(terminal[0]);
    close(err[1]);
}

static void do_exit(talk_t *tp, const char *name, const char *arg)
{
    long long end = deadline(tp);
    int any_error = strcmp(arg, "error") == 0, status, rc;
    char what[64];

    if (any_error)
        arg = "other than 0";
    snprintf(what, sizeof(what), "exits with status %s", arg);
    did(tp, name, what, NULL);
    while ((rc = waitpid(tp->command, &status, WNOHANG)) == 0) {
        if (now_ms() > end)
            fail(tp, "it is still running");
        poll(NULL, 0, 5);
    }
    tp->command = 0;
    if (rc < 0)
        broken("waitpid");
    status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    snprintf(what, sizeof(what), "its status is %d", status);
    if (any_error ? status == 0 || status > 125 : status != atoi(arg))
        fail(tp, what);
}

/* Runs a command, and stores the first line that it prints in said. */
static int run_quietly(const char *command, char *said, size_t size)
{
    /* NOLINTNEXTLINE(cert-env33-c): the argument of check is for the shell */
    FILE *out = popen(command, "r");

    if (out == NULL)
        broken("popen");
    if (fgets(said, size, out) == NULL)
        said[0] = '\0';
    said[strcspn(said, "\n")] = '\0';
    while (getc(out) != EOF)
        ;
    return pclose(out);
}

static void do_check(talk_t *tp, const char *name, const char *arg)
{
    char what[128], said[256];
    long long end = deadline(tp);
    int pause = 5; /* ms */

    snprintf(what, sizeof(what), "%s", name);
    for (char *p = what; *p != '\0'; p++)
        if (*p == '_')
            *p = ' ';
    did(tp, what, NULL, NULL);
    while (run_quietly(arg, said, sizeof(said)) != 0) {
        if (now_ms() > end) {
            report_expected(tp);
            printf("it did not come true within %lld s; %s", tp->limit / 1000,
                   said);
            stop_talk(tp);
        }
        poll(NULL, 0, pause);
        if (pause < 100)
            pause += pause / 2;
    }
}

static const struct {
    const char *name;
    int has_argument;
    void (*act)(talk_t *tp, const char *name, const char *arg);
} verbs[] = {{"connect", 0, do_connect}, {"send", 1, do_send},
             {"trickle", 1, do_trickle}, {"expect", 1, do_expect},
             {"echo", 1, do_echo},       {"pour", 1, do_pour},
             {"mirror", 0, do_mirror},   {"find", 1, do_find},
             {"stuff", 1, do_stuff},     {"take", 0, do_take},
             {"finish", 0, do_finish},   {"end", 0, do_end},
             {"gone", 0, do_gone},       {"close", 0, do_close},
             {"reset", 0, do_reset},     {"session", 1, do_session},
             {"listen", 0, do_listen},   {"accept", 1, do_accept},
             {"run", 1, do_run},         {"type", 1, do_type},
             {"exit", 1, do_exit},       {"check", 1, do_check}};

#define NVERBS (sizeof(verbs) / sizeof(verbs[0]))

/* Performs the step at argv. Returns how many words the step has. */
static int do_step(talk_t *tp, char **argv)
{
    const char *name = argv[0], *verb = argv[1], *arg = "";
    const char *star = strchr(name, '*');
    char numbered[64];
    size_t v = 0;

    while (v < NVERBS && (verb == NULL || strcmp(verbs[v].name, verb) != 0))
        v++;
    if (v == NVERBS)
        misused("an unknown verb", verb ? verb : name);
    if (verbs[v].has_argument && (arg = argv[2]) == NULL)
        misused("needs an argument", verb);
    if (star == NULL)
        verbs[v].act(tp, name, arg);
    for (int i = 1; star != NULL && i <= atoi(star + 1); i++) {
        snprintf(numbered, sizeof(numbered), "%.*s%d", (int)(star - name), name,
                 i);
        verbs[v].act(tp, numbered, arg);
    }
    return verbs[v].has_argument ? 3 : 2;
}

int talk_main(int argc, char **argv)
{
    talk_t talk = {.host = loopback, .limit = 10000};
    struct rlimit files;
    int option;

    while ((option = getopt(argc, argv, "+h:p:t:v")) != -1)
        switch (option) {
        case 'h':
            talk.host = optarg;
            break;
        case 'p':
            talk.port = optarg;
            break;
        case 't':
            talk.limit = 1000LL * atoi(optarg);
            break;
        case 'v':
            talk.verbose = 1;
            break;
        default:
            return BROKEN;
        }
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max < MOST_FILES ? files.rlim_max : MOST_FILES;
    setrlimit(RLIMIT_NOFILE, &files);
    talk.end = now_ms() + 60000 + talk.limit;
    for (argv += optind; *argv != NULL;)
        argv += do_step(&talk, argv);
    end_command(&talk);
    return PASSED;
}

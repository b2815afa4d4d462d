/*
 * load.c - a load generator for echo servers that checks every byte
 *
 * Each client is a closed loop: it waits for answers before it sends more.
 *
 *   lockstep   each connection has one line in flight
 *   sessions   connect, one line and its echo, close; over and over again
 *   stream     lines back to back, at most WINDOW bytes of them in flight
 *
 * When the time is up, each client half-closes its connection and reads to EOF.
 * The server must have sent back every byte of the client, in order, and no
 * other byte. Any other result is reported on stderr, and the exit status is 1.
 *
 * One thread serves all clients, with poll. All clients send parts of one
 * pattern of random lines, but they begin at different places in it. An answer
 * is checked with a single memcmp, which notices if the answer belongs to
 * another client or line.
 *
 * Run:   demo/load MODE [-c CLIENTS] [-t SECONDS] [-l LINE_BYTES] HOST PORT
 * Read:  echoclient.c before; bare.c and bench.sh after.
 */
#include "csapp.h"
#include <sys/resource.h>

#define WINDOW 65536        /* bytes in flight on a stream */
#define CHUNK 65536         /* bytes read or written at once */
#define PATIENCE 5000000000 /* ns to wait for an event from the server */
#define MAXCLIENTS 100000
#define MAXLINEBYTES 1048576

typedef enum { LOCKSTEP, SESSIONS, STREAM } mode_kind;

static const char *const mode_names[] = {"lockstep", "sessions", "stream"};
static const char *const unit_names[] = {"round trips", "sessions", "lines"};

typedef struct {
    enum { IDLE, CONNECTING, OPEN, ENDING } state; /* ENDING: half-closed */
    size_t start;       /* where its bytes begin in the pattern */
    long long sent;     /* bytes on this connection */
    long long received; /* bytes that came back on this connection */
    long long marked;   /* when received reaches this, a time is recorded */
    int64_t marked_at;  /* when that time began */
    int answered;       /* true if a byte came back before the time was up */
    int number;         /* for messages: 1, 2, 3 ... */
} client_t;

/* Times in ns, counted in buckets; a bucket's width is about 1/64 of its time,
   or 1 ns. */
typedef struct {
    long long total;
    long long count[64 * 60];
} histogram_t;

typedef struct {
    mode_kind mode;
    int nclients;
    int64_t duration;             /* ns */
    size_t line;                  /* bytes in a line, its '\n' included */
    struct sockaddr_storage addr; /* of the server */
    socklen_t addrlen;
    char *pattern; /* period bytes of lines, and the first of them again */
    size_t period;
    client_t *clients;
    struct pollfd *fds; /* fds[i] is that of clients[i] */
    int active;         /* clients answered so far: the first in clients */
    int64_t looked;     /* when all clients were last polled */
    int stopping;       /* the time is up */
    int64_t heard;      /* when the last event from the server came */
    long long bytes;    /* that came back before the time was up */
    histogram_t times;
} load_t;

static int64_t now_ns(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * INT64_C(1000000000) + ts.tv_nsec;
}

/* Histogram */

static void add_time(histogram_t *hp, int64_t ns)
{
    int shift = 0;

    while (ns >> shift >= 128)
        shift++;
    hp->count[shift * 64 + (int)(ns >> shift)]++;
    hp->total++;
}

/* Returns the time in ms that a share (0 to 1) of all times does not exceed. */
static double percentile(const histogram_t *hp, double share)
{
    long long below = 0;
    int bucket = 0;

    while ((below += hp->count[bucket]) < share * hp->total)
        bucket++;
    int shift = bucket < 128 ? 0 : bucket / 64 - 1;
    return ((int64_t)(bucket - shift * 64 + 1) << shift) / 1e6;
}

/* Clients */

static void fail(const load_t *lp, const client_t *cp, const char *what)
{
    fprintf(stderr,
            "load: client %d of %d: %s (%lld bytes sent, %lld came back)\n",
            cp->number, lp->nclients, what, cp->sent, cp->received);
    exit(1);
}

/* Returns a client's pollfd: its descriptor, and the events to wait for. */
static struct pollfd *pollfd_of(load_t *lp, const client_t *cp)
{
    return &lp->fds[cp - lp->clients];
}

static const char *pattern_at(const load_t *lp, const client_t *cp,
                              long long offset)
{
    return lp->pattern + (cp->start + offset) % lp->period;
}

/* Returns how many bytes the client may have sent by now. */
static long long limit(const load_t *lp, const client_t *cp)
{
    switch (lp->mode) {
    case LOCKSTEP:
        return cp->received - cp->received % lp->line + lp->line;
    case SESSIONS:
        return lp->line;
    default:
        return cp->received + WINDOW;
    }
}

/* Sends the bytes that the client may send and its connection takes. */
static void send_lines(load_t *lp, client_t *cp)
{
    struct pollfd *pfd = pollfd_of(lp, cp);
    long long due = limit(lp, cp);

    if (cp->sent < due) {
        size_t n = due - cp->sent < CHUNK ? due - cp->sent : CHUNK;
        int64_t before = now_ns();
        ssize_t rc = write(pfd->fd, pattern_at(lp, cp, cp->sent), n);

        if (rc < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
            fail(lp, cp, strerror(errno));
        if (rc < 0)
            rc = 0;
        if (cp->received >= cp->marked && lp->mode != SESSIONS) {
            cp->marked = lp->mode == STREAM ? cp->sent + rc : due;
            cp->marked_at = before;
        }
        cp->sent += rc;
    }
    pfd->events = cp->sent < due ? POLLIN | POLLOUT : POLLIN;
}

static void begin_end(load_t *lp, client_t *cp)
{
    shutdown(pollfd_of(lp, cp)->fd, SHUT_WR);
    pollfd_of(lp, cp)->events = POLLIN;
    cp->state = ENDING;
}

static void disconnect(load_t *lp, client_t *cp)
{
    close(pollfd_of(lp, cp)->fd);
    pollfd_of(lp, cp)->fd = -1; /* poll skips it */
    cp->state = IDLE;
}

/* Begins a connection, which may be complete at once, or later. */
static void begin_connect(load_t *lp, client_t *cp)
{
    struct pollfd *pfd = pollfd_of(lp, cp);
    int rc;

    cp->sent = cp->received = cp->marked = 0;
    cp->marked_at = now_ns();
    pfd->fd = socket(lp->addr.ss_family, SOCK_STREAM, 0);
    if (pfd->fd < 0 || fcntl(pfd->fd, F_SETFL, O_NONBLOCK) < 0)
        fail(lp, cp, strerror(errno));
    rc = connect(pfd->fd, (SA *)&lp->addr, lp->addrlen);
    if (rc < 0 && errno == EADDRNOTAVAIL) {
        disconnect(lp, cp); /* all ports are in TIME_WAIT: try again later */
        return;
    }
    if (rc < 0 && errno != EINPROGRESS)
        fail(lp, cp, strerror(errno));
    cp->state = rc == 0 ? OPEN : CONNECTING;
    pfd->events = POLLOUT;
    if (cp->state == OPEN && lp->mode == SESSIONS)
        send_lines(lp, cp);
}

static void end_connect(load_t *lp, client_t *cp)
{
    int error;
    socklen_t len = sizeof(error);

    if (getsockopt(pollfd_of(lp, cp)->fd, SOL_SOCKET, SO_ERROR, &error, &len) <
        0)
        error = errno;
    if (error != 0)
        fail(lp, cp, strerror(error));
    cp->state = OPEN;
}

/* Handles EOF: the server has closed the connection. */
static void end_session(load_t *lp, client_t *cp)
{
    if (cp->state != ENDING || cp->received < cp->sent)
        fail(lp, cp, "the server closed the connection");
    disconnect(lp, cp);
    if (lp->mode == SESSIONS && !lp->stopping) {
        add_time(&lp->times, now_ns() - cp->marked_at);
        cp->start = (cp->start + lp->line) % lp->period;
        begin_connect(lp, cp);
    }
}

/* Reads and checks the bytes that came back, and sends more if allowed. */
static void receive_lines(load_t *lp, client_t *cp)
{
    static char buf[CHUNK];
    ssize_t n = read(pollfd_of(lp, cp)->fd, buf, sizeof(buf));

    if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
        fail(lp, cp, strerror(errno));
    if (n == 0)
        end_session(lp, cp);
    if (n <= 0)
        return;
    if (cp->received + n > cp->sent)
        fail(lp, cp, "more came back than was sent");
    if (memcmp(buf, pattern_at(lp, cp, cp->received), n) != 0)
        fail(lp, cp, "what came back is not what was sent");
    cp->received += n;
    if (lp->stopping)
        return;
    lp->bytes += n;
    cp->answered = 1;
    if (cp->received - n < cp->marked && cp->marked <= cp->received)
        add_time(&lp->times, now_ns() - cp->marked_at);
    if (lp->mode != SESSIONS)
        send_lines(lp, cp);
    else if (cp->received == (long long)lp->line)
        begin_end(lp, cp);
}

/* Handles the events on the connection of a client. */
static void serve(load_t *lp, client_t *cp)
{
    short happened = pollfd_of(lp, cp)->revents;

    if (cp->state == CONNECTING)
        end_connect(lp, cp);
    if (cp->state == OPEN && (happened & POLLOUT))
        send_lines(lp, cp);
    if (happened & ~POLLOUT)
        receive_lines(lp, cp);
}

/* The run */

static int all_idle(const load_t *lp)
{
    for (int i = 0; i < lp->nclients; i++)
        if (lp->clients[i].state != IDLE)
            return 0;
    return 1;
}

/* The time is up: sends nothing more. What was sent must still come back. */
static void stop(load_t *lp)
{
    lp->stopping = 1;
    for (int i = 0; i < lp->nclients; i++)
        if (lp->clients[i].state == OPEN)
            begin_end(lp, &lp->clients[i]);
        else if (lp->clients[i].state == CONNECTING)
            disconnect(lp, &lp->clients[i]);
}

static void give_up(const load_t *lp)
{
    for (int i = 0; i < lp->nclients; i++)
        if (lp->clients[i].sent > lp->clients[i].received)
            fail(lp, &lp->clients[i], "nothing has come back for 5 s");
    app_error("load: the server has not closed a connection for 5 s");
}

/* Moves client i, which has just had its first answer, to the active ones. */
static void activate(load_t *lp, int i)
{
    client_t client = lp->clients[i];
    struct pollfd pfd = lp->fds[i];

    lp->clients[i] = lp->clients[lp->active];
    lp->fds[i] = lp->fds[lp->active];
    lp->clients[lp->active] = client;
    lp->fds[lp->active] = pfd;
    lp->active++;
}

/*
 * Waits up to 10 ms for events, and handles them. Most turns poll the active
 * clients only: an iterative server serves one client while a thousand others
 * wait, and polling all of them for each answer would slow down the load.
 */
static void turn(load_t *lp)
{
    int64_t now = now_ns();
    int all = lp->active == 0 || lp->mode == SESSIONS || lp->stopping ||
              now - lp->looked > 10000000;
    int nfds = all ? lp->nclients : lp->active;
    int n = poll(lp->fds, nfds, 10);

    if (all)
        lp->looked = now;
    if (n < 0 && errno != EINTR)
        unix_error("load: poll");
    if (n > 0)
        lp->heard = now;
    else if (now - lp->heard > PATIENCE)
        give_up(lp);
    for (int i = 0; n > 0 && i < nfds; i++) {
        if (lp->fds[i].fd < 0 || lp->fds[i].revents == 0)
            continue;
        n--;
        serve(lp, &lp->clients[i]);
        if (lp->clients[i].answered && i >= lp->active)
            activate(lp, i);
    }
}

/* Connects all clients, or as many as the server's backlog holds. */
static void connect_all(load_t *lp)
{
    int64_t patience = now_ns() + PATIENCE / 2;

    for (int i = 0; i < lp->nclients; i++)
        begin_connect(lp, &lp->clients[i]);
    for (int i = 0; i < lp->nclients && now_ns() < patience; i++)
        if (lp->clients[i].state == CONNECTING && poll(&lp->fds[i], 1, 100) > 0)
            end_connect(lp, &lp->clients[i]);
}

static double done(const load_t *lp)
{
    return lp->mode == STREAM ? (double)lp->bytes / lp->line : lp->times.total;
}

static void show_progress(const load_t *lp, int64_t begun, int64_t now)
{
    fprintf(stderr, "\r%.1f s: %.0f %s ", (now - begun) / 1e9, done(lp),
            unit_names[lp->mode]);
}

/* Returns true if the time is up. On a busy machine, the first answer may need
   longer. */
static int is_over(const load_t *lp, int64_t elapsed)
{
    return elapsed >= lp->duration + (lp->times.total == 0 ? PATIENCE / 2 : 0);
}

/*
 * When the first clients are answered, the server may still be busy accepting
 * others and creating processes or threads. Nothing is counted until all
 * clients are answered, or until no client gets its first answer for 200 ms.
 */
static void warm_up(load_t *lp)
{
    int64_t last = lp->heard = now_ns();
    int answered = 0;

    while (lp->active < lp->nclients && now_ns() - last < 200000000) {
        turn(lp);
        if (lp->active > answered) {
            answered = lp->active;
            last = now_ns();
        }
    }
    memset(&lp->times, 0, sizeof(lp->times));
    lp->bytes = 0;
}

/* Runs the load; returns how long it ran, in seconds. */
static double run(load_t *lp)
{
    int terminal = isatty(STDERR_FILENO);
    int64_t begun, now, shown;

    connect_all(lp);
    if (lp->mode != SESSIONS) /* they measure connecting, too */
        warm_up(lp);
    begun = now = shown = lp->heard = now_ns();
    while (!is_over(lp, now - begun)) {
        turn(lp);
        now = now_ns();
        if (now - shown < 100000000)
            continue;
        shown = now;
        if (terminal)
            show_progress(lp, begun, now);
        for (int i = 0; i < lp->nclients; i++)
            if (lp->clients[i].state == IDLE)
                begin_connect(lp, &lp->clients[i]);
    }
    stop(lp);
    while (!all_idle(lp))
        turn(lp);
    if (terminal)
        fprintf(stderr, "\r%40s\r", "");
    return (now - begun) / 1e9;
}

static void report(const load_t *lp, double seconds)
{
    int answered = 0;

    for (int i = 0; i < lp->nclients; i++)
        answered += lp->clients[i].answered;
    printf("mode     %s, %zu-byte lines, %.1f s\n", mode_names[lp->mode],
           lp->line, seconds);
    printf("clients  %d, %d of them answered in this time\n", lp->nclients,
           answered);
    printf("rate     %.0f %s a second", done(lp) / seconds,
           unit_names[lp->mode]);
    if (lp->mode == STREAM)
        printf(", %.1f MB a second", lp->bytes / seconds / 1e6);
    printf("\n");
    if (lp->times.total == 0)
        app_error(answered > 0 ? "load: no answer was complete in time"
                               : "load: no client was answered");
    printf("p50      %.3f ms\n", percentile(&lp->times, 0.5));
    printf("p99      %.3f ms\n", percentile(&lp->times, 0.99));
    printf("p99.9    %.3f ms\n", percentile(&lp->times, 0.999));
    if (answered < lp->nclients)
        printf("These times are those of the clients that were answered.\n");
}

/* Start-up */

/* Makes random lines, more of them than are ever in flight. */
static void make_pattern(load_t *lp)
{
    size_t lines = (size_t)2 * WINDOW / lp->line + 2;
    uint32_t x = 1;

    lp->period = lines * lp->line;
    lp->pattern = Malloc(lp->period + CHUNK);
    for (size_t i = 0; i < lp->period; i++) {
        x = x * 1664525 + 1013904223;
        lp->pattern[i] = i % lp->line == lp->line - 1 ? '\n' : 'a' + x / 7 % 26;
    }
    memcpy(lp->pattern + lp->period, lp->pattern, CHUNK);
    for (int i = 0; i < lp->nclients; i++)
        lp->clients[i].start = i * (size_t)7919 % lines * lp->line;
}

static void make_clients(load_t *lp)
{
    struct rlimit rl;
    rlim_t needed = lp->nclients + 16; /* descriptors: clients, stdio, spare */

    if (getrlimit(RLIMIT_NOFILE, &rl) == 0 && rl.rlim_cur < needed) {
        rl.rlim_cur = rl.rlim_max < needed ? rl.rlim_max : needed;
        setrlimit(RLIMIT_NOFILE, &rl);
    }
    lp->clients = Calloc(lp->nclients, sizeof(client_t));
    lp->fds = Calloc(lp->nclients, sizeof(struct pollfd));
    for (int i = 0; i < lp->nclients; i++)
        lp->clients[i].number = i + 1;
}

/* Finds the address of the server, and checks that it accepts connections. */
static void find_server(load_t *lp, const char *host, const char *port)
{
    int fd = Open_clientfd(host, port);

    lp->addrlen = sizeof(lp->addr);
    if (getpeername(fd, (SA *)&lp->addr, &lp->addrlen) < 0)
        unix_error("load: getpeername");
    close(fd);
}

static void usage(void)
{
    app_error("usage: load lockstep|sessions|stream [-c CLIENTS] [-t SECONDS] "
              "[-l LINE_BYTES] HOST PORT");
}

/* Returns arg as a number from lowest to highest; exits if it is not one. */
static double parse_number(const char *arg, double lowest, double highest)
{
    char *end;
    double x = strtod(arg, &end);

    if (end == arg || *end != '\0' || !(lowest <= x && x <= highest)) {
        fprintf(stderr, "load: %s: not a number from %g to %.0f\n", arg, lowest,
                highest);
        exit(1);
    }
    return x;
}

static mode_kind parse_mode(const char *arg)
{
    int mode = LOCKSTEP;

    while (strcmp(arg, mode_names[mode]) != 0)
        if (++mode > STREAM)
            usage();
    return mode;
}

int main(int argc, char **argv)
{
    load_t load = {.nclients = 1, .duration = INT64_C(2000000000), .line = 100};
    int option;

    if (argc < 2)
        usage();
    load.mode = parse_mode(argv[1]);
    argv[1] = argv[0]; /* getopt stops at MODE, and prints argv[0] in errors */
    argc--;
    argv++;
    while ((option = getopt(argc, argv, "c:t:l:")) != -1)
        if (option == 'c')
            load.nclients = parse_number(optarg, 1, MAXCLIENTS);
        else if (option == 't')
            load.duration = parse_number(optarg, 0.01, 3600) * 1e9;
        else if (option == 'l')
            load.line = parse_number(optarg, 1, MAXLINEBYTES);
        else
            usage();
    if (optind != argc - 2)
        usage();
    Signal(SIGPIPE, SIG_IGN); /* a write fails with EPIPE, without a signal */
    find_server(&load, argv[optind], argv[optind + 1]);
    make_clients(&load);
    make_pattern(&load);
    report(&load, run(&load));
    if (ferror(stdout))
        app_error("load: stdout: not all could be written");
    Fclose(stdout); /* writes the rest of its buffer; exits on failure */
    return 0;
}

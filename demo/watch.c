/*
 * watch.c - shows live what a server does to the clients that connect to it
 *
 * Starts the server on a free port of this machine, and stands between it and
 * its clients: they connect to watch, which hands their bytes on, both ways, as
 * they come, and shows who is served and who waits. The server can be any
 * program that takes a port. In its arguments, %p stands for this port; if it
 * is in none of them, the port is added after the last one.
 *
 * On a terminal, watch draws a picture: see view.h. The space bar holds it, s
 * saves it as an SVG file, and q or Ctrl-C ends watch and the server. On a
 * pipe, watch prints a line for each event, with the time in seconds.
 *
 *   -p  where clients connect: a port, or ADDRESS:PORT (8000)
 *   -n  clients at a time, at most (500); others must wait
 *   -q  does not show the text that clients send
 *   -s  saves the picture of the whole session at the end
 *
 * Run:   demo/watch [-q] [-p PORT] [-n MAXIMUM] [-s SVGFILE]
 *            SERVER [ARGUMENT]...
 * Read:  timeline.c before, which draws the same picture for clients of its
 *        own; then link.c, which hands the bytes on, and session.c.
 */
#include "chat/deadline.h"
#include "chat/signals.h"
#include "chat/terminal.h"
#include "chat/text.h"
#include "demo/report.h"
#include "demo/session.h"
#include "demo/view.h"
#include <sys/resource.h>

#define FRAME 0.1      /* seconds from one picture to the next */
#define MAXIMUM 500    /* clients at a time, unless -n says otherwise */
#define MOST 100000    /* the highest number that -n can say */
#define DESCRIPTORS 32 /* that are needed besides those of the clients */
#define WHY_SIZE 128   /* bytes of a reason */

/* Places in the array for poll; from FIRST_CLIENT on, each client has two. */
enum { LISTENER, SIGNALS, SAID, OUTPUT, FIRST_CLIENT };

typedef struct {
    session_t session;
    long long start; /* by time_now */
    int listenfd;    /* -1 once the server has died */
    int signals;     /* see signals_open */
    int said;        /* what the server prints; -1 at its end */
    line_t line;     /* the line that it is printing */
    int is_terminal; /* stdout is one, so there is a view, and no report */
    int has_keys;    /* stdin is one, too */
    int is_over;
    double next_frame, next_census, next_accept; /* not before these times */
    const char *port, *svg; /* of -p and -s; svg may be NULL */
    struct pollfd *pollfds;
} watch_t;

CSAPP_NORETURN static void fail(const char *what, const char *why)
{
    fprintf(stderr, "watch: %s: %s\n", what, why);
    exit(1);
}

/* The server, and who connects to it */

static void accept_client(watch_t *wp)
{
    session_t *sp = &wp->session;
    struct sockaddr_storage addr;
    socklen_t addrlen = sizeof(addr);
    int fd = accept(wp->listenfd, (SA *)&addr, &addrlen);

    if (fd >= 0 && session_admit(sp, fd, (SA *)&addr, addrlen) == 0)
        return;
    if (fd < 0 && (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED))
        return; /* the client has gone */
    snprintf(sp->news, sizeof(sp->news), "a client could not be accepted: %s",
             strerror(errno));
    report(sp->now, "%s", sp->news);
    wp->next_accept = sp->now + 1; /* perhaps there is room then */
    if (fd >= 0)
        close(fd);
}

/* The server has printed a line: this is news. */
static void end_line(session_t *sp, line_t *line)
{
    char clean[3 * TEXT_SIZE + 1];

    text_clean(line->bytes, line->length, clean);
    snprintf(sp->news, sizeof(sp->news), "server said: %s", clean);
    report(sp->now, "%s", sp->news);
    line->length = 0;
}

/* Takes what the server has printed. */
static void hear_server(watch_t *wp)
{
    line_t *line = &wp->line;
    char bytes[MAXBUF];
    ssize_t n = read(wp->said, bytes, sizeof(bytes));

    for (ssize_t i = 0; i < n; i++)
        if (bytes[i] == '\n')
            end_line(&wp->session, line);
        else if (line->length < TEXT_SIZE)
            line->bytes[line->length++] = bytes[i];
    if (n != 0)
        return;
    if (line->length > 0)
        end_line(&wp->session, line);
    close(wp->said);
    wp->said = -1;
}

/* Takes what a server that has ended had printed before. */
static void hear_last_words(watch_t *wp)
{
    for (int i = 0; i < 16 && wp->said >= 0; i++)
        hear_server(wp);
}

/* If the server has ended, nobody can connect any more. */
static void check_server(watch_t *wp)
{
    session_t *sp = &wp->session;
    char why[WHY_SIZE];

    if (*sp->death != '\0' || !server_ended(why, sizeof(why)))
        return;
    hear_last_words(wp);
    snprintf(sp->death, sizeof(sp->death), "%s %s", sp->name, why);
    report(sp->now, "server died: %s", why);
    close(wp->listenfd);
    wp->listenfd = -1;
    view_renew(); /* a picture that is held must not hide this */
}

/* The person at the keyboard */

/*
 * Saves the picture of the whole session. Returns 0, or -1; in both cases, the
 * note of the session says it.
 */
static int save(watch_t *wp, const char *filename)
{
    session_t *sp = &wp->session;
    chart_t chart = {sp->name, sp->model, NULL, sp->count};
    int failed;

    chart.tracks = Calloc(sp->count, sizeof(track_t *));
    for (size_t i = 0; i < sp->count; i++)
        chart.tracks[i] = &sp->clients[i]->track;
    failed = picture_svg(filename, &chart, 1, sp->now);
    snprintf(sp->note, sizeof(sp->note), "%s: %s", filename,
             failed ? strerror(errno) : "saved");
    Free(chart.tracks);
    return failed;
}

/*
 * Takes the keys that were pressed. On macOS, poll does not work on a terminal,
 * but select does.
 */
static void take_keys(watch_t *wp)
{
    char keys[MAXLINE];
    struct timeval at_once = {0, 0};
    fd_set readable;
    ssize_t n;

    FD_ZERO(&readable);
    FD_SET(STDIN_FILENO, &readable);
    if (!wp->has_keys ||
        select(STDIN_FILENO + 1, &readable, NULL, NULL, &at_once) <= 0)
        return;
    n = read(STDIN_FILENO, keys, sizeof(keys));
    if (n <= 0)
        wp->is_over = 1; /* the terminal has gone */
    if (n > 0 && memchr(keys, '\033', (size_t)n) != NULL)
        return; /* a key that sends several bytes, or pasted text */
    for (ssize_t i = 0; i < n; i++)
        if (keys[i] == ' ')
            wp->session.is_held = !wp->session.is_held;
        else if (keys[i] == 's')
            save(wp, wp->svg != NULL ? wp->svg : "watch.svg");
        else if (keys[i] == 'q')
            wp->is_over = 1;
}

static void catch_signals(watch_t *wp)
{
    static const int signums[] = {SIGINT,  SIGTERM, SIGHUP,
                                  SIGQUIT, SIGCHLD, SIGCONT};

    wp->signals = signals_open();
    for (size_t i = 0; i < sizeof(signums) / sizeof(signums[0]); i++)
        signals_catch(signums[i]);
}

/* This program was stopped. Another one may have used the terminal. */
static void resume(const watch_t *wp)
{
    if (!wp->is_terminal)
        return;
    terminal_restore();
    terminal_take();
    view_renew();
}

static void take_signals(watch_t *wp)
{
    int signum;

    while ((signum = signals_take()) != 0)
        if (signum == SIGCHLD)
            check_server(wp);
        else if (signum == SIGCONT)
            resume(wp);
        else
            wp->is_over = 1;
}

/* The event loop */

static void wait_for(struct pollfd *pollfd, int fd, short events)
{
    pollfd->fd = events == 0 ? -1 : fd;
    pollfd->events = events;
    pollfd->revents = 0;
}

/* Waits until something happens, or the next picture is due. */
static void wait_for_events(watch_t *wp)
{
    const session_t *sp = &wp->session;
    struct pollfd *pollfds = wp->pollfds, *pollfd = pollfds + FIRST_CLIENT;
    double rest = wp->next_frame - sp->now;
    int has_room = sp->connections < sp->maximum && sp->now >= wp->next_accept;

    wait_for(&pollfds[LISTENER], wp->listenfd, has_room ? POLLIN : 0);
    wait_for(&pollfds[SIGNALS], wp->signals, POLLIN);
    wait_for(&pollfds[SAID], wp->said, POLLIN);
    if (wp->is_terminal)
        wait_for(&pollfds[OUTPUT], view_fd(), view_events());
    else
        wait_for(&pollfds[OUTPUT], report_fd(), report_events());
    for (size_t i = 0; i < sp->count; i++)
        if (sp->clients[i]->link != NULL) {
            link_watch(sp->clients[i]->link, CLIENT, pollfd++);
            link_watch(sp->clients[i]->link, SERVER, pollfd++);
        }
    poll(pollfds, (nfds_t)(pollfd - pollfds),
         rest > 0 ? (int)(rest * 1000) + 1 : 0);
}

static void handle_clients(session_t *sp, const struct pollfd *pollfd)
{
    for (size_t i = 0; i < sp->count; i++) {
        client_t *cp = sp->clients[i];

        if (cp->link == NULL)
            continue;
        if (pollfd[CLIENT].revents != 0)
            session_ready(sp, cp, CLIENT, pollfd[CLIENT].revents);
        if (pollfd[SERVER].revents != 0 && cp->link != NULL)
            session_ready(sp, cp, SERVER, pollfd[SERVER].revents);
        pollfd += 2;
    }
}

static void draw(watch_t *wp)
{
    session_t *sp = &wp->session;

    if (sp->now >= wp->next_census) {
        wp->next_census = sp->now + 1;
        sp->has_census = server_census(&sp->census) == 0;
    }
    view_draw(sp);
}

static void handle_events(watch_t *wp)
{
    session_t *sp = &wp->session;
    const struct pollfd *pollfds = wp->pollfds;

    sp->now = (time_now() - wp->start) / 1e6;
    handle_clients(sp, pollfds + FIRST_CLIENT);
    if (pollfds[LISTENER].revents != 0)
        accept_client(wp);
    if (pollfds[SAID].revents != 0)
        hear_server(wp);
    if (pollfds[SIGNALS].revents != 0)
        take_signals(wp);
    if (pollfds[OUTPUT].revents != 0 && wp->is_terminal)
        view_ready();
    else if (pollfds[OUTPUT].revents != 0 && report_ready() < 0)
        wp->is_over = 1;
    if (!wp->is_terminal && *sp->death != '\0' && sp->connections == 0)
        wp->is_over = 1; /* nothing more can happen */
    if (sp->now < wp->next_frame)
        return;
    wp->next_frame = sp->now + FRAME;
    take_keys(wp);
    if (wp->is_terminal)
        draw(wp);
}

/* The beginning, and the end */

/*
 * Listens at port; if no address is given, for IPv6 and IPv4 where the system
 * can do both. The server must not inherit this descriptor.
 */
static int listen_at(const char *port)
{
    int fd = -1, on = 1;

    if (strpbrk(port, "[:") == NULL) {
        char both[32];

        snprintf(both, sizeof(both), "[::]:%s", port);
        fd = open_listenfd(both);
    }
    if (fd < 0)
        fd = Open_listenfd(port);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    /* Connections inherit this, so that it is set before any bytes come. */
    Setsockopt(fd, SOL_SOCKET, SO_OOBINLINE, &on, sizeof(on));
    return fd;
}

/*
 * Stores the address that this machine uses for connections to others; or its
 * name, if it has none. connect finds it out: for UDP, it sends nothing. The
 * address there is reserved for documentation (RFC 5737).
 */
static void own_address(char *host, size_t size)
{
    struct sockaddr_in other = {.sin_family = AF_INET, .sin_port = htons(9)};
    struct sockaddr_in own;
    socklen_t length = sizeof(own);
    int fd = Socket(AF_INET, SOCK_DGRAM, 0);

    Inet_pton(AF_INET, "192.0.2.1", &other.sin_addr);
    if (connect(fd, (SA *)&other, sizeof(other)) < 0 ||
        getsockname(fd, (SA *)&own, &length) < 0 ||
        inet_ntop(AF_INET, &own.sin_addr, host, (socklen_t)size) == NULL)
        gethostname(host, size);
    host[size - 1] = '\0';
    Close(fd);
}

/* Stores the address and the port that clients should type. */
static void find_where(session_t *sp, int listenfd)
{
    struct sockaddr_storage addr;
    socklen_t length = sizeof(addr);
    char host[WHERE_SIZE - 8] = "", port[8] = "";

    if (getsockname(listenfd, (SA *)&addr, &length) < 0)
        unix_error("watch: getsockname");
    address_text((SA *)&addr, length, host, sizeof(host), port, sizeof(port));
    if (strcmp(host, "0.0.0.0") == 0 || strcmp(host, "::") == 0)
        own_address(host, sizeof(host));
    snprintf(sp->where, sizeof(sp->where), "%s %s", host, port);
}

/* The server has started: it keeps the limit that it would have without us. */
static void raise_limit(size_t maximum)
{
    struct rlimit limit;
    rlim_t needed = 2 * maximum + DESCRIPTORS;

    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        unix_error("watch: getrlimit");
    if (limit.rlim_cur >= needed)
        return;
    limit.rlim_cur = needed;
    if (setrlimit(RLIMIT_NOFILE, &limit) == 0)
        return;
    fprintf(stderr,
            "watch: -n %zu needs %lu descriptors: more than ulimit -Hn "
            "allows\n",
            maximum, (unsigned long)needed);
    exit(1);
}

/* Starts the server, and returns when it listens. */
static void start_server(watch_t *wp, char *const command[])
{
    session_t *sp = &wp->session;
    int said[2], listens;

    if (pipe(said) < 0)
        unix_error("watch: pipe");
    for (int i = 0; i < 2; i++)
        fcntl(said[i], F_SETFD, FD_CLOEXEC);
    fcntl(said[0], F_SETFL, O_NONBLOCK);
    wp->said = said[0];
    server_guard();
    sp->server = server_start("watch", command, said[1], said[1]);
    Close(said[1]);
    while ((listens = server_try(&sp->server)) == 0)
        hear_server(wp); /* it may wait until somebody reads */
    if (listens < 0) {
        char why[WHY_SIZE];

        if (server_ended(why, sizeof(why)))
            fprintf(stderr, "watch: %s %s before it listened", sp->name, why);
        else
            fprintf(stderr,
                    "watch: %s does not listen at port %d (if the port is not "
                    "its last argument, write %%p)",
                    sp->name, ntohs(sp->server.sin_port));
        hear_last_words(wp);
        fprintf(stderr, "%s%s\n", *sp->news != '\0' ? "; " : "", sp->news);
        exit(1);
    }
}

/* It is better to fail now than at the end of the lecture. */
static void check_writable(const char *filename)
{
    FILE *fp = fopen(filename, "a");

    if (fp == NULL)
        fail(filename, strerror(errno));
    Fclose(fp);
}

static void usage(void)
{
    app_error("usage: watch [-q] [-p PORT] [-n MAXIMUM] [-s SVGFILE] SERVER "
              "[ARGUMENT]...");
}

static void take_options(watch_t *wp, int argc, char **argv)
{
    long number = MAXIMUM;
    int option;

    /* "+": what follows the name of the server are its own options. */
    while ((option = getopt(argc, argv, "+qp:n:s:")) != -1)
        if (option == 'q')
            wp->session.is_quiet = 1;
        else if (option == 'p')
            wp->port = optarg;
        else if (option == 's')
            wp->svg = optarg;
        else if (option == 'n')
            number = text_number(optarg, 1, MOST);
        else
            usage();
    if (optind == argc)
        usage();
    if (number < 0)
        fail("-n", "not a number from 1 to 100000");
    wp->session.maximum = number;
}

/* Ends the session; returns the exit status. */
static int end(watch_t *wp)
{
    session_t *sp = &wp->session;
    int failed = wp->svg != NULL && save(wp, wp->svg) < 0;

    session_end(sp);
    Free(wp->pollfds);
    server_stop();
    view_close();
    report_end();
    if (failed)
        fprintf(stderr, "watch: %s\n", sp->note);
    if (*sp->death != '\0')
        fprintf(stderr, "watch: %s\n", sp->death);
    return failed || *sp->death != '\0';
}

int main(int argc, char **argv)
{
    watch_t watching = {.port = "8000"}, *wp = &watching;
    session_t *sp = &wp->session;

    take_options(wp, argc, argv);
    Signal(SIGPIPE, SIG_IGN); /* a write fails with EPIPE, without a signal */
    Signal(SIGXFSZ, SIG_IGN); /* the same, if a file may not grow: EFBIG */
    wp->listenfd = listen_at(wp->port);
    find_where(sp, wp->listenfd);
    sp->name = argv[optind];
    sp->model = server_model(sp->name);
    start_server(wp, argv + optind);
    catch_signals(wp);
    raise_limit(sp->maximum);
    if (wp->svg != NULL)
        check_writable(wp->svg);

    session_begin(sp);
    wp->pollfds = Calloc(FIRST_CLIENT + 2 * sp->maximum, sizeof(struct pollfd));
    wp->start = time_now();
    wp->is_terminal = picture_on_terminal();
    if (wp->is_terminal) {
        wp->has_keys = isatty(STDIN_FILENO);
        view_open();
    } else {
        report_open();
    }
    report(0, "watching %s: telnet %s", sp->name, sp->where);
    check_server(wp); /* it may have ended before SIGCHLD was caught */
    while (!wp->is_over) {
        wait_for_events(wp);
        handle_events(wp);
    }
    return end(wp);
}

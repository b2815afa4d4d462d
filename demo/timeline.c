/*
 * timeline.c - draws how an echo server treats clients that come at the same
 *              time
 *
 * Starts each server in turn. Clients connect to it a tenth of a second apart.
 * Each client sends a few lines, waits for the echo of each line, and thinks
 * before it sends the next. The chart has a row for each client, which shows
 * when the client was connecting, waiting for the server, and being served. The
 * sentences below the chart tell what was measured.
 *
 * A server is any program that takes a port as its argument and echoes lines.
 *
 * Run:   demo/timeline [-c CLIENTS] [-l LINES] [-t THINK_MS] [-s SVGFILE]
 *            SERVER...
 * Read:  echoserveri.c before; load.c after, where clients do not think.
 */
#include "csapp.h"

#define APART 0.1 /* s between the starts of two clients */
#define WIDTH 44  /* characters in the chart of a row */
#define MAXCLIENTS 100
#define MAXLINES 100

/* When a client did what, in s after the first client began; or NEVER. */
#define NEVER 1e9
typedef struct {
    double began;
    double connected; /* connect returned */
    double written[MAXLINES];
    double replied[MAXLINES];
    double left;
} record_t;

typedef struct {
    const char *name;
    record_t clients[MAXCLIENTS];
} session_t;

typedef struct {
    int nclients;
    int nlines;
    double think;            /* s */
    double end;              /* of the charts, s */
    double patience;         /* s to wait for a reply at most */
    struct sockaddr_in addr; /* of the running server */
    struct timespec start;   /* when its first client began */
} demo_t;

typedef struct {
    demo_t *demo;
    record_t *record;
    int number;
    int fd; /* connected already, or -1 */
} client_t;

/* The running server; if a signal ends this program, end_handler kills it. */
static volatile sig_atomic_t server_pid;

/* Time */

static double since(const struct timespec *start)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - start->tv_sec) + (now.tv_nsec - start->tv_nsec) / 1e9;
}

static void sleep_seconds(double seconds)
{
    if (seconds > 0)
        poll(NULL, 0, (int)(seconds * 1000 + 0.5));
}

/* The server */

static void stop_server(void)
{
    pid_t pid = server_pid;

    if (pid > 0) {
        kill(-pid, SIGKILL); /* and its children: it leads a group */
        server_pid = 0; /* once it is reaped, another process may get this id */
        waitpid(pid, NULL, 0);
    }
}

static void end_handler(int sig)
{
    if (server_pid > 0)
        kill(-server_pid, SIGKILL);
    _exit(128 + sig);
}

/* Returns the address of a port on this machine that was free a moment ago. */
static struct sockaddr_in free_port(void)
{
    struct sockaddr_in addr = {0};
    socklen_t len = sizeof(addr);
    int fd = Socket(AF_INET, SOCK_STREAM, 0);

    addr.sin_family = AF_INET;
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    Bind(fd, (SA *)&addr, sizeof(addr));
    if (getsockname(fd, (SA *)&addr, &len) < 0)
        unix_error("timeline: getsockname");
    Close(fd);
    return addr;
}

static void start_server(const char *path, const struct sockaddr_in *addr)
{
    char port[16];
    sigset_t ends, before;
    pid_t pid;

    snprintf(port, sizeof(port), "%d", ntohs(addr->sin_port));
    Sigemptyset(&ends);
    Sigaddset(&ends, SIGINT);
    Sigaddset(&ends, SIGTERM);
    Sigaddset(&ends, SIGHUP);
    Sigprocmask(SIG_BLOCK, &ends, &before); /* until end_handler knows pid */
    pid = Fork();
    if (pid == 0) {
        Sigprocmask(SIG_SETMASK, &before, NULL);
        setpgid(0, 0);
        Dup2(Open("/dev/null", O_RDWR, 0), STDOUT_FILENO);
        execl(path, path, port, (char *)NULL);
        fprintf(stderr, "timeline: %s: %s\n", path, strerror(errno));
        _exit(1);
    }
    setpgid(pid, pid); /* in both processes: either may run first */
    server_pid = pid;
    Sigprocmask(SIG_SETMASK, &before, NULL);
}

/* Returns true if fd is connected to itself. TCP allows that, if the port that
   the kernel picks for the client is the server's port. */
static int connected_to_itself(int fd, const struct sockaddr_in *peer)
{
    struct sockaddr_in own;
    socklen_t len = sizeof(own);

    return getsockname(fd, (SA *)&own, &len) == 0 &&
           own.sin_port == peer->sin_port;
}

/* Connects the first client as soon as the server listens; returns the fd. */
static int first_connect(demo_t *dp, record_t *rp, const char *path)
{
    for (int tries = 0; tries < 500; tries++) {
        int fd = Socket(AF_INET, SOCK_STREAM, 0);

        clock_gettime(CLOCK_MONOTONIC, &dp->start);
        if (connect(fd, (SA *)&dp->addr, sizeof(dp->addr)) == 0 &&
            !connected_to_itself(fd, &dp->addr)) {
            rp->connected = since(&dp->start);
            return fd;
        }
        Close(fd);
        if (waitpid(server_pid, NULL, WNOHANG) != 0) {
            fprintf(stderr, "timeline: %s ended at once\n", path);
            exit(1);
        }
        sleep_seconds(0.01);
    }
    fprintf(stderr, "timeline: %s does not listen at its port\n", path);
    exit(1);
}

/* Clients */

/* Sends line i and waits for its echo; returns 0 if the echo does not come. */
static int talk(client_t *cp, rio_t *rp, int i)
{
    demo_t *dp = cp->demo;
    char line[MAXLINE], reply[MAXLINE];
    int n = snprintf(line, MAXLINE, "client %d, line %d\n", cp->number, i + 1);

    if (rio_writen(cp->fd, line, n) < 0)
        return 0;
    cp->record->written[i] = since(&dp->start);
    if (rio_readlineb(rp, reply, MAXLINE) != n || memcmp(reply, line, n) != 0)
        return 0;
    cp->record->replied[i] = since(&dp->start);
    return 1;
}

static void *client_thread(void *vargp)
{
    client_t *cp = vargp;
    demo_t *dp = cp->demo;
    struct timeval patience = {(time_t)dp->patience, 0};
    rio_t rio;

    if (cp->fd < 0) {
        sleep_seconds((cp->number - 1) * APART - since(&dp->start));
        cp->fd = Socket(AF_INET, SOCK_STREAM, 0);
        Setsockopt(cp->fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
                   sizeof(patience));
        cp->record->began = since(&dp->start);
        if (connect(cp->fd, (SA *)&dp->addr, sizeof(dp->addr)) == 0)
            cp->record->connected = since(&dp->start);
    }
    Setsockopt(cp->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    rio_readinitb(&rio, cp->fd);
    for (int i = 0; cp->record->connected < NEVER && i < dp->nlines; i++) {
        if (!talk(cp, &rio, i))
            break;
        if (i < dp->nlines - 1)
            sleep_seconds(dp->think);
    }
    cp->record->left = since(&dp->start);
    Close(cp->fd);
    return NULL;
}

/* Runs one server and its clients. */
static void run(demo_t *dp, session_t *sp, const char *path)
{
    client_t clients[MAXCLIENTS];
    pthread_t tids[MAXCLIENTS];

    sp->name = strncmp(path, "./", 2) == 0 ? path + 2 : path;
    for (int i = 0; i < dp->nclients; i++) {
        sp->clients[i].connected = NEVER;
        for (int line = 0; line < dp->nlines; line++)
            sp->clients[i].written[line] = sp->clients[i].replied[line] = NEVER;
    }
    dp->addr = free_port();
    start_server(path, &dp->addr);
    for (int i = 0; i < dp->nclients; i++) {
        client_t client = {dp, &sp->clients[i], i + 1, -1};

        if (i == 0)
            client.fd = first_connect(dp, client.record, path);
        clients[i] = client;
        Pthread_create(&tids[i], NULL, client_thread, &clients[i]);
    }
    for (int i = 0; i < dp->nclients; i++) {
        Pthread_join(tids[i], NULL);
        if (sp->clients[i].left > dp->end)
            dp->end = sp->clients[i].left;
    }
    stop_server();
}

/* Evaluation */

typedef enum { AWAY, CONNECTING, WAITING, SERVED } phase_kind;

/* Returns the phase that a client was in at that time. */
static phase_kind phase_at(const demo_t *dp, const record_t *rp, double time)
{
    if (time < rp->began || time >= rp->left)
        return AWAY;
    if (time < rp->connected)
        return CONNECTING;
    for (int i = 0; i < dp->nlines; i++)
        if (time < rp->written[i]) /* thinks, or has not written a line yet */
            return i == 0 ? WAITING : SERVED;
        else if (time < rp->replied[i])
            return WAITING;
    return SERVED;
}

/* Returns the end of the phase that a client is in at that time. */
static double phase_end(const demo_t *dp, const record_t *rp, double time)
{
    phase_kind phase = phase_at(dp, rp, time);
    double end = rp->left;

    if (phase == AWAY)
        return time < rp->began ? rp->began : NEVER;
    if (phase == CONNECTING)
        return rp->connected < end ? rp->connected : end;
    for (int i = dp->nlines - 1; i >= 0; i--) {
        double next = phase == SERVED ? rp->written[i] : rp->replied[i];
        if (time < next && next < end)
            end = next;
    }
    return end;
}

/* Returns the largest number of clients that were served at the same time. */
static int most_served(const demo_t *dp, const session_t *sp)
{
    int most = 0;

    for (int i = 0; i < dp->nclients; i++) {
        double time = sp->clients[i].replied[0];
        int served = 0;

        for (int k = 0; k < dp->nclients; k++)
            served +=
                sp->clients[k].replied[0] <= time && time < sp->clients[k].left;
        if (time < NEVER && served > most)
            most = served;
    }
    return most;
}

/* Describes what the first client did when the second got its first reply. */
static const char *meanwhile(const record_t *first, const record_t *second)
{
    if (first->left <= second->began)
        return ", but client 1 had left\nbefore client 2 came: let them think "
               "longer (-t)";
    if (first->left <= second->replied[0])
        return ", when client 1 had left";
    return ", while client 1 was there";
}

/* Prints what happened to the second client, or to the only one. */
static void print_sentence(const demo_t *dp, const session_t *sp)
{
    int number = dp->nclients > 1 ? 2 : 1;
    const record_t *first = &sp->clients[0], *rp = &sp->clients[number - 1];
    int most = most_served(dp, sp);

    if (rp->connected >= NEVER || rp->written[0] >= NEVER) {
        printf("Client %d could not connect and write.\n", number);
        return;
    }
    printf("Client %d's connect returned after %.1f ms, its first write after "
           "%.1f ms,\n",
           number, (rp->connected - rp->began) * 1e3,
           (rp->written[0] - rp->began) * 1e3);
    if (rp->replied[0] >= NEVER)
        printf("and the line did not come back");
    else
        printf("and its first reply came after %.1f ms%s",
               (rp->replied[0] - rp->began) * 1e3,
               number == 2 ? meanwhile(first, rp) : "");
    printf(".\nAt most %d of %d clients %s served at a time.\n", most,
           dp->nclients, most == 1 ? "was" : "were");
}

/* Text */

static void print_ms(double from, double to)
{
    if (to >= NEVER)
        printf(" %8s", "never");
    else
        printf(" %8.1f", (to - from) * 1e3);
}

static const char signs[] = " >.#"; /* of the phases */

/* On a terminal, sets the colour of a phase. */
static void set_colour(phase_kind phase)
{
    static const char *const colours[] = {"0", "30;44", "30;43", "30;42"};
    const char *term = getenv("TERM");

    if (isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL && term != NULL &&
        strcmp(term, "dumb") != 0)
        printf("\033[%sm", colours[phase]);
}

static void print_row(const demo_t *dp, const record_t *rp)
{
    phase_kind last = AWAY;

    for (int x = 0; x < WIDTH; x++) {
        double from = x * dp->end / WIDTH, to = (x + 1) * dp->end / WIDTH;
        phase_kind phase = phase_at(dp, rp, (from + to) / 2);

        if (from <= rp->began && rp->began < to)
            phase = CONNECTING; /* too short to be seen otherwise */
        if (phase != last)
            set_colour(phase);
        last = phase;
        putchar(signs[phase]);
    }
    if (last != AWAY)
        set_colour(AWAY);
}

static void print_session(const demo_t *dp, const session_t *sp)
{
    int n = printf("\n%s, %.1f s", sp->name, dp->end);

    printf("%*s%9s%9s%9s\n", n < 54 ? 54 - n : 0, "", "connect", "write",
           "reply");
    for (int i = 0; i < dp->nclients; i++) {
        const record_t *rp = &sp->clients[i];

        printf("client %-2d", i + 1);
        print_row(dp, rp);
        print_ms(rp->began, rp->connected);
        print_ms(rp->began, rp->written[0]);
        print_ms(rp->began, rp->replied[0]);
        printf("\n");
    }
    print_sentence(dp, sp);
    fflush(stdout);
}

static void print_legend(void)
{
    static const char *const names[] = {
        "", "connecting", "waiting for the server", "being served"};

    printf("From left to right:");
    for (int phase = CONNECTING; phase <= SERVED; phase++) {
        printf("  ");
        set_colour(phase);
        putchar(signs[phase]);
        set_colour(AWAY);
        printf(" %s", names[phase]);
    }
    printf("\nAt the right: ms from the start of a client until its connect "
           "returned, until\nits first write returned, and until its first "
           "reply came.\n");
}

/* The SVG is for a slide, in any sans-serif font, on a light or dark page. */

#define LEFT 410   /* of the charts */
#define RIGHT 1060 /* of the charts */
#define TOP 150    /* of the first server's first row */
#define ROW 34     /* height of a row */
#define GAP 26     /* between two servers */
#define PAGE 1280  /* width */

static double svg_x(const demo_t *dp, double time)
{
    return LEFT + (RIGHT - LEFT) * time / dp->end;
}

static void svg_begin(FILE *fp, int height)
{
    fprintf(fp,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
            "font-family=\"sans-serif\" font-size=\"26\" role=\"img\" "
            "aria-label=\"When each client was connecting, waiting, and being "
            "served\">\n",
            PAGE, height);
    fputs("<defs><pattern id=\"hatch\" width=\"10\" height=\"10\" "
          "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
          "<path class=\"stripe\" d=\"M2 0 V10\"/></pattern></defs>\n"
          "<style>\n"
          ".page { fill: #ffffff } text { fill: #1a1a1a }\n"
          ".name { font-weight: bold; font-size: 30px }\n"
          ".grid { stroke: #d0d0d0; stroke-width: 2 }\n"
          ".served { fill: #00754a; stroke: #00754a; stroke-width: 2 }\n"
          ".waiting { fill: url(#hatch); stroke: #c23b00; stroke-width: 2 }\n"
          ".stripe { stroke: #c23b00; stroke-width: 4 }\n"
          ".connecting { fill: #0060a8 }\n"
          "@media (prefers-color-scheme: dark) {\n"
          ".page { fill: #16181d } text { fill: #f0f0f0 }\n"
          ".grid { stroke: #444a55 }\n"
          ".served { fill: #4cd0a0; stroke: #4cd0a0 }\n"
          ".waiting { stroke: #ff8a5c } .stripe { stroke: #ff8a5c }\n"
          ".connecting { fill: #6cb8f5 }\n"
          "}\n"
          "</style>\n",
          fp);
    fprintf(fp, "<rect class=\"page\" width=\"%d\" height=\"%d\"/>\n", PAGE,
            height);
}

static void svg_legend(FILE *fp)
{
    static const struct {
        const char *kind, *text;
        int x, width;
    } legend[] = {{"connecting", "connecting", 40, 6},
                  {"waiting", "waiting for the server", 240, 50},
                  {"served", "being served", 630, 50}};

    for (int i = 0; i < 3; i++)
        fprintf(fp,
                "<rect class=\"%s\" x=\"%d\" y=\"30\" width=\"%d\" "
                "height=\"26\"/>\n<text x=\"%d\" y=\"52\">%s</text>\n",
                legend[i].kind, legend[i].x, legend[i].width,
                legend[i].x + legend[i].width + 14, legend[i].text);
    fprintf(fp,
            "<text x=\"%d\" y=\"52\" text-anchor=\"end\">first reply "
            "after</text>\n",
            PAGE - 30);
}

/* Draws a time axis: vertical lines, few enough to leave room for labels. */
static void svg_grid(FILE *fp, const demo_t *dp, int bottom)
{
    double step = 0.1;

    for (int i = 0; dp->end / step > 6; i++)
        step *= i % 3 == 1 ? 2.5 : 2; /* 0.1, 0.2, 0.5, 1, 2 ... */
    for (int i = 0; i * step <= dp->end; i++)
        fprintf(fp,
                "<path class=\"grid\" d=\"M%.1f %d V%d\"/>\n<text x=\"%.1f\" "
                "y=\"%d\" text-anchor=\"middle\">%g s</text>\n",
                svg_x(dp, i * step), TOP - 20, bottom, svg_x(dp, i * step),
                TOP - 32, i * step);
}

static void svg_row(FILE *fp, const demo_t *dp, const record_t *rp, int y)
{
    static const char *const kinds[] = {"", "connecting", "waiting", "served"};
    double time = rp->began;
    phase_kind phase;

    while ((phase = phase_at(dp, rp, time)) != AWAY) {
        double end = phase_end(dp, rp, time);

        if (svg_x(dp, end) - svg_x(dp, time) >= 0.5)
            fprintf(fp,
                    "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" "
                    "height=\"%d\"/>\n",
                    kinds[phase], svg_x(dp, time), y,
                    (end - time) * (RIGHT - LEFT) / dp->end, ROW - 8);
        time = end;
    }
    /* Connecting takes so little time that it needs a mark of fixed width. */
    fprintf(fp,
            "<rect class=\"connecting\" x=\"%.1f\" y=\"%d\" width=\"6\" "
            "height=\"%d\"/>\n",
            svg_x(dp, rp->began) - 3, y - 3, ROW - 2);
    if (rp->replied[0] >= NEVER)
        fprintf(fp,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">never</text>\n",
                PAGE - 30, y + 22);
    else
        fprintf(fp,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%.1f ms</text>\n",
                PAGE - 30, y + 22, (rp->replied[0] - rp->began) * 1e3);
}

/* Writes text; escapes the characters that have a meaning in XML. */
static void svg_text(FILE *fp, const char *text)
{
    for (; *text != '\0'; text++)
        if (*text == '<' || *text == '>' || *text == '&')
            fprintf(fp, "&#%d;", *text);
        else if ((unsigned char)*text >= ' ')
            putc(*text, fp);
}

static void write_svg(const demo_t *dp, const session_t *sessions, int n,
                      const char *filename)
{
    FILE *fp = fopen(filename, "w");
    int height = TOP + n * (dp->nclients * ROW + GAP);

    if (fp == NULL) {
        fprintf(stderr, "timeline: %s: %s\n", filename, strerror(errno));
        exit(1);
    }
    svg_begin(fp, height);
    svg_legend(fp);
    svg_grid(fp, dp, height - GAP);
    for (int i = 0; i < n; i++) {
        int y = TOP + i * (dp->nclients * ROW + GAP);

        fprintf(fp, "<text class=\"name\" x=\"40\" y=\"%d\"%s>", y + 24,
                strlen(sessions[i].name) > 18
                    ? " textLength=\"310\" lengthAdjust=\"spacingAndGlyphs\""
                    : "");
        svg_text(fp, sessions[i].name);
        fprintf(fp, "</text>\n");
        for (int k = 0; k < dp->nclients; k++, y += ROW) {
            fprintf(fp,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d</text>\n",
                    LEFT - 20, y + 22, k + 1);
            svg_row(fp, dp, &sessions[i].clients[k], y);
        }
    }
    fprintf(fp, "</svg>\n");
    Fclose(fp);
}

/* Start-up */

static void usage(void)
{
    app_error("usage: timeline [-c CLIENTS] [-l LINES] [-t THINK_MS] "
              "[-s SVGFILE] SERVER...");
}

/* Returns arg as a number from lowest to highest; exits if it is not one. */
static int parse_number(const char *arg, int lowest, int highest)
{
    char *end;
    long n = strtol(arg, &end, 10);

    if (!isdigit((unsigned char)*arg) || *end != '\0' || n < lowest ||
        n > highest) {
        fprintf(stderr, "timeline: %s: not a number from %d to %d\n", arg,
                lowest, highest);
        exit(1);
    }
    return n;
}

int main(int argc, char **argv)
{
    demo_t demo = {.nclients = 4, .nlines = 3, .think = 0.5};
    const char *svg = NULL;
    int option;

    while ((option = getopt(argc, argv, "c:l:t:s:")) != -1)
        if (option == 'c')
            demo.nclients = parse_number(optarg, 1, MAXCLIENTS);
        else if (option == 'l')
            demo.nlines = parse_number(optarg, 1, MAXLINES);
        else if (option == 't')
            demo.think = parse_number(optarg, 0, 60000) / 1e3;
        else if (option == 's')
            svg = optarg;
        else
            usage();
    if (optind == argc)
        usage();
    Signal(SIGPIPE, SIG_IGN); /* a write fails with EPIPE, without a signal */
    Signal(SIGINT, end_handler);
    Signal(SIGTERM, end_handler);
    Signal(SIGHUP, end_handler);
    atexit(stop_server);

    /* The charts are as long as an iterative server takes, so that the pictures
       of different servers have the same scale. */
    demo.end = demo.nclients * ((demo.nlines - 1) * demo.think + 0.01) + APART;
    demo.patience = demo.end + 5;
    session_t *sessions = Calloc(argc - optind, sizeof(session_t));
    print_legend();
    for (int i = optind; i < argc; i++) {
        run(&demo, &sessions[i - optind], argv[i]);
        print_session(&demo, &sessions[i - optind]);
    }
    if (svg != NULL)
        write_svg(&demo, sessions, argc - optind, svg);
    Free(sessions);
    if (ferror(stdout))
        app_error("timeline: stdout: not all could be written");
    Fclose(stdout); /* writes the rest of its buffer; exits on failure */
    return 0;
}

/*
 * timeline.c - draws how an echo server treats clients that come at the same
 *              time
 *
 * Starts each server in turn. Clients connect to it, one shortly after the
 * other. Each client sends a few lines, waits for the echo of each line, and
 * thinks before it sends the next. The chart has a row for each client, which
 * shows when the client was connected, waiting for the server, and being
 * served. The sentences below the chart tell what was measured.
 *
 * A server is any program that takes a port as its argument and echoes lines.
 *
 * Run:   demo/timeline [-c CLIENTS] [-l LINES] [-t THINK_MS] [-s SVGFILE]
 *            SERVER...
 * Read:  echoserveri.c before; watch.c after, where people are the clients, and
 *        load.c, where clients do not think.
 */
#include "chat/deadline.h"
#include "chat/text.h"
#include "demo/picture.h"
#include "demo/server.h"

#define APART 0.1 /* s between the starts of two clients */
#define WIDTH 43  /* characters in the chart of a row */
#define MAXCLIENTS 100
#define MAXLINES 100

typedef struct {
    int nclients;
    int nlines;
    double think;            /* s */
    double end;              /* of the charts, s */
    double patience;         /* s to wait for a reply at most */
    struct sockaddr_in addr; /* of the running server */
    long long start;         /* by time_now: when its first client began */
} demo_t;

typedef struct {
    demo_t *demo;
    int number;
    int fd;
    track_t track;
    double began;              /* s after the first client */
    double connected, written; /* s after it began; or NEVER */
    double left;               /* s after the first client */
} client_t;

/* Returns the seconds since the first client began. */
static double now(const demo_t *dp)
{
    return (time_now() - dp->start) / 1e6;
}

static void sleep_seconds(double seconds)
{
    if (seconds > 0)
        poll(NULL, 0, (int)(seconds * 1000 + 0.5));
}

/* Clients */

/* Sends line i and waits for its echo; returns 0 if the echo does not come. */
static int talk(client_t *cp, rio_t *rp, int i)
{
    const demo_t *dp = cp->demo;
    char line[MAXLINE], reply[MAXLINE];
    int n = snprintf(line, MAXLINE, "client %d, line %d\n", cp->number, i + 1);

    if (rio_writen(cp->fd, line, n) < 0)
        return 0;
    if (i == 0)
        cp->written = now(dp) - cp->began;
    track_change(&cp->track, WAITING, now(dp));
    if (rio_readlineb(rp, reply, MAXLINE) != n || memcmp(reply, line, n) != 0)
        return 0;
    if (i == 0)
        cp->track.first_reply = now(dp) - cp->began;
    track_change(&cp->track, SERVED, now(dp));
    return 1;
}

static void *client_thread(void *vargp)
{
    client_t *cp = vargp;
    demo_t *dp = cp->demo;
    struct timeval patience = {(time_t)dp->patience, 0};
    rio_t rio;

    sleep_seconds((cp->number - 1) * APART - now(dp));
    cp->fd = Socket(AF_INET, SOCK_STREAM, 0);
    Setsockopt(cp->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    Setsockopt(cp->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    cp->began = now(dp);
    track_begin(&cp->track, cp->number, cp->began);
    if (connect(cp->fd, (SA *)&dp->addr, sizeof(dp->addr)) == 0)
        cp->connected = now(dp) - cp->began;
    rio_readinitb(&rio, cp->fd);
    for (int i = 0; cp->connected < NEVER && i < dp->nlines; i++) {
        if (!talk(cp, &rio, i))
            break;
        if (i < dp->nlines - 1)
            sleep_seconds(dp->think);
    }
    cp->left = now(dp);
    track_change(&cp->track, AWAY, cp->left);
    Close(cp->fd);
    return NULL;
}

/* Starts a server, and waits until it listens. */
static void start_server(demo_t *dp, char *path)
{
    char *command[] = {path, NULL}, why[MAXLINE];
    int listens;
    int nullfd = Open("/dev/null", O_WRONLY | O_CLOEXEC, 0);

    dp->addr = server_start("timeline", command, nullfd, STDERR_FILENO);
    Close(nullfd);
    while ((listens = server_try(&dp->addr)) == 0)
        ;
    if (listens > 0)
        return;
    if (server_ended(why, sizeof(why)))
        fprintf(stderr, "timeline: %s ended at once: it %s\n", path, why);
    else
        fprintf(stderr, "timeline: %s does not listen at its port\n", path);
    exit(1);
}

/* Runs one server and its clients. */
static void run(demo_t *dp, char *path, client_t clients[])
{
    pthread_t tids[MAXCLIENTS];

    start_server(dp, path);
    dp->start = time_now();
    for (int i = 0; i < dp->nclients; i++) {
        client_t client = {
            .demo = dp, .number = i + 1, .connected = NEVER, .written = NEVER};

        clients[i] = client;
        Pthread_create(&tids[i], NULL, client_thread, &clients[i]);
    }
    for (int i = 0; i < dp->nclients; i++) {
        Pthread_join(tids[i], NULL);
        if (clients[i].left > dp->end)
            dp->end = clients[i].left;
    }
    server_stop();
}

/* Sentences */

/* Returns when the first reply came, in s after the first client; or NEVER. */
static double replied(const client_t *cp)
{
    return cp->began + cp->track.first_reply;
}

/* Returns the largest number of clients that were served at the same time. */
static int most_served(const client_t clients[], int n)
{
    int most = 0;

    for (int i = 0; i < n; i++) {
        double time = replied(&clients[i]);
        int served = 0;

        for (int k = 0; k < n; k++)
            served += replied(&clients[k]) <= time && time < clients[k].left;
        if (time < NEVER && served > most)
            most = served;
    }
    return most;
}

/* Returns the number of clients that could be seen to wait for their first
   reply, and got it only after another client had left meanwhile. */
static int waited(const client_t clients[], int n)
{
    int count = 0;

    for (int i = 0; i < n; i++) {
        const client_t *cp = &clients[i];
        double from = cp->began + cp->written, to = replied(cp);
        int left = 0; /* how many others left while this one waited */

        for (int k = 0; k < n; k++)
            left += k != i && from < clients[k].left && clients[k].left <= to;
        count += left > 0 && to < NEVER && to - from >= UNSEEN;
    }
    return count;
}

/* Describes what the first client did when the second got its first reply. */
static const char *meanwhile(const client_t *first, const client_t *second)
{
    if (first->left <= second->began)
        return ", but client 1 had left\nbefore client 2 came: let them think "
               "longer (-t)";
    if (first->left <= replied(second))
        return ", when client 1 had left";
    return ", while client 1 was there";
}

/* Prints what happened to the second client, or to the only one. */
static void print_client(const client_t clients[], int n)
{
    const client_t *cp = &clients[n > 1 ? 1 : 0];

    if (cp->written >= NEVER) {
        printf("Client %d could not connect and write.\n", cp->number);
        return;
    }
    printf("Client %d's connect returned after %.1f ms, its first write after "
           "%.1f ms,\n",
           cp->number, cp->connected * 1e3, cp->written * 1e3);
    if (cp->track.first_reply >= NEVER)
        printf("and the line did not come back.\n");
    else
        printf("and its first reply came after %.1f ms%s.\n",
               cp->track.first_reply * 1e3,
               n > 1 ? meanwhile(&clients[0], cp) : "");
}

/* Prints what happened to all of them. */
static void print_clients(const client_t clients[], int n)
{
    int most = most_served(clients, n), late = waited(clients, n);

    printf("At most %d of %d clients %s served at a time.\n", most, n,
           most == 1 ? "was" : "were");
    if (late == 0)
        printf("No client waited until another one had left.\n");
    else
        printf("%d client%s waited until another one had left.\n", late,
               late == 1 ? "" : "s");
}

/* Charts */

static void print_ms(double seconds)
{
    if (seconds >= NEVER)
        printf(" %8s", "never");
    else
        printf(" %8.1f", seconds * 1e3);
}

static void print_row(const demo_t *dp, const client_t *cp)
{
    char text[PICTURE_CELL * WIDTH + 1];

    picture_row(&cp->track, 0, dp->end, WIDTH, text);
    printf("client %-3d%s", cp->number, text);
    print_ms(cp->connected);
    print_ms(cp->written);
    print_ms(cp->track.first_reply);
    printf("\n");
}

static void print_chart(const demo_t *dp, const chart_t *chart,
                        const client_t clients[])
{
    int n = printf("\n%s%s%s (%.1f s)", chart->name,
                   chart->model[0] != '\0' ? ": " : "", chart->model, dp->end);

    printf("%*s%9s%9s%9s\n", n < 54 ? 54 - n : 0, "", "connect", "write",
           "reply");
    for (int i = 0; i < dp->nclients; i++)
        print_row(dp, &clients[i]);
    print_client(clients, dp->nclients);
    print_clients(clients, dp->nclients);
    fflush(stdout);
}

static void print_legend(void)
{
    char text[PICTURE_LEGEND];

    picture_legend(text);
    printf("From left to right:  %s\nAt the right: ms from the start of a "
           "client until its connect returned, until\nits first write "
           "returned, and until its first reply came.\n",
           text);
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
    long n = text_number(arg, lowest, highest);

    if (n < 0) {
        fprintf(stderr, "timeline: %s: not a number from %d to %d\n", arg,
                lowest, highest);
        exit(1);
    }
    return n;
}

int main(int argc, char **argv)
{
    demo_t demo = {.nclients = 6, .nlines = 3, .think = 0.35};
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
    server_guard();

    /* The charts are as long as an iterative server takes, so that the pictures
       of different servers have the same scale. */
    demo.end = demo.nclients * ((demo.nlines - 1) * demo.think + 0.01) + APART;
    demo.patience = demo.end + 5;
    size_t nservers = argc - optind, nclients = demo.nclients;
    chart_t *charts = Calloc(nservers, sizeof(chart_t));
    client_t *clients = Calloc(nservers * nclients, sizeof(client_t));
    track_t **tracks = Calloc(nservers * nclients, sizeof(track_t *));
    print_legend();
    for (size_t i = 0; i < nservers; i++) {
        char *path = argv[optind + i];
        chart_t chart = {strncmp(path, "./", 2) == 0 ? path + 2 : path,
                         server_model(path), &tracks[i * nclients], nclients};

        charts[i] = chart;
        for (size_t k = i * nclients; k < (i + 1) * nclients; k++)
            tracks[k] = &clients[k].track;
        run(&demo, path, &clients[i * nclients]);
        print_chart(&demo, &charts[i], &clients[i * nclients]);
    }
    if (svg != NULL && picture_svg(svg, charts, nservers, demo.end) < 0) {
        fprintf(stderr, "timeline: %s: %s\n", svg, strerror(errno));
        exit(1);
    }
    for (size_t i = 0; i < nservers * nclients; i++)
        track_end(tracks[i]);
    Free(tracks);
    Free(clients);
    Free(charts);
    if (ferror(stdout))
        app_error("timeline: stdout: not all could be written");
    Fclose(stdout); /* writes the rest of its buffer; exits on failure */
    return 0;
}

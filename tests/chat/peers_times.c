/*
 * peers_times.c - how long peers may take, to the microsecond
 *
 * Nobody waits here: the test tells peer.c what time it is. peers_times.sh runs
 * it once for each TEST in the table below; it prints what is wrong, and exits
 * with status 1.
 */
#include "chat/peer.h"

#define SECOND 1000000LL
#define MINUTE (60 * SECOND)
#define START (5 * MINUTE)
#define WRONG "! wrong token\n"

static peers_t peers;
static connection_t server;
static rate_t rate;
static char shown[LINE_MAX]; /* the last line that the user has seen */

static void show(void *argument, const char *line)
{
    (void)argument;
    snprintf(shown, sizeof(shown), "%s", line);
}

/* Makes a connection with a server that says nothing. */
static void start(void)
{
    int listenfd = Open_listenfd("127.0.0.1:0");
    struct sockaddr_in address;
    socklen_t length = sizeof(address);
    char port[16];

    if (getsockname(listenfd, (SA *)&address, &length) < 0)
        unix_error("getsockname");
    snprintf(port, sizeof(port), "%d", ntohs(address.sin_port));
    connection_init(&server, Open_clientfd("127.0.0.1", port), LINE_LIMIT,
                    &rate, NULL);
    peers.server = &server;
    peers.show = show;
    peers.now = START;
    peers_listen(&peers, "0");
}

/* Does what can be done at this time. Returns until when it would have waited.
 */
static long long turn(long long now)
{
    fd_set readable, writable;
    struct timeval limit = {0, 1000};
    long long until;

    FD_ZERO(&readable);
    FD_ZERO(&writable);
    until = peers_watch(&peers, &readable, &writable, LLONG_MAX);
    if (select(FD_SETSIZE, &readable, &writable, NULL, &limit) < 0)
        unix_error("select");
    peers.now = now;
    peers_turn(&peers, &readable, &writable);
    return until;
}

/* Connects, says what is not "", and leaves the descriptor non-blocking. */
static int visit(const char *said)
{
    int fd = Open_clientfd(peers.address, peers.port);

    Rio_writen(fd, said, strlen(said));
    if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
        unix_error("fcntl");
    return fd;
}

/*
 * Succeeds if the client answers at this time, in at most TURNS turns, with
 * this text; or, if it is NULL, does not answer.
 */
static int answers(int fd, long long now, const char *text)
{
    enum { TURNS = 300 };
    char answer[100] = "";
    ssize_t n = -1;

    for (int i = 0; n < 0 && i < (text != NULL ? TURNS : 20); i++) {
        turn(now);
        n = read(fd, answer, sizeof(answer) - 1);
    }
    if (text == NULL ? n < 0 : n > 0 && strcmp(answer, text) == 0)
        return 1;
    printf("# the answer was: %s\n", n > 0 ? answer : n == 0 ? "EOF" : "none");
    return 0;
}

static void announce(const char *name, int number, long long now)
{
    char line[100];

    peers.now = now;
    snprintf(line, sizeof(line), "* %s calls: %032x", name, (unsigned)number);
    if (!peers_take(&peers, line))
        app_error("an announcement is not taken");
}

/* Comes with a token. */
static int come(int number)
{
    char line[100];

    snprintf(line, sizeof(line), "/call %032x\n", (unsigned)number);
    return visit(line);
}

/* Succeeds if a caller with this token is admitted. */
static int admits(int number, long long now)
{
    return answers(come(number), now, "= ok\n");
}

/* Succeeds if the caller is refused; its token may be announced for a second.
 */
static int refuses(int number, long long now)
{
    int fd = come(number);

    return answers(fd, now, NULL) && answers(fd, now + SECOND - 1, NULL) &&
           answers(fd, now + SECOND, WRONG);
}

static int token(void)
{
    announce("ann", 1, START);
    announce("ann", 2, START);
    return admits(1, START + MINUTE - 1) && refuses(2, START + MINUTE);
}

static int late(void)
{
    int fd = come(3);

    if (!answers(fd, START, NULL))
        return 0;
    announce("ann", 3, START + SECOND - 1);
    return answers(fd, START + SECOND - 1, "= ok\n");
}

static int tokens(void)
{
    for (int i = 0; i < 1025; i++)
        announce("ann", i, START);
    return admits(1, START) && admits(1024, START) && refuses(0, START);
}

static int silence(void)
{
    int fd = visit(""), other;

    turn(START);
    other = visit("/call ");
    turn(START + SECOND);
    return answers(fd, START + 10 * SECOND - 1, NULL) &&
           answers(fd, START + 10 * SECOND, WRONG) &&
           answers(other, START + 11 * SECOND - 1, NULL) &&
           answers(other, START + 11 * SECOND, WRONG);
}

/* Somebody is silent first, then sends as much as it can, and does not stop. */
static int flood(void)
{
    char lines[4096];
    const long long begin = START + 20 * SECOND;
    long long now = begin;
    int fd;

    memset(lines, '\n', sizeof(lines));
    for (size_t i = 0; i < sizeof(lines); i++)
        if (i % 64 != 0)
            lines[i - 1] = 'x';
    announce("ann", 4, START);
    fd = come(4);
    if (!answers(fd, START, "= ok\n"))
        return 0;
    while (now < begin + 40 * SECOND && strstr(shown, "too fast") == NULL) {
        while (write(fd, lines, sizeof(lines)) > 0)
            ;
        now += SECOND / 10;
        turn(now);
    }
    if (begin + 30 * SECOND <= now && now < begin + 32 * SECOND)
        return 1;
    return !printf("# after %lld ms: %s\n", (now - begin) / 1000, shown);
}

/* Somebody reads nothing. When the queue is full, no event must come first. */
static int slow(void)
{
    char text[LINE_LIMIT];
    long long until;

    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    announce("ann", 5, START);
    if (!admits(5, START))
        return 0;
    for (int i = 0; i < 10000 && strstr(shown, "too slow") == NULL; i++) {
        turn(START);
        peers_say(&peers, "ann", text);
    }
    until = turn(START);
    if (until < START + SECOND && strstr(shown, "no longer") != NULL)
        return 1;
    return !printf("# after %lld ms: %s\n", (until - START) / 1000, shown);
}

static int call(void)
{
    char line[200];
    int listenfd = Open_listenfd("127.0.0.1:0");
    struct sockaddr_in address;
    socklen_t length = sizeof(address);

    if (getsockname(listenfd, (SA *)&address, &length) < 0)
        unix_error("getsockname");
    if (!peers_say(&peers, "bob", "hello"))
        app_error("the client does not call");
    snprintf(line, sizeof(line), "= bob 127.0.0.1 %d %032x",
             ntohs(address.sin_port), 7U);
    if (!peers_take(&peers, line) || !peers_take(&peers, "= end"))
        app_error("the answer to /call is not taken");
    for (int i = 0; i < 20; i++)
        turn(START + 10 * SECOND - 1);
    if (peers.held_size == 0 || *shown != '\0')
        return !printf("# too early: %s\n", shown);
    turn(START + 10 * SECOND);
    if (peers.held_size > 0 || strncmp(shown, "* bob cannot", 12) != 0)
        return !printf("# at the end: %s\n", shown);
    return 1;
}

/* Returns true if a line from the server is about a call, and shows nothing. */
static int takes(const char *line)
{
    *shown = '\0';
    return peers_take(&peers, line) && *shown == '\0';
}

/* The server is slow: its answers to two calls come when both have failed. */
static int unanswered(void)
{
    static const char introduction[] =
        "= bob 127.0.0.1 7 0123456789abcdef0123456789abcdef";
    static const char error[] = "! nobody is called eve";

    if (!peers_say(&peers, "bob", "one") || !peers_say(&peers, "eve", "two"))
        app_error("the client does not call");
    turn(START + 10 * SECOND - 1);
    if (*shown != '\0')
        return !printf("# too early: %s\n", shown);
    turn(START + 10 * SECOND);
    if (strncmp(shown, "* eve cannot", 12) != 0 || peers.held_size > 0)
        return !printf("# after ten seconds: %s\n", shown);
    if (peers_say(&peers, "bob", "three"))
        return !printf("# bob is called again too soon\n");
    if (!takes(introduction) || !takes("= end") || !takes(error))
        return !printf("# the answer to /call is shown: %s\n", shown);
    /* What comes now answers /msg. */
    if (peers_take(&peers, error) || peers_take(&peers, "= end"))
        return !printf("# the answer to /msg is not shown\n");
    if (!peers_say(&peers, "bob", "four"))
        return !printf("# the next text makes no call\n");
    return 1;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(void);
    } tests[] = {{"token", token},   {"late", late},
                 {"tokens", tokens}, {"silence", silence},
                 {"call", call},     {"unanswered", unanswered},
                 {"flood", flood},   {"slow", slow}};

    start();
    for (size_t i = 0; argc == 2 && i < sizeof(tests) / sizeof(*tests); i++)
        if (strcmp(argv[1], tests[i].name) == 0)
            return !tests[i].run();
    app_error("usage: peers_times TEST");
}

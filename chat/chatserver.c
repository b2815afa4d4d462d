/*
 * chatserver.c - a chat server for thousands of members in one thread: the
 *                event loop
 *
 * Shows poll with thousands of clients who talk to each other. Such a server
 * follows the two rules of echoserver_select.c, and needs three more things:
 * a queue with a limit for each client; deadlines; and turns of the event loop
 * that first read from all clients that are ready and then write to each client
 * once. The other files do the rest:
 *
 *   connection.c  bytes, lines, telnet, queues    member.c   who is connected
 *   deadline.c    deadlines                       room.c     rooms, history
 *   names.c       finding things by name          command.c  the commands
 *   text.c        making text safe to print       signals.c  signals for poll
 *   transcript.c  a file of what is said          key.c      the key for login
 *   users.c       users and their passwords
 *
 * PROTOCOL.md describes what goes over the wire.
 *
 * Run:   chat/chatserver [-k KEYFILE | -u USERS] [-l TRANSCRIPT] [-m MAXIMUM]
 *                        [-r LINES] <port>
 *        then   telnet localhost <port>   or   chat/chatclient localhost <port>
 *        (<port>: 8000, or 127.0.0.1:8000 for clients on this machine only)
 * Read:  echoserver_select.c before; command.c after. For accounts: users.c.
 *        For members who talk without the server: run_call in command.c.
 */
#include "command.h"
#include "signals.h"
#include "text.h"
#include "users.h"

#define LOGIN_TIME 120000000 /* microseconds to log in */
#define CLOSING_TIME 2000000 /* microseconds that closing may take */
#define PAUSE_TIME 10000     /* microseconds that fast senders wait, at least */
#define ACCEPT_TIME 100000   /* microseconds until accept is tried again */
#define ACCEPTS 100          /* connections accepted in a turn, at most */

/* The descriptors that the loop polls: these two, then the members'. */
enum { LISTENER, SIGNALS, MEMBERS };

typedef struct {
    const char *keyfile, *users, *transcript, *port;
    long maximum, lines;
} options_t;

typedef struct {
    chat_t chat;
    size_t maximum;       /* members, at most */
    size_t count, size;   /* members, and how many fit into the arrays */
    struct pollfd *fds;   /* MEMBERS + size elements */
    member_t **members;   /* fds[MEMBERS + i] is for members[i] */
    int spare;            /* a descriptor that refuse_with_spare gives up */
    deadlines_t pauses;   /* when fast senders are served again */
    deadlines_t closings; /* when CLOSING connections are aborted */
    long long accept_at;  /* when to accept again; 0: accepting now */
    int told;             /* trouble with accept was reported */
    int stopping;
    options_t options;
} server_t;

/* Members */

/* Makes the arrays larger; returns 0 when out of memory. */
static int make_room(server_t *sp)
{
    size_t size = sp->size ? 2 * sp->size : 64;
    struct pollfd *fds = realloc(sp->fds, (MEMBERS + size) * sizeof(*fds));
    member_t **members;

    if (fds == NULL)
        return 0;
    sp->fds = fds;
    members = realloc(sp->members, size * sizeof(member_t *));
    if (members == NULL)
        return 0;
    sp->members = members;
    sp->size = size;
    return 1;
}

/* Sets the events that poll waits for on the member's connection. */
static void watch(server_t *sp, const member_t *mp)
{
    sp->fds[MEMBERS + mp->slot].events = connection_events(&mp->connection);
}

static void remove_member(server_t *sp, member_t *mp)
{
    size_t last = --sp->count;

    command_gone(&sp->chat, mp, mp->connection.why);
    deadline_clear(&sp->pauses, &mp->pause);
    deadline_clear(&sp->closings, &mp->closing);
    sp->members[last]->slot = mp->slot;
    sp->members[mp->slot] = sp->members[last];
    sp->fds[MEMBERS + mp->slot] = sp->fds[MEMBERS + last];
    member_free(&sp->chat, mp);
    if (sp->accept_at != 0)
        sp->accept_at = sp->chat.now; /* a descriptor is free again */
}

/* Handles the lines that a member has sent, as fast as they may come. */
static void serve(server_t *sp, member_t *mp)
{
    connection_t *cp = &mp->connection;
    char *line;
    size_t length;
    line_t kind;

    do {
        if (mp->room == NULL)
            member_hold(&sp->chat, mp);
        kind = connection_line(cp, sp->chat.now, &line, &length);
        if (kind == LONG_LINE)
            command_long_line(mp);
        else if (kind == LINE)
            command_line(&sp->chat, mp, line, length);
    } while (kind != NO_LINE);
    if (cp->state == CLOSED) /* others may want its name in this turn */
        command_gone(&sp->chat, mp, cp->why);
    if (connection_is_over(cp)) {
        command_gone(&sp->chat, mp, "connection closed");
        connection_finish(cp);
    }
    if (cp->state == OPEN && cp->waiting == FOR_RATE && mp->pause.when == 0)
        deadline_set(&sp->pauses, &mp->pause, sp->chat.now);
    watch(sp, mp);
}

/* Sends a member what this turn has queued, or removes it if it is CLOSED. */
static void settle(server_t *sp, member_t *mp)
{
    connection_t *cp = &mp->connection;

    if (cp->state == CLOSED) {
        remove_member(sp, mp);
        return;
    }
    connection_flush(cp); /* if it fails, the next turn removes the member */
    if (cp->state == CLOSING && mp->closing.when == 0)
        deadline_set(&sp->closings, &mp->closing, sp->chat.now);
    if (cp->state == OPEN && cp->waiting == FOR_OUTPUT)
        serve(sp, mp); /* its queue may be short again: take more lines */
    watch(sp, mp);
}

/* Newcomers */

static void refuse(int connfd)
{
    static const char full[] = "! server is full\n";

    connection_prepare(connfd);
    if (write(connfd, full, sizeof(full) - 1) > 0)
        shutdown(connfd, SHUT_WR);
    close(connfd);
}

static void add_member(server_t *sp, int connfd, const SA *addr,
                       socklen_t addrlen)
{
    member_t *mp = NULL;

    connection_prepare(connfd);
    if (sp->count < sp->size || make_room(sp))
        mp = member_new(&sp->chat, connfd, addr, addrlen);
    if (mp == NULL) {
        refuse(connfd);
        return;
    }
    log_connected(addr, addrlen);
    sp->told = 0;
    mp->slot = sp->count++;
    sp->members[mp->slot] = mp;
    sp->fds[MEMBERS + mp->slot].fd = connfd;
    sp->fds[MEMBERS + mp->slot].revents = 0;
    command_welcome(&sp->chat, mp);
    watch(sp, mp);
}

/* Reports trouble with accept, but not again until somebody connects. */
static void tell(server_t *sp, int error, const char *remedy)
{
    if (!sp->told)
        log_trouble("chatserver: accept: %s; %s", strerror(error), remedy);
    sp->told = 1;
}

/* Out of descriptors: closes the spare one, to accept and refuse a client. */
static void refuse_with_spare(server_t *sp)
{
    int connfd;

    close(sp->spare);
    connfd = accept(sp->fds[LISTENER].fd, NULL, NULL);
    if (connfd >= 0) {
        refuse(connfd);
        tell(sp, EMFILE, "refusing newcomers");
    }
    sp->spare = open("/dev/null", O_RDONLY);
}

static void pause_accepting(server_t *sp)
{
    tell(sp, errno, "waiting");
    sp->fds[LISTENER].events = 0; /* else poll would return at once */
    sp->accept_at = sp->chat.now + ACCEPT_TIME;
}

static void accept_members(server_t *sp)
{
    if (sp->spare < 0)
        sp->spare = open("/dev/null", O_RDONLY);
    for (int i = 0; i < ACCEPTS; i++) {
        struct sockaddr_storage addr;
        socklen_t addrlen = sizeof(addr);
        int connfd = accept(sp->fds[LISTENER].fd, (SA *)&addr, &addrlen);

        if (connfd >= 0 && sp->count < sp->maximum)
            add_member(sp, connfd, (SA *)&addr, addrlen);
        else if (connfd >= 0)
            refuse(connfd);
        else if (errno == EMFILE && sp->spare >= 0)
            refuse_with_spare(sp);
        else if (!would_block() && errno != ECONNABORTED)
            pause_accepting(sp);
        if (connfd < 0)
            return;
    }
}

/* The loop */

/*
 * At the first signal, tells all members that the server ends. At the second,
 * no longer waits until their queues are sent.
 */
static void stop(server_t *sp)
{
    for (size_t i = 0; i < sp->count; i++) {
        if (sp->stopping)
            connection_abort(&sp->members[i]->connection, "too slow");
        else
            command_shutdown(sp->members[i]);
    }
    if (!sp->stopping)
        close(sp->fds[LISTENER].fd);
    sp->fds[LISTENER].fd = -1; /* poll ignores it */
    sp->stopping = 1;
}

static void take_signal(server_t *sp)
{
    int signum = signals_take();
    const char *why = NULL;

    if (signum == SIGHUP) {
        close(sp->spare); /* the file needs a descriptor */
        why = users_read(&sp->chat.users, sp->options.users);
        sp->spare = open("/dev/null", O_RDONLY);
    } else if (signum != 0) {
        stop(sp);
    }
    if (why != NULL)
        log_trouble("chatserver: %s: %s; the users stay as they were",
                    sp->options.users, why);
}

/* Returns the milliseconds that poll may wait, or -1 for no limit. */
static int patience(const server_t *sp)
{
    long long when = sp->accept_at != 0 ? sp->accept_at : LLONG_MAX;
    long long now = time_now();

    if (sp->chat.due != NULL)
        return 0;
    when = deadline_next(&sp->chat.logins, when);
    when = deadline_next(&sp->pauses, when);
    when = deadline_next(&sp->closings, when);
    if (when == LLONG_MAX)
        return -1;
    return when <= now ? 0 : (int)((when - now + 999) / 1000);
}

/* Handles the deadlines that have passed. */
static void keep_time(server_t *sp)
{
    long long now = sp->chat.now;
    member_t *mp;

    while ((mp = deadline_passed(&sp->pauses, now)) != NULL)
        serve(sp, mp);
    while ((mp = deadline_passed(&sp->chat.logins, now)) != NULL)
        command_login_expired(mp);
    while ((mp = deadline_passed(&sp->closings, now)) != NULL)
        connection_abort(&mp->connection, "too slow");
    if (sp->accept_at != 0 && sp->accept_at <= now) {
        sp->accept_at = 0;
        sp->fds[LISTENER].events = POLLIN;
    }
}

/* Reads from a member who is ready, and handles its lines. */
static void take(server_t *sp, size_t i)
{
    connection_ready(&sp->members[i]->connection, sp->fds[MEMBERS + i].revents);
    sp->fds[MEMBERS + i].revents = 0;
    serve(sp, sp->members[i]);
}

/* One turn: reads from all who are ready, then writes to each member once. */
static void turn(server_t *sp)
{
    int ready = poll(sp->fds, MEMBERS + sp->count, patience(sp));
    connection_t *due, *cp;

    if (ready < 0 && (errno == ENOMEM || errno == EAGAIN))
        poll(NULL, 0, ACCEPT_TIME / 1000); /* out of memory, which may pass */
    else if (ready < 0 && errno != EINTR)
        unix_error("chatserver: poll");
    sp->chat.now = time_now();
    /* Lost members first: others may want their names in this turn. */
    for (size_t i = 0; ready > 0 && i < sp->count; i++)
        if (sp->fds[MEMBERS + i].revents & (POLLERR | POLLHUP))
            take(sp, i);
    for (size_t i = 0; ready > 0 && i < sp->count; i++)
        if (sp->fds[MEMBERS + i].revents)
            take(sp, i);
    if (ready > 0 && sp->fds[LISTENER].revents)
        accept_members(sp);
    if (ready > 0 && sp->fds[SIGNALS].revents)
        take_signal(sp);
    keep_time(sp);
    due = sp->chat.due;
    sp->chat.due = NULL; /* what becomes due now is for the next turn */
    while ((cp = connection_due(&due)) != NULL)
        settle(sp, cp->owner);
    transcript_flush(&sp->chat.transcript);
}

/* Start-up */

static void usage(void)
{
    app_error("usage: chatserver [-k KEYFILE | -u USERS] [-l TRANSCRIPT] "
              "[-m MAXIMUM] [-r LINES] <port>");
}

/* Ends the program if there is a reason why a file cannot be used. */
static void check_file(const char *pathname, const char *why)
{
    if (why == NULL)
        return;
    fprintf(stderr, "chatserver: %s: %s\n", pathname, why);
    exit(1);
}

static options_t parse(int argc, char **argv)
{
    options_t options = {.maximum = LONG_MAX, .lines = LINE_RATE};
    int option;

    opterr = 0;
    while ((option = getopt(argc, argv, "k:l:m:r:u:")) != -1) {
        switch (option) {
        case 'k':
            options.keyfile = optarg;
            break;
        case 'l':
            options.transcript = optarg;
            break;
        case 'm':
            options.maximum = text_number(optarg, 1, LONG_MAX);
            break;
        case 'r':
            options.lines = text_number(optarg, 0, 1000000);
            break;
        case 'u':
            options.users = optarg;
            break;
        default:
            usage();
        }
    }
    if (optind != argc - 1 || options.maximum < 0 || options.lines < 0 ||
        (options.keyfile != NULL && options.users != NULL))
        usage();
    options.port = argv[optind];
    return options;
}

static void start(server_t *sp)
{
    const options_t *options = &sp->options;
    int listenfd;

    do /* no connection must get descriptor 0, 1 or 2, if these are closed */
        sp->spare = Open("/dev/null", O_RDWR, 0);
    while (sp->spare <= STDERR_FILENO);
    if (options->keyfile != NULL)
        check_file(options->keyfile, key_read(sp->chat.key, options->keyfile));
    if (options->users != NULL)
        check_file(options->users, users_read(&sp->chat.users, options->users));
    if (transcript_open(&sp->chat.transcript, options->transcript) < 0)
        check_file(options->transcript, strerror(errno));
    sp->chat.random = Open("/dev/urandom", O_RDONLY, 0);
    listenfd = connection_listen(options->port);
    if (!make_room(sp))
        unix_error("chatserver: malloc");
    sp->fds[LISTENER] = (struct pollfd){listenfd, POLLIN, 0};
    sp->fds[SIGNALS] = (struct pollfd){signals_open(), POLLIN, 0};
    sp->chat.rate = connection_rate(options->lines);
    sp->maximum = (size_t)options->maximum;
    sp->chat.logins.delay = LOGIN_TIME;
    sp->closings.delay = CLOSING_TIME;
    sp->pauses.delay = sp->chat.rate.interval > PAUSE_TIME
                           ? sp->chat.rate.interval
                           : PAUSE_TIME;
    Signal(SIGPIPE, SIG_IGN); /* a write to a lost member fails with EPIPE */
    signals_catch(SIGINT);
    signals_catch(SIGTERM);
    if (options->users != NULL)
        signals_catch(SIGHUP);
    log_listening(listenfd);
}

int main(int argc, char **argv)
{
    static server_t server;

    server.options = parse(argc, argv);
    start(&server);
    while (!server.stopping || server.count > 0)
        turn(&server);
    free(server.fds);
    free(server.members);
    return 0;
}

/*
 * peers.c - fuzzes the direct connections of the chat client: only those who
 *           have shown a token can speak, and nothing that is said gets lost
 *
 * Each byte of the script begins an act, and the next ones decide how it goes
 * on: the server announces or introduces somebody, a line comes, time passes,
 * the user says something. The text is what peers send if they send any bytes.
 * The other ends of all connections are in this process. After each act, what
 * the client has shown and sent is compared with a model by PROTOCOL.md,
 * "Calls". This file includes the source of the peers, and changes two things:
 * how they connect and how they accept.
 */
#include "fuzz.h"
#include "chat/connection.h"
#include "chat/text.h"

static int connect_end(const char *address, const char *port);
static int accept_end(void);

#define connection_connect connect_end
#define accept(listenfd, address, length) accept_end()
#include "chat/peer.c"
#undef accept
#undef connection_connect

#define SECOND 1000000LL /* in microseconds */

enum { PEOPLE = 3, ENDS = 80, CROWD = 64, ACTS = 100 };
enum { SCRIPT = 255, TURNS = 20000 };
enum { BURST = 200, FLOOD = 1500 }; /* lines that may come at once, and must */
enum { TEXT = 4096, SENT = 1 << 18 }; /* bytes */

static const char *const people[PEOPLE] = {"ann", "Bob", "eve"};
static const char introduced[] = "fedcba9876543210fedcba9876543210";

/* The end of a connection that is not the client's. */
typedef struct {
    connection_t connection; /* it only receives */
    int clientfd;            /* the other end, until it is accepted */
    int was_called;          /* the client has connected to it */
    long long since;         /* when it connected, or was called */
    long long eof_at;        /* when the client has half-closed; 0: not yet */
    long long shown_at;      /* when it has shown a token; 0: not yet */
    size_t who;              /* PEOPLE: nobody yet */
    int is_judged;    /* its first line has come, or it is to be closed */
    int talks;        /* "= ok" has been said */
    int has_closed;   /* it has half-closed, or is closed */
    int said_goodbye; /* it has half-closed before the client did */
    int was_reset;
    int is_slow, was_slow; /* it does not read */
    char *sent;            /* all that it sends */
    size_t length, written;
    size_t lines;      /* that it may have sent, at most */
    outcome_t outcome; /* the lines that it has sent, up to now */
    size_t at;         /* where the line after the next one begins */
    line_t kind;       /* of the next line that the client has not shown */
    char clean[3 * LINE_LIMIT + 1]; /* that line */
    size_t shown;                   /* how many the client has shown */
    long long flood_since;          /* since when there was a next line */
    size_t heard;                   /* lines from the client */
    size_t meant, last_serial;      /* to whom it speaks, with which text */
} end_t;

/* What is said to a person: by how many of these texts have gone each way. */
typedef struct {
    size_t said, went_directly, was_served, was_not_sent;
    size_t was_read; /* at ends of direct connections */
    size_t newest;   /* the serial number of the last text that came */
    size_t newest_before, last_served;
    long long failed_at; /* when a call has failed, as the client has said */
    long long failed_by; /* when it has failed at the latest */
    long long lost_at;   /* when all connections have ended */
    int is_connected;    /* as the client has said */
    int may_lose;        /* an end was reset, or did not read */
    int was_told; /* the client has shown that the connection has ended */
} person_t;

/* The state of a test. */
static struct {
    peers_t peers;
    connection_t server;
    rate_t none;
    int listening[2]; /* a byte in it is the number of an end to accept */
    end_t ends[ENDS];
    size_t end_count;
    person_t persons[PEOPLE];
    struct {
        size_t who;
        long long when;
        int was_used;
    } announced[ACTS]; /* the callers that the server has announced */
    size_t announced_count;
    struct {
        size_t who;
        long long when;
        int is_late; /* the client has shown that it waits no longer */
    } asks[ACTS];    /* the calls that the client has asked for */
    size_t ask_count, asks_answered;
    int refuses;            /* the next connection is refused */
    int expects_end;        /* the "= end" of an introduction comes next */
    int has_left, is_alone; /* the user has left; the server is gone */
    input_t *in;
    size_t numbers; /* of lines, up to now */
    char *log;      /* what peers said, by the client */
    size_t log_length, log_size;
} test;

/* Returns what follows in a line after some text, or NULL. */
static const char *after(const char *line, const char *text)
{
    size_t n = strlen(text);

    return line != NULL && strncmp(line, text, n) == 0 ? line + n : NULL;
}

/* Takes a person's name from a line; returns PEOPLE if it is nobody's. */
static size_t name_at(const char **line)
{
    for (size_t i = 0; *line != NULL && i < PEOPLE; i++)
        if (strncasecmp(*line, people[i], 3) == 0) {
            *line += 3;
            return i;
        }
    return PEOPLE;
}

static void make_token(char *token, size_t n)
{
    sprintf(token, "%032zx", n + 0xabcdef00);
}

/* Returns the call to a person that the server has not answered, or ACTS. */
static size_t ask_of(size_t who)
{
    for (size_t i = test.asks_answered; i < test.ask_count; i++)
        if (test.asks[i].who == who)
            return i;
    return ACTS;
}

/* Returns true if the client waits for the answer to a call no longer. */
static int is_late(size_t i)
{
    return i < test.ask_count &&
           (test.asks[i].is_late ||
            test.peers.now - test.asks[i].when >= 10 * SECOND);
}

/* What the user says */

/* Makes a text that is not said a second time. */
static void make_text(char *text, size_t who, size_t serial, size_t size)
{
    sprintf(text, "%zu %0*zu", who, (int)size, serial);
}

/* Checks a text that was said to a person; returns its serial number. */
static size_t check_text(const char *text, size_t who)
{
    person_t *person = &test.persons[who];
    char expected[LINE_SIZE];
    size_t serial = strtoul(text + 1, NULL, 10);

    make_text(expected, who, serial, strlen(text) - 2);
    expect(strcmp(text, expected) == 0, "what was said arrives as it was said");
    expect(0 < serial && serial <= person->said, "what arrives was said");
    expect(person->may_lose || serial > person->newest_before,
           "what was said first arrives first");
    if (serial > person->newest)
        person->newest = serial;
    return serial;
}

/* What the client shows */

static void show_said(const char *line)
{
    const char *name = line + 1;
    size_t n = strlen(line) + 2, who = name_at(&name);

    expect(who < PEOPLE && after(name, "] ") != NULL && name[2] != '\0',
           "a text has a name before it");
    if (test.log_length + n > test.log_size) {
        test.log_size = 2 * test.log_size + n;
        test.log = Realloc(test.log, test.log_size);
    }
    test.log[test.log_length++] = (char)who;
    strcpy(test.log + test.log_length, name + 2);
    test.log_length += strlen(name + 2) + 1;
}

static void show_alone(const char *list)
{
    for (size_t i = 0; i < PEOPLE; i++) {
        const char *name = strstr(list, people[i]);

        expect(!test.persons[i].is_connected == (name == NULL) &&
                   (name == NULL || strstr(name + 1, people[i]) == NULL),
               "without the server, who is connected is listed once");
    }
}

/* A call has failed, or the client waits for its answer no longer. */
static void show_failure(size_t who)
{
    size_t i = ask_of(who);

    expect(!test.persons[who].is_connected,
           "who is connected can be reached directly");
    if (i == ACTS) {
        test.persons[who].failed_at = test.peers.now;
        test.persons[who].failed_by = test.peers.now;
        return;
    }
    expect(test.asks[i].is_late ||
               test.peers.now - test.asks[i].when > 10 * SECOND - SECOND / 10,
           "the server has ten seconds to answer");
    test.asks[i].is_late = 1;
}

/* Returns true if one of the ends is a reason why a connection has ended. */
static int has_reason(const char *why)
{
    for (const end_t *ep = test.ends; ep < test.ends + test.end_count; ep++)
        if ((strcmp(why, "goodbye") == 0 && ep->has_closed) ||
            (strcmp(why, "connection lost") == 0 && ep->was_reset) ||
            (strcmp(why, "too slow") == 0 && ep->was_slow) ||
            (strcmp(why, "too fast") == 0 && ep->lines >= FLOOD) ||
            (strcmp(why, "nonsense") == 0 && ep->length > LINE_LIMIT))
            return 1;
    return 0;
}

static void show_event(size_t who, const char *event)
{
    const char *why = after(event, " is no longer connected directly: ");
    person_t *person = &test.persons[who];

    if (strcmp(event, " is connected directly") == 0) {
        expect(!person->is_connected, "who is connected was not before");
        expect(strncmp(event - 3, people[who], 3) == 0,
               "a name is spelled as the server spells it");
        person->is_connected = 1;
    } else if (why == NULL) {
        why = after(event, " cannot be reached directly: ");
        expect(why != NULL && *why != '\0', "an event has a known form");
        show_failure(who);
    } else {
        expect(person->is_connected, "who is no longer connected was before");
        expect(has_reason(why), "a connection ends for a reason");
        person->is_connected = 0;
        person->was_told = 1;
        if (strcmp(why, "goodbye") != 0)
            person->lost_at = test.peers.now;
    }
}

static void show_line(void *argument, const char *line)
{
    const char *rest;
    size_t who;
    person_t *person;

    (void)argument;
    expect(is_text(line, strlen(line)), "what is shown is valid text");
    if (*line == '[') {
        show_said(line);
        return;
    }
    if ((rest = after(line, "! the server is gone")) != NULL) {
        show_alone(rest);
        return;
    }
    rest = after(line, "* ");
    rest = rest ? rest : after(line, "= sent to ");
    rest = rest ? rest : after(line, "! not sent to ");
    rest = rest ? rest : after(line, "! not everything was sent to ");
    who = name_at(&rest);
    expect(who < PEOPLE, "a line is about somebody");
    person = &test.persons[who];
    if (*line == '*') {
        show_event(who, rest);
    } else if (*line == '=') {
        expect(strcmp(rest, " directly") == 0, "an answer has a known form");
        expect(person->is_connected, "only to the connected is sent directly");
        person->went_directly++;
    } else if (*rest == '\0') {
        expect(person->may_lose, "who reads has read everything");
        person->was_told = 1;
    } else {
        expect(after(rest, ": ") != NULL, "an error has a known form");
        person->was_not_sent++;
    }
}

/* The other ends */

static end_t *add_end(int fd)
{
    end_t *ep = &test.ends[test.end_count++];

    connection_init(&ep->connection, fd, LINE_SIZE - 2, &test.none, NULL);
    ep->since = test.peers.now;
    ep->who = PEOPLE;
    ep->sent = Malloc(SENT);
    return ep;
}

/* The client calls the person whom the server has introduced. */
static int connect_end(const char *address, const char *port)
{
    size_t who = test.asks[test.asks_answered].who;
    int fds[2];
    end_t *ep;

    expect(!is_late(test.asks_answered), "nobody is called late");
    expect(strcmp(address, "192.0.2.1") == 0 && strcmp(port, "1337") == 0,
           "the client calls at the address that it was told");
    test.asks_answered++;
    if (test.refuses || test.end_count == ENDS) {
        test.persons[who].failed_by = test.peers.now;
        errno = ECONNREFUSED;
        return -1;
    }
    make_pair(SOCK_STREAM, fds);
    ep = add_end(fds[1]);
    ep->was_called = 1;
    ep->who = who;
    return fds[0];
}

static int accept_end(void)
{
    unsigned char number;

    expect(read(test.listening[0], &number, 1) == 1,
           "the client accepts when somebody connects");
    return test.ends[number].clientfd;
}

/* Somebody connects. */
static end_t *caller_connects(void)
{
    char number = (char)test.end_count;
    int fds[2];
    end_t *ep;

    if (test.end_count == ENDS || test.has_left)
        return NULL;
    make_pair(SOCK_STREAM, fds);
    Rio_writen(test.listening[1], &number, 1);
    ep = add_end(fds[1]);
    ep->clientfd = fds[0];
    return ep;
}

/* Writes what an end sends, as far as it can be written. */
static int push(end_t *ep)
{
    int fd = ep->connection.fd;
    size_t n = ep->length - ep->written;
    ssize_t written = 0;

    if (fd >= 0 && n > 0)
        written = write(fd, ep->sent + ep->written, n);
    if (written > 0)
        ep->written += (size_t)written;
    if (fd >= 0 && ep->has_closed && ep->written == ep->length)
        shutdown(fd, SHUT_WR);
    return written > 0;
}

/* Checks a line that an end has received. */
static void hear_line(end_t *ep, const char *line)
{
    size_t serial;

    if (strcmp(line, PRESENCE) == 0 || after(line, "! ") != NULL)
        return;
    if (ep->heard++ == 0) {
        const char *token = after(line, "/call ");

        expect(ep->was_called ? token != NULL && strcmp(token, introduced) == 0
                              : strcmp(line, "= ok") == 0,
               "the first line is \"/call TOKEN\" or \"= ok\"");
        return;
    }
    ep->meant = (size_t)(*line - '0');
    expect(ep->meant < PEOPLE && (ep->who == PEOPLE || ep->who == ep->meant),
           "what is sent to a person was said to this person");
    serial = check_text(line, ep->meant);
    expect(serial > ep->last_serial, "what is said comes once, and in order");
    ep->last_serial = serial;
    test.persons[ep->meant].was_read++;
}

/* Receives what has come; returns false if there was no line and no EOF. */
static int hear(end_t *ep)
{
    connection_t *cp = &ep->connection;
    size_t heard = ep->heard, length;
    char *line;

    if (cp->fd < 0 || ep->is_slow)
        return 0;
    connection_ready(cp, POLLIN);
    /* At EOF, there may be a part of a line. */
    while (!cp->at_eof && connection_line(cp, 0, &line, &length) == LINE)
        hear_line(ep, line);
    if (cp->at_eof || cp->state == CLOSED) {
        connection_close(cp);
        ep->has_closed = 1;
        ep->eof_at = test.peers.now;
    }
    return ep->heard > heard || cp->fd < 0;
}

/* The model of what an end sends */

/* Goes to the next line that is not empty when it is clean. */
static line_t move_on(end_t *ep)
{
    const outcome_t *op = &ep->outcome;

    ep->kind = NO_LINE;
    *ep->clean = '\0';
    while (ep->kind == NO_LINE && ep->at < op->lines_length) {
        const char *line = op->lines + ep->at;
        const char *limit = memchr(line, '\n', op->lines_length - ep->at);

        ep->at += (size_t)(limit - line) + 1;
        if (*line == 'X')
            ep->kind = LONG_LINE;
        else if (text_clean(line + 1, (size_t)(limit - line) - 1, ep->clean))
            ep->kind = LINE;
    }
    return ep->kind;
}

/* Returns who was announced with a token, and may use it; or PEOPLE. */
static size_t caller_of(const char *shown)
{
    char token[TOKEN_LENGTH + 1];

    for (size_t i = 0; i < test.announced_count; i++) {
        make_token(token, i);
        if (strcmp(token, shown) == 0 && !test.announced[i].was_used &&
            test.peers.now - test.announced[i].when < 60 * SECOND) {
            test.announced[i].was_used = 1;
            return test.announced[i].who;
        }
    }
    return PEOPLE;
}

/* The first line of a caller has a token. It may be announced later. */
static void judge_caller(end_t *ep)
{
    const char *token = after(ep->clean, "/call ");

    if (token != NULL && strlen(token) == TOKEN_LENGTH &&
        strspn(token, "0123456789abcdef") == TOKEN_LENGTH) {
        ep->shown_at = ep->shown_at == 0 ? test.peers.now : ep->shown_at;
        ep->who = caller_of(token);
    }
    ep->talks = ep->who < PEOPLE;
    ep->is_judged = ep->talks || ep->shown_at == 0 || ep->said_goodbye ||
                    test.peers.now - ep->shown_at >= SECOND;
}

/* The first line of an end decides whether it talks. */
static void judge(end_t *ep)
{
    size_t later = (size_t)(test.ends + test.end_count - ep);
    line_t kind = move_on(ep);

    if (ep->is_judged || ep->was_reset)
        return;
    if (kind != NO_LINE && ep->was_called) {
        ep->is_judged = 1;
        ep->talks = strcmp(ep->clean, "= ok") == 0;
    } else if (kind != NO_LINE) {
        judge_caller(ep);
    } else {
        ep->is_judged = ep->said_goodbye || test.has_left ||
                        test.peers.now - ep->since >= 10 * SECOND;
    }
    if (!ep->talks && kind != NO_LINE && move_on(ep) != NO_LINE)
        ep->is_judged = 1; /* there is no second line before "= ok" */
    if (ep->eof_at > 0 && !ep->is_judged) {
        expect(later > CROWD || test.has_left,
               "who can still say the right thing is connected");
        ep->is_judged = 1;
    }
    if (!ep->is_judged)
        return;
    if (kind == NO_LINE && !ep->said_goodbye && !ep->was_slow &&
        !test.has_left && later <= CROWD)
        expect(llabs(ep->eof_at - ep->since - 10 * SECOND) < SECOND / 10,
               "who says nothing is disconnected after ten seconds");
    expect(ep->talks || ep->eof_at > 0 || ep->is_slow,
           "who has not said the right thing is disconnected");
    if (ep->was_called && !ep->talks)
        test.persons[ep->who].failed_by = test.peers.now;
}

/* Compares what the client has shown with what the ends have sent. */

/* Returns true if an end has sent this line next, and moves on. */
static int has_sent(end_t *ep, size_t who, const char *line)
{
    if (!ep->talks || ep->who != who || ep->kind != LINE ||
        strcmp(ep->clean, line) != 0)
        return 0;
    ep->shown++;
    move_on(ep);
    return 1;
}

/* Checks that an end was disconnected for a reason, and all it said shown. */
static void check_end(end_t *ep)
{
    const person_t *person = &test.persons[ep->who];

    expect(ep->talks || ep->heard <= (size_t)ep->was_called,
           "nothing is said before \"= ok\"");
    expect(ep->heard < 2 || ep->meant == ep->who,
           "what is sent to a person was said to this person");
    if (!ep->talks || ep->was_reset || test.has_left ||
        ep->since <= person->lost_at ||
        (ep->was_slow && (person->was_not_sent > 0 || person->was_told)))
        return;
    expect(ep->is_slow || ep->was_called || ep->heard > 0,
           "a token is answered");
    if (ep->lines <= BURST)
        expect(ep->kind == NO_LINE, "what a peer says is shown");
    if (ep->eof_at > 0)
        expect(ep->kind == NO_LINE && ep->said_goodbye,
               "a peer is disconnected for a reason, and after its last line");
    if (ep->kind == NO_LINE || ep->is_slow)
        ep->flood_since = 0;
    else if (ep->flood_since == 0)
        ep->flood_since = test.peers.now;
    else
        expect(test.peers.now - ep->flood_since <= 31 * SECOND,
               "who sends too fast for 30 seconds is disconnected");
}

/* The end that has just sent something comes first. */
static void check_shown(size_t actor)
{
    for (size_t i = 0; i < test.end_count; i++) {
        test.ends[i].at = 0;
        for (size_t n = 0; n < test.ends[i].shown + 2; n++)
            move_on(&test.ends[i]);
    }
    for (const char *log = test.log, *limit = log + test.log_length;
         log < limit; log += strlen(log) + 1) {
        size_t who = (size_t)*log++;
        int is_found =
            actor < test.end_count && has_sent(&test.ends[actor], who, log);

        for (size_t i = 0; i < test.end_count && !is_found; i++)
            is_found = has_sent(&test.ends[i], who, log);
        expect(is_found, "what is shown was sent by that person, next");
    }
    test.log_length = 0;
}

/* The server */

/* Checks a line that the server has received. */
static void serve_line(const char *line)
{
    const char *rest = after(line, "/call ");
    size_t who;

    if (rest != NULL) {
        who = name_at(&rest);
        expect(who < PEOPLE && *rest == '\0', "a call is to somebody");
        expect(!test.persons[who].is_connected && ask_of(who) == ACTS,
               "nobody is called in vain");
        expect(test.ask_count < ACTS, "nobody is called too often");
        test.asks[test.ask_count].who = who;
        test.asks[test.ask_count++].when = test.peers.now;
        return;
    }
    rest = after(line, "/msg ");
    who = name_at(&rest);
    expect(who < PEOPLE && *rest == ' ' && strlen(line) <= LINE_LIMIT,
           "other lines are \"/msg NAME TEXT\"");
    expect(!test.persons[who].is_connected,
           "what is said to the connected goes directly");
    expect(check_text(rest + 1, who) > test.persons[who].last_served,
           "what passes the server comes once, and in order");
    test.persons[who].last_served = test.persons[who].newest;
    test.persons[who].was_served++;
}

/* Takes the lines that the client has queued for the server. */
static void serve_lines(void)
{
    connection_t *cp = &test.server;

    if (cp->out_count == 0)
        return;
    connection_send(cp, "", 1);
    for (char *line = strtok(cp->out + cp->out_first, "\n"); line != NULL;
         line = strtok(NULL, "\n"))
        serve_line(line);
    connection_flush(cp); /* to /dev/null */
}

static void server_says(const char *line, int is_for_client)
{
    expect(peers_take(&test.peers, line) == is_for_client,
           "the user sees all lines but announcements and answers to calls");
}

static void server_says_end(void)
{
    server_says("= end", test.expects_end);
    test.expects_end = 0;
}

/* The event loop, in which time passes only when there is nothing to do */

/*
 * Returns true if something has happened; stores when to look again. No two
 * turns are at the same time.
 */
static int turn(long long *until)
{
    fd_set readable, writable;
    struct timeval none = {0, 0};
    int n, has_moved = 0;

    test.peers.now++;
    for (size_t i = 0; i < test.end_count; i++)
        has_moved |= push(&test.ends[i]);
    FD_ZERO(&readable);
    FD_ZERO(&writable);
    *until = peers_watch(&test.peers, &readable, &writable, LLONG_MAX);
    do /* libFuzzer has a timer */
        n = select(FD_SETSIZE, &readable, &writable, NULL, &none);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        unix_error("select");
    peers_turn(&test.peers, &readable, &writable);
    serve_lines();
    for (size_t i = 0; i < test.end_count; i++)
        has_moved |= hear(&test.ends[i]);
    return has_moved || n > 0;
}

/* Lets all that can happen now happen; returns when to look again. */
static long long settle(void)
{
    long long until;
    int turns = 0;

    for (int quiet = 0; quiet < 2; quiet++) { /* the next turn sends the rest */
        if (turn(&until) || until <= test.peers.now)
            quiet = -1;
        expect(turns++ < TURNS, "the client comes to rest");
    }
    return until;
}

static void pass_time(long long time)
{
    long long limit = test.peers.now + time;

    while (test.peers.now < limit) {
        long long until = settle();

        if (test.peers.now < limit)
            test.peers.now = until < limit ? until : limit;
    }
    settle();
}

static void check_person(size_t who)
{
    person_t *person = &test.persons[who];
    int talks = 0, may_talk = 0;

    for (size_t i = 0; i < test.end_count; i++) {
        const end_t *ep = &test.ends[i];

        if (!ep->talks || ep->who != who)
            continue;
        may_talk |= ep->eof_at == 0;
        talks |= ep->eof_at == 0 && !ep->has_closed && !ep->was_reset &&
                 !ep->was_slow;
    }
    if (!test.has_left) {
        expect(!talks || person->is_connected, "who can talk is connected");
        expect(may_talk || !person->is_connected, "who is connected can talk");
        expect(!person->is_connected || peers_are_there(&test.peers),
               "who is connected is there");
    }
    if (test.peers.held_size == 0)
        expect(person->said == person->went_directly + person->was_served +
                                   person->was_not_sent,
               "without a call, each text has gone one way");
    expect(person->was_read <= person->went_directly &&
               (person->was_read == person->went_directly || person->may_lose),
           "what is sent directly arrives");
    person->newest_before = person->newest;
}

/* Checks that texts are held only for a call, and few callers have no name. */
static void check_peers(void)
{
    int is_asking = 0, nameless = 0;

    for (size_t i = test.asks_answered; i < test.ask_count; i++)
        is_asking |= test.peers.now - test.asks[i].when < 10 * SECOND;
    for (size_t i = 0; i < test.end_count; i++)
        is_asking |= test.ends[i].was_called && !test.ends[i].is_judged;
    expect(test.peers.held_size == 0 || is_asking, "a call has an end");
    for (const peer_t *peer = test.peers.first; peer; peer = peer->later)
        nameless += peer->name[0] == '\0' && peer->connection.fd >= 0;
    expect(nameless <= CROWD, "not too many wait");
}

static void check(size_t actor)
{
    for (size_t i = 0; i < test.end_count; i++) {
        end_t *ep = &test.ends[i];

        if (ep->length > 0)
            ep->outcome = predict(ep->sent, ep->written,
                                  ep->was_reset || (ep->said_goodbye &&
                                                    ep->written == ep->length));
        ep->at = 0;
        judge(ep);
    }
    check_shown(actor);
    for (size_t i = 0; i < test.end_count; i++) {
        check_end(&test.ends[i]);
        free_outcome(&test.ends[i].outcome);
        test.ends[i].outcome = (outcome_t){0};
    }
    for (size_t i = 0; i < PEOPLE; i++)
        check_person(i);
    check_peers();
}

/* Acts of the other ends */

static void send_bytes(end_t *ep, const char *bytes, size_t n, size_t lines)
{
    if (ep->has_closed || ep->length + n > SENT)
        return;
    memcpy(ep->sent + ep->length, bytes, n);
    ep->length += n;
    ep->lines += lines;
}

/* No line has another number, and no other lines have a '#'. */
static void send_numbers(end_t *ep, size_t count)
{
    char line[32];

    while (count-- > 0) {
        sprintf(line, "#%zu\n", ++test.numbers);
        send_bytes(ep, line, strlen(line), 1);
    }
}

/*
 * Other lines may be like those of another end with the same name. So they are
 * only sent if the client shows them at once.
 */
static void send_any(end_t *ep, const char *bytes, size_t n, size_t lines)
{
    if (ep->lines + lines <= BURST && !ep->was_slow)
        send_bytes(ep, bytes, n, lines);
}

static void send_input(end_t *ep)
{
    char bytes[BURST];
    size_t n = next_choice(test.in);

    n = n < test.in->length ? n : test.in->length;
    n = n < BURST ? n : BURST - 1;
    for (size_t i = 0; i < n; i++)
        bytes[i] = test.in->text[i] == '#' ? '$' : test.in->text[i];
    test.in->text += n;
    test.in->length -= n;
    send_any(ep, bytes, n, n + 1);
}

/* Sends one of the announced tokens, or the one that comes next. */
static void send_token(end_t *ep)
{
    static const char *const ends[] = {"\n", "\r\n", "\r", " \n", "", "\nhi\n"};
    char line[80], token[TOKEN_LENGTH + 1];
    size_t i = next_choice(test.in), how = next_choice(test.in);

    make_token(token, i % (test.announced_count + 1));
    sprintf(line, "/call %s%s", token, ends[how % 6]);
    send_any(ep, line, strlen(line), 2);
}

static void send_special(end_t *ep)
{
    static const char *const specials[] = {"= ok\n",
                                           "= ok\r\n",
                                           "= ok\nhello\rthere\b\177\r\n",
                                           "= ok",
                                           "!\n",
                                           "! wrong token\n",
                                           "! \n",
                                           "half a line",
                                           "\n",
                                           "\033[31mred\033[0m\n",
                                           "\377\375\001are\377\366you\n",
                                           "\377\372\001",
                                           "\377\360\b\025x\r",
                                           "\342\200\256left\302\205\n",
                                           "[ann] I am ann\n",
                                           "/exit\n"};
    size_t how = next_choice(test.in) % 20;
    char line[LINE_LIMIT + 3];

    if (how < 16) {
        send_any(ep, specials[how], strlen(specials[how]), 3);
        return;
    }
    memset(line, 'x', sizeof(line));
    line[LINE_LIMIT - 17 + how] = '\n'; /* after 999 to 1,002 bytes */
    send_any(ep, line, LINE_LIMIT - 16 + how, 1);
}

/* Sends lines with numbers, perhaps together with the line before them. */
static void send_many(end_t *ep)
{
    static const size_t counts[] = {1, 2, 5, 50, 150, 201, 600, 2500};
    size_t how = next_choice(test.in);

    if (how / 8 % 2 && ep->was_called)
        send_any(ep, "= ok\n", 5, 1);
    else if (how / 8 % 2)
        send_token(ep);
    send_numbers(ep, counts[how % 8]);
}

static void set_slow(end_t *ep)
{
    if (!ep->talks)
        return;
    ep->is_slow = !ep->is_slow;
    ep->was_slow = 1;
    test.persons[ep->who].may_lose = 1;
}

static void half_close(end_t *ep)
{
    ep->said_goodbye |= ep->connection.fd >= 0;
    ep->has_closed = 1;
}

/* A caller that ends has sent its last line, which may have no line end. */
static void judge_last_line(end_t *ep)
{
    if (ep->is_judged || ep->length == 0)
        return;
    ep->outcome = predict(ep->sent, ep->written, 1);
    ep->at = 0;
    if (move_on(ep) != NO_LINE)
        judge_caller(ep);
    free_outcome(&ep->outcome);
    ep->outcome = (outcome_t){0};
}

static void reset(end_t *ep)
{
    if (ep->connection.fd < 0)
        return;
    connection_close(&ep->connection);
    ep->was_reset = ep->has_closed = 1;
    if (ep->who == PEOPLE)
        judge_last_line(ep);
    if (ep->who == PEOPLE)
        return;
    test.persons[ep->who].may_lose = 1;
    if (!ep->talks)
        test.persons[ep->who].failed_by = test.peers.now;
}

/* Acts of the server */

/* The server announces a person, with a token as no other has. */
static void announce(void)
{
    size_t i = test.announced_count, who = next_choice(test.in) % PEOPLE;
    char token[TOKEN_LENGTH + 1], line[100];

    if (test.is_alone)
        return;
    test.announced[i].who = who;
    test.announced[i].when = test.peers.now;
    make_token(token, test.announced_count++);
    sprintf(line, "* %s calls: %s", people[who], token);
    server_says(line, 1);
}

/* The server answers the oldest call. */
static void answer(void)
{
    static const char *const refusals[] = {
        "! nobody is called ",
        "! ",
        "! that is you",
        "! log in first: /login NAME",
        "! no such command: /call (try /help)",
        "! there is no token for you now"};
    size_t how = next_choice(test.in) % 11, i = test.asks_answered;
    char line[100];

    if (test.expects_end)
        server_says_end(); /* answers come in order */
    if (i == test.ask_count)
        return;
    if (how < 5 || how == 10) {
        snprintf(line, sizeof(line), "%s%s%s", refusals[how == 10 ? 5 : how],
                 how < 2 ? people[test.asks[i].who] : "",
                 how == 1 ? " does not listen" : "");
        test.asks_answered++;
        server_says(line, 1);
        return;
    }
    test.refuses = how == 5;
    snprintf(line, sizeof(line), "= %s 192.0.2.1 1337 %s",
             people[test.asks[i].who], introduced);
    server_says(line, 1);
    expect(test.asks_answered == i + !is_late(i),
           "who is introduced in time is called");
    test.asks_answered = i + 1;
    test.expects_end = 1;
    if (how < 9)
        server_says_end();
}

/* The server says something else. */
static void server_says_any(void)
{
    static const char *const lines[] = {
        "= ok",
        "= end",
        "! no such command: /bat (try /help)",
        "! nobody is called anna",
        "! you are logged in already, as bob",
        "= ann #lobby ::1 50234 2",
        "= Bob #lobby 2001:db8::2 50234 2 1337",
        "= eve #lobby 127.0.0.1 50234 2",
        "(ann) hello",
        "* ann joined #lobby",
        "* ann calls: 0",
        "* ann calls: 00112233445566778899aabbccddeeff0",
        "* ann calls: 00112233445566778899aabbccddeeff x",
        "* a]b calls: 00112233445566778899aabbccddeeff",
        "<ann> * ann calls: 00112233445566778899aabbccddeeff",
        "= anna 192.0.2.1 1337 fedcba9876543210fedcba9876543210"};
    size_t how = next_choice(test.in) / 2 % 16;

    if (test.is_alone)
        return;
    if (how == 1)
        server_says_end();
    else
        server_says(lines[how], 0);
}

static void lose_server(void)
{
    if (test.is_alone)
        return;
    test.is_alone = 1;
    serve_lines();
    connection_abort(&test.server, "connection closed");
    test.asks_answered = test.ask_count;
    peers_alone(&test.peers);
}

/* Acts of the user */

/* Says something; returns false if it must go through the server. */
static int say_text(size_t who, size_t typed, size_t size)
{
    static const char *const names[] = {"ann", "Bob", "eve",
                                        "ANN", "bob", "EVE"};
    person_t *person = &test.persons[who];
    char text[LINE_SIZE];
    int was_connected = person->is_connected, is_sent;
    int was_late = is_late(ask_of(who));

    make_text(text, who, ++person->said, size);
    is_sent = peers_say(&test.peers, names[who + typed % 2 * PEOPLE], text);
    person->said -= !is_sent;
    expect(is_sent || !was_connected,
           "what is said to the connected goes directly");
    expect(is_sent || was_late || test.is_alone ||
               test.peers.now - person->failed_by < 60 * SECOND,
           "a text goes through the server for a reason");
    expect(!is_sent || was_connected ||
               (!was_late && test.peers.now - person->failed_at >= 60 * SECOND),
           "after a call has failed, nobody is called for a minute");
    return is_sent;
}

/* As the client does, the test holds no more than 64 KiB of text. */
static void user_says(void)
{
    static const size_t sizes[] = {1, 1, 20, 100, 900, 980};
    size_t who = next_choice(test.in) % PEOPLE, how = next_choice(test.in);
    size_t size = sizes[how % 6], count = how / 6 % 16 == 15 ? 400 : 1;
    long long until;

    if (test.has_left)
        return;
    while (count-- > 0 && test.peers.held_size < QUEUE_BUSY &&
           say_text(who, how / 128, size))
        if (count % 8 == 7)
            turn(&until);
}

/* As the client does, the test leaves when no text is held. */
static void leave(void)
{
    if (test.has_left || test.peers.held_size > 0)
        return;
    test.has_left = 1;
    for (size_t i = 0; i < PEOPLE; i++)
        test.persons[i].is_connected = 0;
    peers_leave(&test.peers);
}

/* As in the client, calls and goodbyes take too long. */
static void hurry(void)
{
    long long until;

    for (size_t i = test.asks_answered; i < test.ask_count; i++)
        test.asks[i].is_late = 1;
    for (size_t i = 0; i < test.end_count; i++)
        test.ends[i].is_judged |= test.ends[i].was_called;
    peers_hurry(&test.peers);
    turn(&until);
    expect(test.peers.held_size == 0 &&
               (!test.has_left || !peers_are_there(&test.peers)),
           "after a hurry, nobody is called or sent anything");
}

/* Callers connect. They may be too many, and refused ones that stay. */
static void callers_connect(void)
{
    size_t how = next_choice(test.in);

    for (size_t i = 0; i < (how >= 254 ? CROWD + 2 : 1); i++) {
        end_t *ep = caller_connects();

        if (how == 254 && ep != NULL) {
            send_bytes(ep, "x\n", 2, 1);
            ep->is_slow = ep->was_slow = 1;
        }
    }
}

static void time_passes(void)
{
    static const long long times[] = {100000,      SECOND,      5 * SECOND,
                                      9900000,     10 * SECOND, 29 * SECOND,
                                      31 * SECOND, 60 * SECOND};

    pass_time(times[next_choice(test.in) % 8]);
}

static void something_ends(void)
{
    size_t how = next_choice(test.in) % 16;

    if (how == 13)
        hurry();
    else if (how == 14)
        lose_server();
    else if (how == 15)
        leave();
}

/* Lets somebody act; returns which end it is, or ENDS. */
static size_t act(size_t what)
{
    static void (*const acts[])(void) = {
        announce,  callers_connect, answer,      server_says_any,
        user_says, user_says,       time_passes, something_ends};
    static void (*const acts_of_ends[])(end_t *) = {
        send_token, send_token, send_special, send_special, send_input,
        send_many,  half_close, reset,        set_slow,     set_slow};
    size_t i;

    if (what < 8) {
        acts[what]();
        return ENDS;
    }
    i = next_choice(test.in);
    if (test.end_count == 0)
        return ENDS;
    acts_of_ends[what - 8](&test.ends[i % test.end_count]);
    return i % test.end_count;
}

/* All others say goodbye, then the user leaves: nothing may be left. */
static void finish(void)
{
    while (test.asks_answered < test.ask_count)
        answer();
    for (size_t i = 0; i < test.end_count; i++) {
        test.ends[i].is_slow = 0;
        half_close(&test.ends[i]);
    }
    for (int i = 0; i < 10; i++) {
        pass_time(10 * SECOND);
        check(ENDS);
    }
    for (size_t i = 0; i < PEOPLE; i++)
        expect(test.persons[i].was_read == test.persons[i].went_directly ||
                   test.persons[i].was_told,
               "the user is told if something may have been lost");
    leave();
    pass_time(20 * SECOND);
    check(ENDS);
    expect((test.peers.first == NULL || test.is_alone) &&
               test.peers.held_size == 0,
           "no peer and no text is left when all have gone");
}

static void start(input_t *in)
{
    memset(&test, 0, sizeof(test));
    test.in = in;
    test.log_size = LINE_SIZE;
    test.log = Malloc(test.log_size);
    make_pair(SOCK_STREAM, test.listening);
    connection_init(&test.server, Open("/dev/null", O_RDWR, 0), LINE_SIZE - 2,
                    &test.peers.rate, NULL);
    test.peers.server = &test.server;
    test.peers.show = show_line;
    test.peers.listenfd = test.listening[0];
    strcpy(test.peers.port, "1337");
    test.peers.now = 1000 * SECOND;
    test.peers.rate = connection_rate(LINE_RATE);
}

static int open_descriptors(void)
{
    int count = 0;

    for (int fd = 0; fd < 3 * ENDS; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input_t in = input_of(data, size);
    int before = open_descriptors();

    Signal(SIGPIPE, SIG_IGN);
    if (in.length > TEXT || in.script_length > SCRIPT)
        return 0;
    start(&in);
    for (int i = 0; i < ACTS && in.at < in.script_length; i++) {
        size_t actor = act(next_choice(&in) % 18);

        settle();
        check(actor);
    }
    finish();
    connection_close(&test.server);
    Close(test.listening[1]);
    for (size_t i = 0; i < test.end_count; i++) {
        connection_close(&test.ends[i].connection);
        Free(test.ends[i].sent);
    }
    for (peer_t *peer; (peer = test.peers.first) != NULL; Free(peer)) {
        test.peers.first = peer->later; /* the late calls, without a server */
        Free(peer->held);
    }
    Free(test.log);
    expect(open_descriptors() == before, "no descriptor is left open");
    return 0;
}

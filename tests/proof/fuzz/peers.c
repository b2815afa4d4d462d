/*
 * peers.c - fuzzes the direct connections of the chat client: only those who
 *           have shown a token can speak, and nothing that is said gets lost
 *
 * Each byte of the script begins an act, and the next ones decide how it goes
 * on: the server announces or introduces somebody, a line comes, time passes,
 * the user says something. The text is what peers and the server send if they
 * send any bytes. The other ends of all connections are in this process. After
 * each act, what the client has shown and sent is compared with a model by
 * PROTOCOL.md, "Calls". This file includes the source of the peers, and changes
 * two things: how they connect and how they accept.
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

enum {
    PEOPLE = 3,
    ENDS = 80,
    FEW = 60,
    ACTS = 100,
    SCRIPT = 255,
    TURNS = 20000
};
enum { BURST = 200, FLOOD = 1500 }; /* lines that may come at once, and must */
enum { TEXT = 4096, SENT = 1 << 18 }; /* bytes */

static const char *const people[PEOPLE] = {"ann", "Bob", "a"};

/* The end of a connection that is not the client's. */
typedef struct {
    int fd;         /* -1 after it has been closed */
    int was_called; /* the client has connected to it, with this token */
    char token[TOKEN_LENGTH + 1];
    long long since; /* when it connected, or when its call began */
    long long eof_at, flood_since;
    long long shown_at;  /* when it has shown a token; 0: not yet */
    size_t who;          /* PEOPLE: nobody yet */
    int is_one_too_many; /* too many wait with it, and it is the oldest */
    int is_judged;       /* its first line has come, or it is to be closed */
    int talks;           /* "= ok" has been said */
    int has_closed;      /* it has half-closed, or is closed */
    int said_goodbye;    /* it has half-closed before the client did */
    int was_reset;
    int is_slow, was_slow; /* it does not read */
    int at_eof, is_over;   /* the client has half-closed; that was checked */
    char *sent;            /* all that it sends */
    size_t length, written;
    size_t lines; /* that it may have sent, at most */
    size_t shown; /* how many of its lines the client has shown */
    char *heard;  /* bytes that it has received, and not checked yet */
    size_t heard_length, heard_size;
    int telnet; /* bytes that are missing of an answer to telnet */
    size_t lines_heard, last_serial;
} end_t;

/* What is said to a person: by how many of these texts have gone each way. */
typedef struct {
    size_t said, went_directly, was_served, was_not_sent;
    size_t was_read; /* at ends of direct connections */
    size_t newest;   /* the serial number of the last text that came */
    size_t newest_before;
    size_t last_served;
    long long failed_at; /* when a call has failed */
    int is_connected;    /* as the client has said */
    int may_lose;        /* an end was reset, or did not read */
    int was_told; /* the client has shown that the connection has ended */
} person_t;

typedef struct {
    char token[TOKEN_LENGTH + 1];
    size_t who;
    long long when;
    int was_used;
} announced_t;

/* The state of a test. */
static struct {
    peers_t peers;
    connection_t server, *due;
    int listening[2];   /* a byte in it is a connection to accept */
    int accepted[ENDS]; /* descriptors that accept returns */
    size_t accepted_first, accepted_count;
    end_t ends[ENDS];
    size_t end_count;
    person_t persons[PEOPLE];
    announced_t announced[ACTS];
    size_t announced_count;
    struct {
        size_t who;
        long long when;
    } asks[ACTS]; /* calls that the server has not answered */
    size_t ask_count, asks_answered;
    const char *introduced; /* the token of the introduction */
    int refuses;            /* a connection is refused */
    int expects_end;        /* the "= end" of an introduction comes next */
    int babbles;            /* some end does: the model does not count it */
    int has_left, is_alone; /* the user has left; the server is gone */
    input_t *in;
    size_t numbers; /* of lines, up to now */
    char *log;      /* what peers said, by the client */
    size_t log_length, log_size;
} test;

/* Forms of lines */

/* Returns what follows in a line after some text, or NULL. */
static const char *after(const char *line, const char *text)
{
    size_t n = strlen(text);

    return line != NULL && strncmp(line, text, n) == 0 ? line + n : NULL;
}

/* Takes a person's name from a line; returns PEOPLE if it is nobody's. */
static size_t name_at(const char **line)
{
    size_t n = *line != NULL ? strspn(*line, "abnoABNO") : 0;

    for (size_t i = 0; i < PEOPLE; i++)
        if (n > 0 && n == strlen(people[i]) &&
            strncasecmp(*line, people[i], n) == 0) {
            *line += n;
            return i;
        }
    return PEOPLE;
}

static int is_all_of_a_token(const char *s)
{
    return strlen(s) == TOKEN_LENGTH &&
           strspn(s, "0123456789abcdef") == TOKEN_LENGTH;
}

static int is_valid_name(const char *name, size_t n)
{
    char copy[NAME_LIMIT + 1] = "";

    if (n > NAME_LIMIT)
        return 0;
    memcpy(copy, name, n);
    return name_is_valid(copy);
}

static int is_announcement(const char *line)
{
    const char *name = after(line, "* "), *rest;
    size_t n = name != NULL ? strcspn(name, " ") : 0;

    rest = name != NULL ? after(name + n, " calls: ") : NULL;
    return rest != NULL && is_valid_name(name, n) && is_all_of_a_token(rest);
}

/* Returns true if a line is "= NAME ADDRESS PORT TOKEN", with this name. */
static int is_introduction(const char *line, size_t who)
{
    const char *rest = after(line, "= ");
    size_t n, digits;

    if (rest == NULL || name_at(&rest) != who || *rest++ != ' ')
        return 0;
    n = strcspn(rest, " ");
    if (n == 0 || rest[n] != ' ')
        return 0;
    rest += n + 1;
    digits = strspn(rest, "0123456789");
    return 0 < digits && digits <= 5 && rest[digits] == ' ' &&
           is_all_of_a_token(rest + digits + 1);
}

/* Returns true if a line says that the server does not introduce a person. */
static int is_refused(const char *line, size_t who)
{
    const char *name = after(line, "! nobody is called ");

    if (name != NULL)
        return name_at(&name) == who && *name == '\0';
    name = after(line, "! ");
    if (name_at(&name) == who && name != NULL)
        return strcmp(name, " does not listen") == 0;
    return strcmp(line, "! that is you") == 0 ||
           after(line, "! log in first: ") != NULL ||
           strcmp(line, "! there is no token for you now") == 0 ||
           after(line, "! no such command: /call") != NULL;
}

/* What the user says */

/* Makes a text that is not said a second time. */
static void make_text(char *text, size_t who, size_t serial, size_t size)
{
    sprintf(text, "%zu %zu %zu ", serial, who, size);
    for (size_t n = strlen(text); n < size; n++) {
        text[n] = (char)('a' + (serial + n) % 26);
        text[n + 1] = '\0';
    }
}

/* Checks a text that was said to a person; returns its serial number. */
static size_t check_text(const char *text, size_t who)
{
    char expected[LINE_SIZE];
    size_t serial = 0, to = 0, size = 0;

    expect(sscanf(text, "%zu %zu %zu ", &serial, &to, &size) == 3 &&
               to == who && size <= LINE_LIMIT,
           "what is sent to a person was said to this person");
    make_text(expected, who, serial, size);
    expect(strcmp(text, expected) == 0, "what was said arrives as it was said");
    expect(0 < serial && serial <= test.persons[who].said,
           "what arrives was said");
    expect(test.persons[who].may_lose ||
               serial > test.persons[who].newest_before,
           "what was said first arrives first");
    if (serial > test.persons[who].newest)
        test.persons[who].newest = serial;
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
    for (size_t i = 0; i < PEOPLE; i++)
        test.persons[i].is_connected *= 2;
    if (*list != '\0')
        list = after(list, "; connected to");
    for (const char *before = ": "; list != NULL && *list != '\0';
         before = ", ") {
        size_t who;

        list = after(list, before);
        who = name_at(&list);
        expect(who < PEOPLE && test.persons[who].is_connected == 2,
               "without the server, the connected are listed once");
        test.persons[who].is_connected = 1;
    }
    expect(list != NULL, "without the server, the line lists names");
    for (size_t i = 0; i < PEOPLE; i++)
        expect(test.persons[i].is_connected < 2,
               "without the server, all who are connected are listed");
}

static void show_event(person_t *person, const char *event)
{
    static const char *const whys[] = {"goodbye", "connection lost", "too slow",
                                       "too fast", "nonsense"};
    const char *why = after(event, " is no longer connected directly: ");
    int is_known = 0;

    if (strcmp(event, " is connected directly") == 0) {
        expect(!person->is_connected, "who is connected was not before");
        person->is_connected = 1;
        return;
    }
    if (why == NULL) {
        why = after(event, " cannot be reached directly: ");
        expect(why != NULL && *why != '\0', "an event has a known form");
        person->failed_at = test.peers.now;
        return;
    }
    for (size_t i = 0; i < sizeof(whys) / sizeof(whys[0]); i++)
        is_known |= strcmp(why, whys[i]) == 0;
    expect(is_known, "a connection ends for a known reason");
    expect(person->is_connected, "who is no longer connected was before");
    person->is_connected = 0;
    person->was_told = 1;
}

static void show_line(void *argument, const char *line)
{
    const char *rest;
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
    person = &test.persons[name_at(&rest)];
    expect(person < test.persons + PEOPLE, "a line is about somebody");
    if (*line == '*') {
        show_event(person, rest);
    } else if (*line == '=') {
        expect(strcmp(rest, " directly") == 0, "an answer has a known form");
        expect(person->is_connected, "only to the connected is sent directly");
        person->went_directly++;
    } else if (*rest == '\0') {
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

    *ep = (end_t){.fd = fd, .since = test.peers.now, .who = PEOPLE};
    ep->sent = Malloc(SENT);
    return ep;
}

/* The client calls the person whom the server has introduced. */
static int connect_end(const char *address, const char *port)
{
    int fds[2];
    end_t *ep;

    expect(test.introduced != NULL, "the client calls after an introduction");
    expect(strcmp(address, "192.0.2.1") == 0 && strcmp(port, "1337") == 0,
           "the client calls at the address that it was told");
    if (test.refuses || test.end_count == ENDS) {
        errno = ECONNREFUSED;
        return -1;
    }
    make_pair(SOCK_STREAM, fds);
    ep = add_end(fds[1]);
    ep->was_called = 1;
    strcpy(ep->token, test.introduced);
    ep->since = test.asks[test.asks_answered].when;
    ep->who = test.asks[test.asks_answered].who;
    return fds[0];
}

static int accept_end(void)
{
    char byte;

    expect(read(test.listening[0], &byte, 1) == 1 && test.accepted_count > 0,
           "the client accepts when somebody connects");
    test.accepted_count--;
    return test.accepted[test.accepted_first++];
}

/* Somebody connects. Of too many that wait, the oldest is to be closed. */
static void caller_connects(void)
{
    size_t waiting = 0;
    end_t *oldest = NULL;
    int fds[2];

    if (test.end_count >= (test.babbles ? FEW : ENDS) || test.has_left)
        return;
    make_pair(SOCK_STREAM, fds);
    test.accepted[test.accepted_first + test.accepted_count++] = fds[0];
    Rio_writen(test.listening[1], "", 1);
    add_end(fds[1]);
    for (size_t i = test.end_count; i-- > 0;)
        if (!test.ends[i].was_called && !test.ends[i].is_judged &&
            !test.ends[i].is_one_too_many && !test.ends[i].was_reset) {
            oldest = &test.ends[i];
            waiting++;
        }
    if (waiting > 64)
        oldest->is_one_too_many = 1;
}

/* Writes what an end sends, as far as it can be written. */
static size_t push(end_t *ep)
{
    size_t n = ep->length - ep->written;
    ssize_t written = 0;

    if (ep->fd >= 0 && n > 0)
        written = write(ep->fd, ep->sent + ep->written, n);
    if (written > 0)
        ep->written += (size_t)written;
    if (ep->fd >= 0 && ep->has_closed && ep->written == ep->length)
        shutdown(ep->fd, SHUT_WR);
    return written > 0 ? (size_t)written : 0;
}

/* A line from the client, which has no IAC in it any longer. */
static void hear_line(end_t *ep, const char *line)
{
    size_t serial;

    if (strcmp(line, PRESENCE) == 0)
        return;
    if (*line == '!') {
        expect(after(line, "! ") != NULL, "a peer is told why");
        return;
    }
    if (ep->lines_heard++ == 0) {
        const char *token = after(line, "/call ");

        if (ep->was_called)
            expect(token != NULL && strcmp(token, ep->token) == 0,
                   "a call begins with the token");
        else
            expect(strcmp(line, "= ok") == 0 && ep->talks,
                   "who has shown a token gets \"= ok\", and nobody else");
        return;
    }
    expect(ep->talks, "nothing is said before \"= ok\"");
    serial = check_text(line, ep->who);
    expect(serial > ep->last_serial, "what is said comes once, and in order");
    ep->last_serial = serial;
    test.persons[ep->who].was_read++;
}

/* Adds a byte from the client, unless it is part of an answer to telnet. */
static void hear_byte(end_t *ep, unsigned char byte)
{
    if (ep->telnet > 0)
        ep->telnet--;
    else if (byte == 255)
        ep->telnet = 2; /* IAC, WONT or DONT, and an option */
    else
        ep->heard[ep->heard_length++] = (char)byte;
}

/* Reads what has come; returns false if there was nothing. */
static int hear(end_t *ep)
{
    unsigned char bytes[MAXBUF];
    ssize_t n;

    if (ep->fd < 0 || ep->is_slow)
        return 0;
    n = read(ep->fd, bytes, sizeof(bytes));
    if (n < 0 && would_block())
        return 0;
    if (n <= 0) {
        ep->at_eof = ep->has_closed = 1;
        ep->eof_at = test.peers.now;
        close(ep->fd);
        ep->fd = -1;
        return 1;
    }
    if (ep->heard_size < ep->heard_length + MAXBUF) {
        ep->heard_size = 2 * ep->heard_size + MAXBUF;
        ep->heard = Realloc(ep->heard, ep->heard_size);
    }
    for (ssize_t i = 0; i < n; i++)
        hear_byte(ep, bytes[i]);
    return 1;
}

/* Takes the complete lines out of what was heard. */
static void hear_lines(end_t *ep)
{
    char *line = ep->heard, *limit, *newline;

    if (ep->heard_length == 0)
        return;
    limit = line + ep->heard_length;
    while ((newline = memchr(line, '\n', (size_t)(limit - line))) != NULL) {
        *newline = '\0';
        hear_line(ep, line);
        line = newline + 1;
    }
    ep->heard_length = (size_t)(limit - line);
    memmove(ep->heard, line, ep->heard_length);
}

/* The model of what an end sends */

static outcome_t lines_of(const end_t *ep)
{
    int at_eof =
        ep->was_reset || (ep->said_goodbye && ep->written == ep->length);

    return predict(ep->sent, ep->written, at_eof);
}

/* Takes the next line that is not empty when it is clean. */
static line_t next_line(const outcome_t *op, size_t *at, char *clean)
{
    while (*at < op->lines_length) {
        const char *line = op->lines + *at;
        const char *limit = memchr(line, '\n', op->lines_length - *at);

        *at += (size_t)(limit - line) + 1;
        if (*line == 'X')
            return LONG_LINE;
        if (text_clean(line + 1, (size_t)(limit - line) - 1, clean) > 0)
            return LINE;
    }
    return NO_LINE;
}

static void make_token(char *token, size_t n)
{
    sprintf(token, "%032zx", n + 0xabcdef00);
}

/* Returns who was announced with a token, and may use it; or PEOPLE. */
static size_t caller_of(const char *token)
{
    for (size_t i = 0; i < test.announced_count; i++) {
        announced_t *ap = &test.announced[i];

        if (strcmp(token, ap->token) == 0 && !ap->was_used &&
            test.peers.now - ap->when < 60 * SECOND) {
            ap->was_used = 1;
            return ap->who;
        }
    }
    return PEOPLE;
}

/* The first line of who was called decides whether it talks. */
static void judge_called(end_t *ep, const char *line)
{
    ep->is_judged = 1;
    ep->talks = strcmp(line, "= ok") == 0;
}

/* That of a caller has a token, which may be announced a second later. */
static void judge_caller(end_t *ep, const char *line)
{
    const char *token = after(line, "/call ");

    if (token != NULL && is_all_of_a_token(token)) {
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
    char clean[3 * LINE_LIMIT + 1] = "", second[3 * LINE_LIMIT + 1];
    outcome_t outcome;
    size_t at = 0;
    line_t kind;

    if (ep->is_judged || ep->is_over || ep->was_reset)
        return;
    outcome = lines_of(ep);
    kind = next_line(&outcome, &at, clean);
    if (kind != NO_LINE && ep->was_called)
        judge_called(ep, kind == LINE ? clean : "");
    else if (kind != NO_LINE)
        judge_caller(ep, kind == LINE ? clean : "");
    else if (ep->said_goodbye || test.peers.now - ep->since >= 10 * SECOND)
        ep->is_judged = 1;
    if (!ep->talks && kind != NO_LINE &&
        next_line(&outcome, &at, second) != NO_LINE)
        ep->is_judged = 1; /* there is no second line before "= ok" */
    free_outcome(&outcome);
    if (ep->is_judged && kind == NO_LINE && !ep->said_goodbye)
        expect(ep->eof_at == ep->since + 10 * SECOND,
               "who says nothing is disconnected after ten seconds");
    ep->is_judged |= ep->is_one_too_many;
    if (ep->is_judged)
        expect(ep->talks || ep->at_eof || ep->is_slow,
               "who has not said the right thing is disconnected");
    else
        expect(!ep->at_eof, "who can still say the right thing is connected");
}

/* Compares what the client has shown with what the ends have sent. */

static struct {
    outcome_t outcome;
    size_t at;
    line_t kind; /* of the next line */
    char clean[3 * LINE_LIMIT + 1];
} next[ENDS];

static void move_on(size_t i)
{
    next[i].kind = next_line(&next[i].outcome, &next[i].at, next[i].clean);
}

/* Returns true if an end has sent this line next, and moves on. */
static int has_sent(size_t i, size_t who, const char *line)
{
    end_t *ep = &test.ends[i];

    if (!ep->talks || ep->who != who || next[i].kind != LINE ||
        strcmp(next[i].clean, line) != 0)
        return 0;
    ep->shown++;
    move_on(i);
    return 1;
}

/* Checks that an end was disconnected for a reason, and all it said shown. */
static void check_end(end_t *ep, line_t kind)
{
    const person_t *person = &test.persons[ep->who];

    if (!ep->talks || ep->was_reset || test.has_left ||
        (ep->was_slow && (person->was_not_sent > 0 || person->was_told)))
        return;
    expect(ep->is_slow || ep->was_called || ep->lines_heard > 0,
           "a token is answered");
    if (ep->lines <= BURST) {
        expect(kind != LINE, "what a peer says is shown");
        expect(kind != LONG_LINE || ep->at_eof || ep->is_slow,
               "a line that is too long ends the connection");
    }
    if (ep->at_eof && ep->shown < FLOOD)
        expect(kind == LONG_LINE || (kind == NO_LINE && ep->said_goodbye),
               "a peer is disconnected for a reason, and after its last line");
    if (kind != LINE)
        ep->flood_since = 0;
    else if (ep->flood_since == 0)
        ep->flood_since = test.peers.now;
    else
        expect(ep->at_eof || ep->is_slow ||
                   test.peers.now - ep->flood_since <= 31 * SECOND,
               "who sends too fast for 30 seconds is disconnected");
}

/* The end that has just sent something comes first. */
static void check_shown(size_t actor)
{
    for (size_t i = 0; i < test.end_count; i++) {
        if (!test.ends[i].talks)
            continue;
        next[i].outcome = lines_of(&test.ends[i]);
        next[i].at = 0;
        for (size_t n = 0; n < test.ends[i].shown + 2; n++)
            move_on(i);
    }
    for (const char *log = test.log, *limit = log + test.log_length;
         log < limit; log += strlen(log) + 1) {
        size_t who = (size_t)*log++;
        int is_found = actor < test.end_count && has_sent(actor, who, log);

        for (size_t i = 0; i < test.end_count && !is_found; i++)
            is_found = has_sent(i, who, log);
        expect(is_found, "what is shown was sent by that person, next");
    }
    test.log_length = 0;
    for (size_t i = 0; i < test.end_count; i++) {
        if (!test.ends[i].talks)
            continue;
        check_end(&test.ends[i], next[i].kind);
        free_outcome(&next[i].outcome);
    }
}

/* The server */

static int is_asked(size_t i)
{
    return test.peers.now - test.asks[i].when < 10 * SECOND;
}

/* Returns the oldest call that waits for the server; PEOPLE: there is none. */
static size_t asked(void)
{
    while (test.asks_answered < test.ask_count && !is_asked(test.asks_answered))
        test.asks_answered++;
    return test.asks_answered < test.ask_count
               ? test.asks[test.asks_answered].who
               : PEOPLE;
}

static void serve_line(const char *line)
{
    const char *rest = after(line, "/call ");
    size_t who;

    if (rest != NULL) {
        who = name_at(&rest);
        expect(who < PEOPLE && *rest == '\0', "a call is to somebody");
        expect(!test.persons[who].is_connected, "nobody is called in vain");
        expect(test.ask_count < ACTS, "nobody is called too often");
        test.asks[test.ask_count].who = who;
        test.asks[test.ask_count++].when = test.peers.now;
        return;
    }
    rest = after(line, "/msg ");
    who = name_at(&rest);
    expect(who < PEOPLE && *rest == ' ', "other lines are \"/msg NAME TEXT\"");
    expect(check_text(rest + 1, who) > test.persons[who].last_served,
           "what passes the server comes once, and in order");
    test.persons[who].last_served = test.persons[who].newest;
    test.persons[who].was_served++;
}

/* Takes the lines that the client has queued for the server. */
static void serve_lines(void)
{
    connection_t *cp = &test.server;
    char *line, *limit;

    if (cp->out_count == 0)
        return;
    line = cp->out + cp->out_first;
    limit = line + cp->out_count;
    for (char *newline; line < limit; line = newline + 1) {
        newline = memchr(line, '\n', (size_t)(limit - line));
        expect(newline != NULL && newline - line <= LINE_LIMIT,
               "the server gets lines of at most 1,000 bytes");
        *newline = '\0';
        serve_line(line);
    }
    connection_flush(cp);
}

/* Returns true if a line from the server is not for the user, by the model. */
static int is_for_client(const char *line)
{
    size_t who = asked();

    if (test.expects_end && (*line == '=' || *line == '!')) {
        test.expects_end = 0;
        return strcmp(line, "= end") == 0;
    }
    if (!test.has_left && is_announcement(line))
        return 1;
    if (who == PEOPLE)
        return 0;
    if (is_refused(line, who)) {
        test.asks_answered++;
        return 1;
    }
    return is_introduction(line, who);
}

static void server_says(const char *line)
{
    int is_taken;

    if (test.is_alone)
        return;
    is_taken = is_for_client(line);
    expect(peers_take(&test.peers, line) == is_taken,
           "the user sees all lines but announcements and answers to calls");
}

/* The event loop, in which time passes only when there is nothing to do */

/* Returns true if something has happened; stores when to look again. */
static int turn(long long *until)
{
    fd_set readable, writable;
    struct timeval none = {0, 0};
    int maxfd, n, has_moved = 0;

    for (size_t i = 0; i < test.end_count; i++)
        has_moved |= push(&test.ends[i]) > 0;
    FD_ZERO(&readable);
    FD_ZERO(&writable);
    *until = LLONG_MAX;
    maxfd = peers_watch(&test.peers, &readable, &writable, until);
    do /* libFuzzer has a timer */
        n = select(maxfd + 1, &readable, &writable, NULL, &none);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        unix_error("select");
    peers_turn(&test.peers, &readable, &writable);
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
        may_talk |= !ep->at_eof;
        talks |=
            !ep->at_eof && !ep->has_closed && !ep->was_reset && !ep->was_slow;
    }
    if (!test.has_left) {
        expect(!talks || person->is_connected, "who can talk is connected");
        expect(may_talk || !person->is_connected, "who is connected can talk");
    }
    if (!peers_are_calling(&test.peers))
        expect(person->said == person->went_directly + person->was_served +
                                   person->was_not_sent,
               "without a call, each text has gone one way");
    expect(person->was_read <= person->went_directly &&
               (person->was_read == person->went_directly || person->may_lose),
           "what is sent directly arrives");
    person->newest_before = person->newest;
}

static void check(size_t actor)
{
    int is_asking = 0;

    serve_lines();
    for (size_t i = 0; i < test.end_count; i++)
        judge(&test.ends[i]);
    for (size_t i = 0; i < test.end_count; i++)
        hear_lines(&test.ends[i]);
    check_shown(actor);
    for (size_t i = 0; i < test.end_count; i++) {
        end_t *ep = &test.ends[i];

        ep->is_over = ep->at_eof;
        is_asking |= ep->was_called && !ep->is_judged && !ep->is_over;
    }
    for (size_t i = 0; i < PEOPLE; i++)
        check_person(i);
    is_asking |= asked() < PEOPLE;
    expect(!peers_are_calling(&test.peers) || is_asking, "a call has an end");
}

/* Acts */

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
    char line[80];
    size_t i = next_choice(test.in), how = next_choice(test.in);
    char token[TOKEN_LENGTH + 1];

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

/* Somebody who waits asks whether the client is there, and does not listen. */
static void babble(end_t *ep)
{
    if (ep->is_judged || ep->was_called || ep->length > 0 ||
        test.end_count > FEW)
        return;
    test.babbles = 1;
    ep->is_judged = ep->is_slow = ep->was_slow = 1;
    for (size_t i = 0; i < 30000; i++)
        send_bytes(ep, "\377\366", 2, 0);
    if (next_choice(test.in) % 2)
        send_bytes(ep, "x\n", 2, 1);
}

static void set_slow(end_t *ep)
{
    if (!ep->talks || ep->who >= PEOPLE)
        return;
    ep->is_slow = !ep->is_slow;
    ep->was_slow = 1;
    test.persons[ep->who].may_lose = 1;
}

static void half_close(end_t *ep)
{
    ep->said_goodbye |= ep->fd >= 0;
    ep->has_closed = 1;
}

static void reset(end_t *ep)
{
    if (ep->fd < 0)
        return;
    close(ep->fd);
    ep->fd = -1;
    ep->was_reset = ep->has_closed = 1;
    if (ep->who < PEOPLE)
        test.persons[ep->who].may_lose = 1;
}

/* The server announces a person, perhaps with a token as no other has. */
static void announce(void)
{
    announced_t *ap = &test.announced[test.announced_count];
    char line[100];

    if (test.is_alone || test.has_left)
        return;
    *ap = (announced_t){.when = test.peers.now};
    ap->who = next_choice(test.in) % PEOPLE;
    make_token(ap->token, test.announced_count++);
    sprintf(line, "* %s calls: %s", people[ap->who], ap->token);
    server_says(line);
}

/* The server answers the oldest call. */
static void answer(void)
{
    static const char *const refusals[] = {
        "! nobody is called ", "! ", "! that is you",
        "! log in first: /login NAME", "! no such command: /call (try /help)"};
    size_t how = next_choice(test.in) % 10, who = asked();
    char line[100];

    if (test.expects_end)
        server_says("= end"); /* answers come in order */
    if (who == PEOPLE)
        return;
    if (how < 5) {
        snprintf(line, sizeof(line), "%s%s%s", refusals[how],
                 how < 2 ? people[who] : "",
                 how == 1 ? " does not listen" : "");
        server_says(line);
        return;
    }
    test.introduced = "fedcba9876543210fedcba9876543210";
    test.refuses = how == 5;
    snprintf(line, sizeof(line), "= %s 192.0.2.1 1337 %s", people[who],
             test.introduced);
    server_says(line);
    if (test.is_alone)
        return;
    test.introduced = NULL;
    test.asks_answered++;
    test.expects_end = 1;
    if (how < 9)
        server_says("= end");
}

/* The server says something else, perhaps part of the input. */
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
        "= a #lobby 127.0.0.1 50234 2",
        "(ann) hello",
        "* ann joined #lobby",
        "* ann calls: 0",
        "* ann calls: 00112233445566778899aabbccddeeff0",
        "* ann calls: 00112233445566778899aabbccddeeff x",
        "* a]b calls: 00112233445566778899aabbccddeeff",
        "<ann> * ann calls: 00112233445566778899aabbccddeeff"};
    char line[300], clean[3 * sizeof(line) + 1];
    size_t how = next_choice(test.in), n;

    if (how % 2) {
        server_says(lines[how / 2 % 15]);
        return;
    }
    n = next_choice(test.in);
    n = n < test.in->length ? n : test.in->length;
    text_clean(test.in->text, n, clean);
    test.in->text += n;
    test.in->length -= n;
    n = strlen(clean);
    if (n < TOKEN_LENGTH || !is_all_of_a_token(clean + n - TOKEN_LENGTH))
        server_says(clean); /* it introduces nobody */
}

/* The user says something; returns false if it must go through the server. */
static int say_text(size_t who, size_t typed, size_t size)
{
    static const char *const names[] = {"ann", "Bob", "a", "ANN", "bob", "A"};
    person_t *person = &test.persons[who];
    char text[LINE_SIZE];
    int was_connected = person->is_connected, is_sent;

    make_text(text, who, ++person->said, size);
    is_sent = peers_say(&test.peers, names[who + typed % 2 * PEOPLE], text);
    person->said -= !is_sent;
    expect(is_sent || !was_connected || test.has_left,
           "what is said to the connected goes directly");
    expect(!is_sent || was_connected || person->failed_at == 0 ||
               test.peers.now - person->failed_at >= 60 * SECOND,
           "after a call has failed, nobody is called for a minute");
    return is_sent;
}

/* As the client does, the test holds no more than 64 KiB of text. */
static void user_says(void)
{
    static const size_t sizes[] = {0, 0, 20, 100, 900, 980};
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

static void lose_server(void)
{
    if (test.is_alone)
        return;
    test.is_alone = 1;
    serve_lines();
    connection_abort(&test.server, "connection closed");
    test.ask_count = test.asks_answered = 0;
    peers_alone(&test.peers);
}

static void leave(void)
{
    if (test.has_left || peers_are_calling(&test.peers))
        return;
    test.has_left = 1;
    for (size_t i = 0; i < PEOPLE; i++)
        test.persons[i].is_connected = 0;
    peers_leave(&test.peers);
}

/* Acts of the server and of the user, and time */
static void act(size_t what)
{
    static const long long times[] = {100000,      SECOND,      5 * SECOND,
                                      9900000,     10 * SECOND, 29 * SECOND,
                                      31 * SECOND, 60 * SECOND};
    size_t how;

    switch (what) {
    case 0:
        announce();
        break;
    case 1:
        how = next_choice(test.in);
        for (size_t i = 0; i < (how == 255 ? 66 : 1); i++)
            caller_connects();
        break;
    case 2:
        answer();
        break;
    case 3:
        server_says_any();
        break;
    case 4:
    case 5:
        user_says();
        break;
    case 6:
        pass_time(times[next_choice(test.in) % 8]);
        break;
    case 7:
        how = next_choice(test.in) % 16;
        if (how == 14)
            lose_server();
        else if (how == 15)
            leave();
        break;
    }
}

/* Acts of one of the ends; returns which one it is. */
static size_t act_of_end(size_t what)
{
    static const size_t counts[] = {1, 2, 5, 50, 150, 201, 600, 2500};
    size_t i = next_choice(test.in), how;
    end_t *ep;

    if (test.end_count == 0)
        return ENDS;
    i %= test.end_count;
    ep = &test.ends[i];
    switch (what) {
    case 8:
    case 9:
        send_token(ep);
        break;
    case 10:
    case 11:
        send_special(ep);
        break;
    case 12:
        send_input(ep);
        break;
    case 13:
        how = next_choice(test.in);
        if (how / 8 % 2 && ep->was_called)
            send_any(ep, "= ok\n", 5, 1);
        else if (how / 8 % 2)
            send_token(ep);
        send_numbers(ep, counts[how % 8]);
        break;
    case 14:
        half_close(ep);
        break;
    case 15:
        reset(ep);
        break;
    case 16:
        set_slow(ep);
        break;
    case 17:
        babble(ep);
        break;
    }
    return i;
}

/* All others say goodbye, then the user leaves: nothing may be left. */
static void finish(void)
{
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
                   test.persons[i].was_told || test.has_left,
               "the user is told if something may have been lost");
    leave();
    pass_time(20 * SECOND);
    check(ENDS);
    expect(test.peers.first == NULL && test.peers.held_size == 0,
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
                    &test.peers.rate, &test.due);
    test.peers.server = &test.server;
    test.peers.show = show_line;
    test.peers.listenfd = test.listening[0];
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
        size_t what = next_choice(&in) % 18, actor = ENDS;

        if (what < 8)
            act(what);
        else
            actor = act_of_end(what);
        settle();
        check(actor);
    }
    finish();
    connection_close(&test.server);
    Close(test.listening[1]);
    for (size_t i = 0; i < test.end_count; i++) {
        if (test.ends[i].fd >= 0)
            Close(test.ends[i].fd);
        Free(test.ends[i].sent);
        Free(test.ends[i].heard);
    }
    Free(test.log);
    expect(open_descriptors() == before, "no descriptor is left open");
    return 0;
}

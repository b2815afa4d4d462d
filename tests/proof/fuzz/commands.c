/*
 * commands.c - fuzzes the commands of the chat server: the lines that four
 *              members send, and those that each of them receives
 *
 * Each line of the input is an act. If its first byte is a, b, c or d, this
 * member sends the rest as a line, and is connected before if necessary. If it
 * is A, B, C or D, the connection of this member is lost. If it is a digit N
 * from 1 to 9, N times 20 seconds pass. If the first line of the input begins
 * with k, the rest of it is the key that the server asks for. If it begins with
 * u, the rest is the password of ann, who is then the only user.
 */
#include "fuzz.h"
#include "chat/command.h"
#include "chat/room.h"
#include "chat/text.h"
#include "chat/users.h"

#define MEMBERS 4
#define TURN 20000000        /* microseconds */
#define LOGIN_TIME 120000000 /* microseconds */

typedef struct {
    chat_t chat;
    member_t *members[MEMBERS]; /* NULL: not connected */
    int devnull;
} session_t;

/* How many lines a member received during one act. */
typedef struct {
    size_t errors, answers, ends; /* lines: '!', '=', and "= ok" or "= end" */
    size_t others;
    int ended; /* true after the last line of an answer, "= ok" or "= end" */
} heard_t;

/* The names of the member who acts, before the act and after it. */
typedef struct {
    char before[NAME_SIZE], after[NAME_SIZE];
} actor_t;

/* Returns true if line begins with first, name and then, and has more text. */
static int begins(const char *line, const char *first, const char *name,
                  const char *then)
{
    size_t n = strlen(first), length = strlen(name), rest = strlen(then);

    return strncmp(line, first, n) == 0 && length > 0 &&
           strncmp(line + n, name, length) == 0 &&
           strncmp(line + n + length, then, rest) == 0 &&
           line[n + length + rest] != '\0';
}

/* Returns true if a line is a message from, or an event about, this member. */
static int is_of(const char *line, const char *name)
{
    return begins(line, "<", name, "> ") || begins(line, "(", name, ") ") ||
           begins(line, "+ ", name, " ") ||
           begins(line, "* ", name, " joined #") ||
           begins(line, "* ", name, " calls: ") ||
           begins(line, "* ", name, " left: ");
}

static void hear_line(const char *line, const actor_t *actor, heard_t *heard)
{
    switch (*line) {
    case '!':
        heard->errors++;
        break;
    case '=':
        expect(!heard->ended, "no line of an answer comes after its end");
        heard->answers++;
        heard->ended = strcmp(line, "= ok") == 0 || strcmp(line, "= end") == 0;
        heard->ends += (size_t)heard->ended;
        break;
    default:
        heard->others++;
        expect(is_of(line, actor->before) || is_of(line, actor->after),
               "a line is about the member who acted, and in a known form");
    }
}

/* Takes the bytes that are queued for a member, and checks each line. */
static heard_t hear(member_t *mp, const actor_t *actor)
{
    connection_t *cp = &mp->connection;
    heard_t heard = {0};
    char *line, *end;

    if (cp->out_count == 0)
        return heard;
    line = cp->out + cp->out_first;
    end = line + cp->out_count;
    for (char *newline; line < end; line = newline + 1) {
        newline = memchr(line, '\n', (size_t)(end - line));
        expect(newline != NULL, "a line from the server ends in LF");
        expect(newline - line < LINE_SIZE - 1,
               "a line from the server has 4,095 bytes at most");
        expect(is_text(line, (size_t)(newline - line)),
               "a line from the server is UTF-8 without control characters");
        *newline = '\0';
        hear_line(line, actor, &heard);
    }
    connection_flush(cp);
    return heard;
}

static void connect_member(session_t *sp, size_t i)
{
    struct sockaddr_in addr = {.sin_family = AF_INET};
    connection_t *cp;

    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    addr.sin_port = htons((uint16_t)(50000 + i));
    sp->members[i] =
        member_new(&sp->chat, dup(sp->devnull), (SA *)&addr, sizeof(addr));
    if (sp->members[i] == NULL)
        unix_error("member_new");
    command_welcome(&sp->chat, sp->members[i]);
    cp = &sp->members[i]->connection;
    expect(cp->out_count > 0 && strncmp(cp->out, "* welcome: ", 11) == 0,
           "a new client gets the welcome line");
    connection_flush(cp);
}

/* Does what the event loop does after each turn, and for lost connections. */
static void settle(session_t *sp)
{
    while (connection_due(&sp->chat.due) != NULL)
        ;
    for (size_t i = 0; i < MEMBERS; i++) {
        member_t *mp = sp->members[i];

        if (mp == NULL || mp->connection.state == OPEN)
            continue;
        command_gone(&sp->chat, mp, mp->connection.why);
        member_free(&sp->chat, mp);
        sp->members[i] = NULL;
    }
}

/* Checks that the members, the set of members and the rooms agree. */
static void expect_order(const session_t *sp)
{
    size_t members = 0, in_rooms = 0;

    for (size_t i = 0; i < MEMBERS; i++) {
        const member_t *mp = sp->members[i];

        if (mp == NULL || mp->connection.state != OPEN)
            continue;
        expect((mp->room != NULL) == (mp->named.name[0] != '\0'),
               "a member is in a room if it has a name, and only then");
        expect((mp->room == NULL) == (mp->login.when != 0),
               "a member has a deadline to log in until it is in a room");
        expect(mp->room != NULL || mp->listens[0] == '\0',
               "only a member in a room listens");
        members += mp->room != NULL;
    }
    expect(sp->chat.members.count == members,
           "each member in a room is in the set of members");
    for (named_t *room = sp->chat.rooms.oldest; room; room = room->newer) {
        expect(((room_t *)room)->count > 0, "a room is not empty");
        in_rooms += ((room_t *)room)->count;
    }
    expect(in_rooms == members, "each member is in only one room");
}

/* Checks what all members but mp, who acts, have received. */
static void hear_others(session_t *sp, const member_t *mp, const actor_t *actor)
{
    for (size_t i = 0; i < MEMBERS; i++) {
        heard_t heard;

        if (sp->members[i] == NULL || sp->members[i] == mp)
            continue;
        heard = hear(sp->members[i], actor);
        expect(heard.errors == 0 && heard.answers == 0,
               "no member gets the answer to another member's command");
        expect(heard.others <= 1, "a member is told of an act only once");
    }
}

static void vanish(session_t *sp, member_t *mp)
{
    actor_t actor = {0};

    strcpy(actor.before, mp->named.name);
    connection_abort(&mp->connection, "connection lost");
    command_gone(&sp->chat, mp, mp->connection.why);
    hear_others(sp, mp, &actor);
}

static void say(session_t *sp, member_t *mp, const char *line, size_t length)
{
    static char clean[3 * LINE_LIMIT + 1];
    room_t *room = mp->room;
    size_t listeners = room != NULL ? room->count - 1 : 0;
    actor_t actor;
    heard_t heard;

    strcpy(actor.before, mp->named.name);
    if (length <= LINE_LIMIT)
        command_line(&sp->chat, mp, line, length);
    else
        command_long_line(mp);
    strcpy(actor.after, mp->named.name);
    heard = hear(mp, &actor);
    if (length > LINE_LIMIT) {
        expect(heard.errors == 1 && heard.answers == 0,
               "a line that is too long is an error");
    } else if (text_clean(line, length, clean) == 0) {
        expect(heard.errors + heard.answers + heard.others == 0,
               "an empty line has no answer");
    } else if (clean[0] == '/' && clean[1] != '/') {
        expect(heard.errors + heard.ends == 1,
               "a command has one answer: an error, or lines up to an end");
        expect(heard.errors == 0 || heard.answers == 0,
               "an error is the whole answer");
        expect(heard.answers == 0 || heard.ended, "an answer has an end");
        expect(heard.others <= 1, "a member gets its own event only once");
    } else if (room != NULL) {
        expect(heard.errors + heard.answers + heard.others == 0,
               "a message has no answer, and does not come back");
        for (member_t *other = room->first; other; other = other->after)
            listeners -= other != mp && other->connection.out_count > 0;
        expect(listeners == 0, "all others in the room get the message");
    } else {
        expect(heard.errors == 1 && heard.answers + heard.others == 0,
               "a member who is not logged in gets an error");
    }
    hear_others(sp, mp, &actor);
}

static void pass_time(session_t *sp, int turns)
{
    static const actor_t nobody;
    member_t *mp;

    sp->chat.now += (long long)turns * TURN;
    while ((mp = deadline_passed(&sp->chat.logins, sp->chat.now)) != NULL) {
        command_login_expired(mp);
        expect(hear(mp, &nobody).errors == 1,
               "a member who does not log in in time gets an error");
    }
}

static void act(session_t *sp, const char *line, size_t length)
{
    size_t i = (size_t)(*line - 'a'), lost = (size_t)(*line - 'A');

    if ('1' <= *line && *line <= '9')
        pass_time(sp, *line - '0');
    else if (lost < MEMBERS && sp->members[lost] != NULL)
        vanish(sp, sp->members[lost]);
    if (i < MEMBERS && sp->members[i] == NULL)
        connect_member(sp, i);
    if (i < MEMBERS)
        say(sp, sp->members[i], line + 1, length - 1);
    settle(sp);
    expect_order(sp);
}

static void add_user(session_t *sp, user_t *up, const char *s, size_t n)
{
    text_clean(s, n, up->password);
    names_add(&sp->chat.users, &up->named, "ann");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static session_t session;
    static user_t ann;
    const char *line = (const char *)data, *end = line + size;

    memset(&session, 0, sizeof(session));
    memset(&ann, 0, sizeof(ann));
    session.devnull = Open("/dev/null", O_RDWR, 0);
    session.chat.random = Open("/dev/urandom", O_RDONLY, 0);
    session.chat.now = 1;
    session.chat.logins.delay = LOGIN_TIME;
    transcript_open(&session.chat.transcript, NULL);
    for (const char *next; line < end; line = next + 1) {
        size_t length;

        next = memchr(line, '\n', (size_t)(end - line));
        if (next == NULL)
            next = end;
        length = (size_t)(next - line);
        if (line == (const char *)data && *line == 'k' && length < 100)
            text_clean(line + 1, length - 1, session.chat.key);
        else if (line == (const char *)data && *line == 'u' && length < 100)
            add_user(&session, &ann, line + 1, length - 1);
        else if (length > 0)
            act(&session, line, length);
    }
    for (size_t i = 0; i < MEMBERS; i++)
        if (session.members[i] != NULL)
            vanish(&session, session.members[i]);
    settle(&session);
    expect(session.chat.members.count == 0 && session.chat.rooms.count == 0,
           "no member and no room is left when all have gone");
    while (session.chat.guessers.count > 0)
        names_free_oldest(&session.chat.guessers);
    Close(session.chat.random);
    Close(session.devnull);
    return 0;
}

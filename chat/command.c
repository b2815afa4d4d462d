/*
 * command.c - the commands that members type, such as /join, and what they do
 *
 * The answer to a command is an error, which is one line that begins with '!';
 * or lines that begin with '=', the last of which is "= end"; or "= ok" alone.
 */
#include "command.h"
#include "room.h"
#include "text.h"
#include "users.h"

#define LOBBY "lobby"
#define WRONG_KEYS 3
#define JOIN_LINES 10 /* lines that a newcomer to a room is shown */

static void answer_end(member_t *mp, size_t listed)
{
    connection_print(&mp->connection, listed > 0 ? "= end" : "= ok");
}

/* Takes the member out of its room, and tells those who stay. */
static void leave(chat_t *chat, member_t *mp, const char *why)
{
    if (mp->room->count > 1) {
        room_t *rp = mp->room;

        room_leave(chat, mp);
        room_event(rp, "* %s left: %s", mp->named.name, why);
    } else {
        room_leave(chat, mp);
    }
}

static void log_out(chat_t *chat, member_t *mp, const char *why)
{
    if (mp->room != NULL)
        leave(chat, mp, why);
    if (mp->named.name[0] != '\0')
        member_logout(chat, mp);
}

/* Puts the member into a room, answers, and tells everybody in the room. */
static void enter(chat_t *chat, member_t *mp, const char *room)
{
    if (room_enter(chat, mp, room) < 0) {
        connection_abort(&mp->connection, "out of memory");
        log_out(chat, mp, "out of memory"); /* each name must have a room */
        return;
    }
    answer_end(mp, room_show(mp, JOIN_LINES));
    room_event(mp->room, "* %s joined #%s", mp->named.name,
               mp->room->named.name);
}

/* Returns what /login needs after the name, as it is written after NAME. */
static const char *secret(const chat_t *chat)
{
    if (chat->users.count > 0)
        return " PASSWORD";
    return chat->key[0] != '\0' ? " KEY" : "";
}

static void run_login(chat_t *chat, member_t *mp, char *rest)
{
    connection_t *cp = &mp->connection;
    const char *name = text_word(&rest), *needed = secret(chat);
    const user_t *up = (user_t *)names_find(&chat->users, name);
    /*
     * If there are users, chat->key is "". The password of an unknown name is
     * compared with it, which takes as long, and fails: no guess is empty.
     */
    const char *key = up != NULL ? up->password : chat->key;

    if (mp->named.name[0] != '\0') {
        connection_print(cp, "! you are logged in already, as %s",
                         mp->named.name);
    } else if (*name == '\0') {
        connection_print(cp, "! usage: /login NAME%s",
                         *needed != '\0' ? needed : " [KEY]");
    } else if (*needed != '\0' && *rest == '\0') {
        connection_print(cp, "! a %s is needed: /login NAME%s",
                         chat->users.count > 0 ? "password" : "key", needed);
    } else if (*needed != '\0' && !member_guess(chat, mp, key, rest)) {
        connection_print(cp, "! wrong %s",
                         chat->users.count > 0 ? "name or password" : "key");
        if (++mp->wrong_keys == WRONG_KEYS)
            connection_finish(cp);
    } else if (!name_is_valid(name)) {
        connection_print(cp, "! a name is 1 to %d letters, digits, '_', '-'",
                         NAME_LIMIT);
    } else if (member_find(chat, name) != NULL) {
        connection_print(cp, "! the name %s is taken", name);
    } else {
        member_login(chat, mp, up != NULL ? up->named.name : name);
        enter(chat, mp, LOBBY);
    }
}

static void run_logout(chat_t *chat, member_t *mp, char *rest)
{
    (void)rest;
    log_out(chat, mp, "logged out");
    answer_end(mp, 0);
}

static void run_exit(chat_t *chat, member_t *mp, char *rest)
{
    (void)rest;
    log_out(chat, mp, "exit");
    answer_end(mp, 0);
    connection_finish(&mp->connection);
}

/* Single blanks separate the words of the line, so scripts can split it. */
static void describe(const chat_t *chat, member_t *mp, const member_t *who)
{
    connection_print(&mp->connection, "= %s #%s %s %s %lld%s", who->named.name,
                     who->room->named.name, who->address, who->port,
                     (chat->now - who->heard) / 1000000, who->listens);
}

static void run_lookup(chat_t *chat, member_t *mp, char *rest)
{
    connection_t *cp = &mp->connection;
    size_t left = chat->members.count;

    if (*rest != '\0') {
        const member_t *who = member_find(chat, rest);

        if (who == NULL) {
            connection_print(cp, "! nobody is called %s", rest);
        } else {
            describe(chat, mp, who);
            answer_end(mp, 1);
        }
        return;
    }
    for (named_t *who = chat->members.oldest; who != NULL; who = who->newer) {
        if (cp->out_count > QUEUE_LIMIT / 2) {
            connection_print(cp, "= and %zu more: /lookup NAME", left);
            break;
        }
        describe(chat, mp, (member_t *)who);
        left--;
    }
    answer_end(mp, 1);
}

static void run_rooms(chat_t *chat, member_t *mp, char *rest)
{
    connection_t *cp = &mp->connection;
    size_t left = chat->rooms.count;

    (void)rest;
    for (named_t *room = chat->rooms.oldest; room != NULL; room = room->newer) {
        if (cp->out_count > QUEUE_LIMIT / 2) {
            connection_print(cp, "= and %zu more", left);
            break;
        }
        connection_print(cp, "= #%s %zu", room->name, ((room_t *)room)->count);
        left--;
    }
    answer_end(mp, 1);
}

static void run_join(chat_t *chat, member_t *mp, char *rest)
{
    connection_t *cp = &mp->connection;
    const char *name = *rest == '#' ? rest + 1 : rest;
    const named_t *room = names_find(&chat->rooms, name);
    char why[sizeof("gone to #") + NAME_SIZE];

    if (!name_is_valid(name)) {
        connection_print(cp, "! a room is 1 to %d letters, digits, '_', '-'",
                         NAME_LIMIT);
    } else if (room == &mp->room->named) {
        connection_print(cp, "! you are in #%s already", mp->room->named.name);
    } else {
        snprintf(why, sizeof(why), "gone to #%s",
                 room != NULL ? room->name : name);
        leave(chat, mp, why);
        enter(chat, mp, name);
    }
}

static void run_msg(chat_t *chat, member_t *mp, char *rest)
{
    connection_t *cp = &mp->connection;
    const char *name = text_word(&rest);
    member_t *to = member_find(chat, name);

    if (*rest == '\0') {
        connection_print(cp, "! usage: /msg NAME TEXT");
    } else if (to == NULL) {
        connection_print(cp, "! nobody is called %s", name);
    } else {
        connection_print(&to->connection, "(%s) %s", mp->named.name, rest);
        answer_end(mp, 0);
    }
}

static void run_me(chat_t *chat, member_t *mp, char *rest)
{
    if (*rest == '\0') {
        connection_print(&mp->connection, "! usage: /me TEXT");
        return;
    }
    room_say(chat, mp, "+ %s %s", mp->named.name, rest);
    answer_end(mp, 0);
}

static void run_show(chat_t *chat, member_t *mp, char *rest)
{
    long n = *rest == '\0' ? JOIN_LINES : text_number(rest, 1, LONG_MAX);

    (void)chat;
    if (n < 0)
        connection_print(&mp->connection, "! usage: /show [N]");
    else
        answer_end(mp, room_show(mp, (size_t)n));
}

static void run_listen(chat_t *chat, member_t *mp, char *rest)
{
    long port = text_number(rest, 0, 65535);

    (void)chat;
    if (port < 0) {
        connection_print(&mp->connection, "! usage: /listen PORT");
        return;
    }
    snprintf(mp->listens, sizeof(mp->listens), " %ld", port);
    if (port == 0)
        mp->listens[0] = '\0';
    answer_end(mp, 0);
}

/* Introduces the member to another one: only these two learn the token. */
static void run_call(chat_t *chat, member_t *mp, char *rest)
{
    connection_t *cp = &mp->connection;
    member_t *to = member_find(chat, rest);
    unsigned long long token[2];

    if (*rest == '\0') {
        connection_print(cp, "! usage: /call NAME");
    } else if (to == NULL) {
        connection_print(cp, "! nobody is called %s", rest);
    } else if (to == mp) {
        connection_print(cp, "! that is you");
    } else if (to->listens[0] == '\0') {
        connection_print(cp, "! %s does not listen", to->named.name);
    } else if (read(chat->random, token, sizeof(token)) != sizeof(token)) {
        log_trouble("chatserver: cannot read /dev/urandom");
        connection_print(cp, "! there is no token for you now");
    } else {
        connection_print(&to->connection, "* %s calls: %016llx%016llx",
                         mp->named.name, token[0], token[1]);
        connection_flush(&to->connection); /* before the caller learns it */
        connection_print(cp, "= %s %s%s %016llx%016llx", to->named.name,
                         to->address, to->listens, token[0], token[1]);
        answer_end(mp, 1);
    }
}

static void run_help(chat_t *chat, member_t *mp, char *rest);

/* The commands, with the names of their arguments as /help shows them. */
static const struct command {
    const char *name, *arguments, *purpose;
    void (*run)(chat_t *chat, member_t *mp, char *rest);
    int for_all; /* works before login, too */
} commands[] = {
    {"login", " NAME [KEY]", "log in, and enter #" LOBBY, run_login, 1},
    {"logout", "", "log out, but stay connected", run_logout, 0},
    {"exit", "", "log out and close the connection", run_exit, 1},
    {"lookup", " [NAME]",
     "who is online: room, address, port, seconds idle, port of /listen",
     run_lookup, 0},
    {"rooms", "", "the rooms, and how many are in each", run_rooms, 0},
    {"join", " ROOM", "go to another room", run_join, 0},
    {"msg", " NAME TEXT", "say TEXT to one member only", run_msg, 0},
    {"me", " TEXT", "tell the room what you do", run_me, 0},
    {"show", " [N]", "the last lines of the room", run_show, 0},
    {"listen", " PORT", "take direct connections at PORT (0: no longer)",
     run_listen, 0},
    {"call", " NAME", "learn where NAME listens, and a token to say there",
     run_call, 0},
    {"help", "", "show this list; //TEXT says the text /TEXT", run_help, 1},
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void run_help(chat_t *chat, member_t *mp, char *rest)
{
    (void)chat;
    (void)rest;
    for (size_t i = 0; i < COMMANDS; i++)
        connection_print(&mp->connection, "= /%s%s: %s", commands[i].name,
                         commands[i].arguments, commands[i].purpose);
    answer_end(mp, COMMANDS);
}

/* Tells a member who has not logged in how to log in. */
static void refuse(const chat_t *chat, member_t *mp)
{
    connection_print(&mp->connection, "! log in first: /login NAME%s",
                     secret(chat));
}

/* Runs the command that begins at rest; blanks at its end do not count. */
static void run_command(chat_t *chat, member_t *mp, char *rest)
{
    const char *name;
    size_t length = strlen(rest);

    while (length > 0 && rest[length - 1] == ' ')
        rest[--length] = '\0';
    name = text_word(&rest);
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(name, commands[i].name) != 0)
            continue;
        if (commands[i].for_all || mp->room != NULL)
            commands[i].run(chat, mp, rest);
        else
            refuse(chat, mp);
        return;
    }
    connection_print(&mp->connection, "! no such command: /%s (try /help)",
                     name);
}

void command_line(chat_t *chat, member_t *mp, const char *line, size_t length)
{
    char text[3 * LINE_LIMIT + 1];

    /* From here on, the text is safe to print on anybody's terminal. */
    length = text_clean(line, length, text);
    mp->heard = chat->now;
    if (length == 0)
        return;
    if (text[0] == '/' && text[1] != '/')
        run_command(chat, mp, text + 1);
    else if (mp->room == NULL)
        refuse(chat, mp);
    else
        room_say(chat, mp, "<%s> %s", mp->named.name,
                 text[0] == '/' ? text + 1 : text);
}

void command_long_line(member_t *mp)
{
    connection_print(&mp->connection, "! a line has at most %d bytes",
                     LINE_LIMIT);
}

void command_welcome(chat_t *chat, member_t *mp)
{
    connection_print(&mp->connection,
                     "* welcome: /login NAME%s to talk, /help for help",
                     secret(chat));
}

void command_login_expired(member_t *mp)
{
    connection_print(&mp->connection, "! you have not logged in: goodbye");
    connection_finish(&mp->connection);
}

void command_gone(chat_t *chat, member_t *mp, const char *why)
{
    log_out(chat, mp, why);
}

void command_shutdown(member_t *mp)
{
    connection_print(&mp->connection, "* the server is shutting down");
    connection_finish(&mp->connection);
}

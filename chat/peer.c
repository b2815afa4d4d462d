/*
 * peer.c - direct connections to other members, without the server between them
 *
 * peer.h says what each function does; this file shows how.
 */
#include "peer.h"
#include "text.h"
#include <strings.h>

/* In microseconds. */
#define ANSWER_TIME 10000000 /* for the other end to answer */
#define LATE_TIME 1000000    /* for a token to be announced */
#define FLOOD_TIME 30000000  /* for lines that come too fast */
#define FAILED_TIME 60000000 /* until somebody is called again */
#define TOKEN_TIME 60000000  /* until a token expires */
#define PAUSE_TIME 10000     /* until the next look at who sends too fast */
#define ACCEPT_TIME 100000   /* until accept is tried again */

#define WAITING_LIMIT 64 /* peers without a name, at most */

/* Why a connection ends. */
static const char goodbye[] = "goodbye", nonsense[] = "nonsense";

static void tell(const peers_t *pp, const char *format, ...) CSAPP_PRINTF(2, 3);

/* Shows the user a line. */
static void tell(const peers_t *pp, const char *format, ...)
{
    char line[LINE_SIZE];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    pp->show(pp->argument, line);
}

/* The list of peers */

/*
 * Adds a peer at the end of the list; returns NULL when out of memory. Its
 * lines are taken however long the queue to it is: if two peers both had much
 * to say, and each took no line until the other had read, both would wait for
 * ever.
 */
static peer_t *add(peers_t *pp, const char *name, stage_t stage, int fd)
{
    peer_t *peer = calloc(1, sizeof(*peer)), **last = &pp->first;

    if (peer == NULL)
        return NULL;
    while (*last != NULL)
        last = &(*last)->later;
    *last = peer;
    strcpy(peer->name, name);
    peer->stage = stage;
    peer->until = pp->now + ANSWER_TIME;
    connection_init(&peer->connection, fd, LINE_LIMIT, &pp->rate, NULL);
    peer->connection.presence = PRESENCE;
    peer->connection.busy = QUEUE_LIMIT;
    return peer;
}

/*
 * Finds a peer that is in one of these stages and, unless name is NULL, has
 * this name. Returns NULL if there is none. Of several, it is the one that
 * began to talk first: two members who call each other at the same time have
 * two connections, and each must go on sending on the same one, so that its
 * lines stay in order. Calls come before all that talk, and the oldest call
 * first.
 */
static peer_t *find(const peers_t *pp, const char *name, unsigned stages)
{
    peer_t *found = NULL;

    for (peer_t *peer = pp->first; peer != NULL; peer = peer->later)
        if ((peer->stage & stages) &&
            (name == NULL || strcasecmp(peer->name, name) == 0) &&
            (found == NULL || peer->since < found->since))
            found = peer;
    return found;
}

/* What is said to a peer */

/* Sends a text to a peer that is TALKING. */
static void say(peers_t *pp, peer_t *peer, const char *text)
{
    connection_t *cp = &peer->connection;

    connection_print(cp, "%s", text);
    if (cp->state == OPEN && !cp->is_cut)
        tell(pp, "= sent to %s directly", peer->name);
    else
        tell(pp, "! not sent to %s: %s", peer->name,
             cp->why != NULL ? cp->why : "connection lost");
}

/* Holds a text until the call has succeeded or failed. */
static void hold(peers_t *pp, peer_t *peer, const char *text)
{
    size_t size = strlen(text) + 1;
    char *bigger = realloc(peer->held, peer->held_size + size);

    if (bigger == NULL) {
        tell(pp, "! not sent to %s: out of memory", peer->name);
        return;
    }
    peer->held = bigger;
    memcpy(peer->held + peer->held_size, text, size);
    peer->held_size += size;
    pp->held_size += size;
}

/* Sends the texts that were held: directly, or through the server. */
static void release(peers_t *pp, peer_t *peer)
{
    size_t size;

    for (size_t i = 0; i < peer->held_size; i += size) {
        const char *text = peer->held + i;
        peer_t *to = find(pp, peer->name, TALKING);

        size = strlen(text) + 1;
        if (to != NULL)
            say(pp, to, text);
        else if (pp->server->state == OPEN)
            connection_print(pp->server, "/msg %s %s", peer->name, text);
        else
            tell(pp, "! not sent to %s: the server is gone", peer->name);
    }
    pp->held_size -= peer->held_size;
    peer->held_size = 0;
}

/* Connections begin and end */

/* The one who was called has answered, or the one who calls is known. */
static void begin(peers_t *pp, peer_t *peer)
{
    if (find(pp, peer->name, TALKING) == NULL)
        tell(pp, "* %s is connected directly", peer->name);
    peer->stage = TALKING;
    peer->since = pp->now;
    peer->until = pp->now + FLOOD_TIME;
    release(pp, peer);
}

/*
 * Ends a call or a connection, and tells the user why. If why is NULL, the user
 * need not know; and if it was a call, the next text makes a call again.
 */
static void end(peers_t *pp, peer_t *peer, const char *why)
{
    int was_called = peer->stage & (ASKING | LATE | CALLING);
    int is_failure = was_called && why != NULL;
    peer_t *other;

    if (was_called)
        connection_abort(&peer->connection, "the call has failed");
    else
        connection_finish(&peer->connection);
    peer->stage = is_failure ? FAILED : ENDING;
    peer->until = pp->now + (is_failure ? FAILED_TIME : ANSWER_TIME);
    /* If lines were lost, later ones must not go on as if all were well. */
    while (!was_called && why != NULL && why != goodbye &&
           (other = find(pp, peer->name, TALKING)) != NULL)
        end(pp, other, NULL);
    if (why != NULL && find(pp, peer->name, TALKING) == NULL &&
        peer->name[0] != '\0')
        tell(pp, "* %s %s directly: %s", peer->name,
             was_called ? "cannot be reached" : "is no longer connected", why);
    release(pp, peer);
}

/* Ends a connection, and tells the other end why, too. */
static void refuse(peers_t *pp, peer_t *peer, const char *why)
{
    connection_print(&peer->connection, "! %s", why);
    end(pp, peer, why);
}

/* Lines from the server */

/* The server has introduced the peer that is called. */
static void call(peers_t *pp, peer_t *peer, const char *address,
                 const char *port, const char *token)
{
    connection_t *cp = &peer->connection;

    cp->fd = connection_connect(address, port);
    if (cp->fd < 0) {
        end(pp, peer, strerror(errno));
        return;
    }
    connection_print(cp, "/call %s", token);
    cp->blocked = 1; /* until it is connected */
    peer->stage = CALLING;
    peer->until = pp->now + ANSWER_TIME;
}

/* Returns true if the line says that the server cannot introduce the peer. */
static int is_refusal(const peer_t *peer, const char *line)
{
    char nobody[LINE_SIZE], deaf[LINE_SIZE];

    snprintf(nobody, sizeof(nobody), "! nobody is called %s", peer->name);
    snprintf(deaf, sizeof(deaf), "! %s does not listen", peer->name);
    return strcasecmp(line, nobody) == 0 || strcasecmp(line, deaf) == 0 ||
           strcmp(line, "! that is you") == 0 ||
           strcmp(line, "! there is no token for you now") == 0 ||
           strncmp(line, "! log in first", 14) == 0 ||
           strncmp(line, "! no such command: /call", 24) == 0;
}

/* Returns true if the token is whole, and nothing follows it in its line. */
static int is_token(const char *token, const char *rest)
{
    return strlen(token) == TOKEN_LENGTH && *rest == '\0';
}

/* Remembers who will call; returns false if the line does not tell this. */
static int take_announcement(peers_t *pp, const char *line)
{
    caller_t caller;
    int n;

    if (sscanf(line, "* %32s calls: %32[0-9a-f]%n", caller.name, caller.token,
               &n) != 2 ||
        !name_is_valid(caller.name) || !is_token(caller.token, line + n))
        return 0;
    caller.until = pp->now + TOKEN_TIME;
    pp->callers[pp->announced++ % TOKENS] = caller;
    return 1;
}

/*
 * Takes the answer to the client's /call with the name of this peer. Returns
 * false for other lines: answers to the user's own commands may come before it.
 */
static int take_answer(peers_t *pp, peer_t *peer, const char *line)
{
    char name[NAME_LIMIT + 1], address[ADDRESS_SIZE], port[6];
    char token[TOKEN_LENGTH + 1];
    int n;

    if (is_refusal(peer, line)) {
        end(pp, peer, NULL);
        return 1;
    }
    if (sscanf(line, "= %32s %63s %5s %32[0-9a-f]%n", name, address, port,
               token, &n) != 4 ||
        !is_token(token, line + n) || strcasecmp(name, peer->name) != 0)
        return 0;
    strcpy(peer->name, name); /* as the member spells it */
    pp->skips_end = 1;
    if (peer->stage == LATE)
        end(pp, peer, NULL);
    else
        call(pp, peer, address, port, token);
    return 1;
}

int peers_take(peers_t *pp, const char *line)
{
    peer_t *peer = find(pp, NULL, ASKING | LATE); /* answers are in order */

    if (pp->skips_end && strcmp(line, "= end") == 0) {
        pp->skips_end = 0;
        return 1;
    }
    return (pp->port[0] != '\0' && take_announcement(pp, line)) ||
           (peer != NULL && take_answer(pp, peer, line));
}

/* Lines from the user */

int peers_say(peers_t *pp, const char *name, const char *text)
{
    peer_t *peer = find(pp, name, ASKING | CALLING | TALKING);

    if (peer == NULL) {
        if (pp->listenfd < 0 || pp->server->state != OPEN ||
            !name_is_valid(name) || find(pp, name, LATE | FAILED) != NULL)
            return 0;
        peer = add(pp, name, ASKING, -1);
        if (peer == NULL)
            return 0;
        connection_print(pp->server, "/call %s", name);
    }
    if (peer->stage == TALKING)
        say(pp, peer, text);
    else
        hold(pp, peer, text);
    return 1;
}

/* Lines from peers */

/* Begins to talk with a caller if its token has been announced. */
static void admit(peers_t *pp, peer_t *peer)
{
    for (size_t i = 0; i < TOKENS && peer->stage == WAITING; i++) {
        caller_t *caller = &pp->callers[i];

        if (pp->now >= caller->until || strcmp(caller->token, peer->token) != 0)
            continue;
        caller->until = 0; /* a token serves once */
        strcpy(peer->name, caller->name);
        connection_print(&peer->connection, "= ok");
        begin(pp, peer);
    }
}

/*
 * Takes the first line of a caller. It may come before the announcement of its
 * token, which takes another way.
 */
static void take_token(peers_t *pp, peer_t *peer, const char *line)
{
    if (peer->token[0] != '\0' ||
        strlen(line) != strlen("/call ") + TOKEN_LENGTH ||
        sscanf(line, "/call %32[0-9a-f]", peer->token) != 1) {
        refuse(pp, peer, "wrong token");
        return;
    }
    peer->until = pp->now + LATE_TIME;
    admit(pp, peer);
}

/* Returns why a call has failed, by the first line of the other end. */
static const char *reason(const char *line)
{
    const char *why = line + strspn(line, "! ");

    return *line == '!' && *why != '\0' ? why : nonsense;
}

/* Handles the lines that a peer has sent, as fast as its rate allows. */
static void take_lines(peers_t *pp, peer_t *peer)
{
    connection_t *cp = &peer->connection;
    char *line;
    size_t length;
    line_t kind;

    while ((kind = connection_line(cp, pp->now, &line, &length)) != NO_LINE) {
        char clean[3 * LINE_LIMIT + 1] = ""; /* of a line that is too long */

        if (kind == LINE && text_clean(line, length, clean) == 0)
            continue;
        if (peer->stage == WAITING)
            take_token(pp, peer, clean);
        else if (peer->stage == CALLING && strcmp(clean, "= ok") == 0)
            begin(pp, peer);
        else if (peer->stage == CALLING)
            end(pp, peer, reason(clean));
        else if (kind == LINE)
            tell(pp, "[%s] %s", peer->name, clean);
        else
            refuse(pp, peer, nonsense);
    }
}

/* Newcomers */

/* Stores the address and the port that a socket has at this end. */
static void find_address(peers_t *pp, int fd)
{
    struct sockaddr_storage addr;
    socklen_t addrlen = sizeof(addr);

    if (getsockname(fd, (SA *)&addr, &addrlen) < 0)
        unix_error("chatclient: getsockname");
    address_text((SA *)&addr, addrlen, pp->address, sizeof(pp->address),
                 pp->port, sizeof(pp->port));
}

void peers_listen(peers_t *pp, const char *port)
{
    char where[sizeof(pp->address) + sizeof("[]:65535")];

    find_address(pp, pp->server->fd);
    snprintf(where, sizeof(where),
             strchr(pp->address, ':') != NULL ? "[%s]:%s" : "%s:%s",
             pp->address, port);
    pp->listenfd = connection_listen(where);
    find_address(pp, pp->listenfd); /* port 0 has become a port */
    pp->rate = connection_rate(LINE_RATE);
    connection_print(pp->server, "/listen %s", pp->port);
}

void peers_show_address(const peers_t *pp)
{
    tell(pp, "* direct connections: %s port %s", pp->address, pp->port);
}

/* Accepts a caller. If too many are waiting then, ends the oldest of these. */
static void accept_peer(peers_t *pp)
{
    int fd = accept(pp->listenfd, NULL, NULL), waiting = 0;

    if (fd < 0) { /* out of descriptors, perhaps */
        pp->accept_at = pp->now + ACCEPT_TIME;
        return;
    }
    if (fd < FD_SETSIZE && add(pp, "", WAITING, fd) != NULL)
        connection_prepare(fd);
    else
        close(fd);
    for (const peer_t *peer = pp->first; peer != NULL; peer = peer->later)
        waiting += peer->name[0] == '\0';
    if (waiting > WAITING_LIMIT)
        connection_abort(&find(pp, "", WAITING | ENDING)->connection,
                         "too many");
}

/* The event loop */

/* The connection has ended before the peer had read all that was said. */
static void tell_unsent(const peers_t *pp, const peer_t *peer)
{
    if (peer->name[0] != '\0')
        tell(pp, "! not everything was sent to %s", peer->name);
}

/* Ends the stage that a peer is in: it has lasted too long. */
static void expire(peers_t *pp, peer_t *peer)
{
    connection_t *cp = &peer->connection;

    if (peer->stage == ASKING) {
        if (find(pp, peer->name, TALKING) == NULL)
            tell(pp, "* %s cannot be reached directly: no answer", peer->name);
        peer->stage = LATE;
        peer->until = LLONG_MAX;
        release(pp, peer);
    } else if (peer->stage == CALLING) {
        end(pp, peer, "no answer");
    } else if (peer->stage == WAITING) {
        refuse(pp, peer, "wrong token");
    } else if (peer->stage == TALKING) {
        refuse(pp, peer, "too fast");
    } else if (peer->stage == FAILED) {
        peer->stage = ENDING; /* the next line makes a call again */
    } else {
        /* It is ENDING; LATE has no limit of time. */
        if (cp->out_count > 0)
            tell_unsent(pp, peer);
        connection_abort(cp, "too slow");
    }
}

/* Does what can be done for a peer. */
static void serve(peers_t *pp, peer_t *peer, const fd_set *readable,
                  const fd_set *writable)
{
    connection_t *cp = &peer->connection;

    connection_selected(cp, readable, writable);
    /* Who has half of its credit again, or more, has made a pause. */
    if (peer->stage == TALKING && cp->paid - pp->now < pp->rate.credit / 2)
        peer->until = pp->now + FLOOD_TIME;
    take_lines(pp, peer);
    if (peer->token[0] != '\0')
        admit(pp, peer); /* if its token has been announced meanwhile */
    if (pp->now >= peer->until)
        expire(pp, peer);
    else if (peer->stage < ENDING && cp->state == CLOSED)
        end(pp, peer, cp->why);
    else if (cp->state == CLOSED && strcmp(cp->why, "connection lost") == 0)
        tell_unsent(pp, peer);
    else if (connection_is_over(cp))
        end(pp, peer, peer->stage == TALKING ? goodbye : "no answer");
}

void peers_turn(peers_t *pp, const fd_set *readable, const fd_set *writable)
{
    peer_t **link = &pp->first, *peer;

    while ((peer = *link) != NULL) {
        serve(pp, peer, readable, writable);
        if (peer->connection.state == CLOSED)
            connection_close(&peer->connection);
        if (peer->connection.state == CLOSED && peer->stage == ENDING) {
            *link = peer->later;
            free(peer->held);
            free(peer);
        } else {
            link = &peer->later;
        }
    }
    if (pp->listenfd >= 0 && FD_ISSET(pp->listenfd, readable))
        accept_peer(pp);
}

static long long min(long long a, long long b)
{
    return a < b ? a : b;
}

long long peers_watch(peers_t *pp, fd_set *readable, fd_set *writable,
                      long long limit)
{
    for (peer_t *peer = pp->first; peer != NULL; peer = peer->later) {
        connection_t *cp = &peer->connection;

        if (!cp->blocked)
            connection_flush(cp);
        connection_watch(cp, readable, writable);
        limit = min(limit, peer->until);
        if (peer->stage < LATE &&
            (cp->state == CLOSED || cp->waiting == FOR_RATE))
            limit = min(limit, pp->now + PAUSE_TIME); /* no event will come */
    }
    if (pp->listenfd >= 0 && pp->now >= pp->accept_at)
        FD_SET(pp->listenfd, readable);
    else if (pp->listenfd >= 0)
        limit = min(limit, pp->accept_at);
    return limit;
}

/* The end */

void peers_alone(peers_t *pp)
{
    char line[LINE_SIZE] = "! the server is gone";
    const char *before = "; connected to: ";

    for (peer_t *peer = pp->first; peer != NULL; peer = peer->later) {
        if (peer->stage == ASKING)
            end(pp, peer, NULL);
        if (strlen(line) < LINE_LIMIT &&
            find(pp, peer->name, TALKING) == peer) {
            strcat(line, before);
            strcat(line, peer->name);
            before = ", ";
        }
    }
    tell(pp, "%s", line);
}

void peers_leave(peers_t *pp)
{
    peer_t *peer;

    if (pp->listenfd >= 0)
        close(pp->listenfd);
    pp->listenfd = -1;
    while ((peer = find(pp, NULL, WAITING | TALKING)) != NULL)
        end(pp, peer, NULL);
}

void peers_hurry(peers_t *pp)
{
    for (peer_t *peer = pp->first; peer != NULL; peer = peer->later)
        if (peer->stage & (ASKING | CALLING | ENDING))
            expire(pp, peer);
}

int peers_are_there(const peers_t *pp)
{
    for (const peer_t *peer = pp->first; peer != NULL; peer = peer->later)
        if (peer->name[0] != '\0' && peer->stage < LATE)
            return 1;
    return 0;
}

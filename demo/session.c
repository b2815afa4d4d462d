/*
 * session.c - the clients of a session, and what each of them goes through
 *
 * session.h says what each function does; this file shows how.
 */
#include "demo/session.h"
#include "demo/report.h"

void session_begin(session_t *sp)
{
    sp->clients = Calloc(KEPT + sp->maximum, sizeof(client_t *));
}

size_t session_present(const session_t *sp)
{
    return sp->count - sp->in_phase[AWAY];
}

/* Clients come, and go */

static void forget(client_t *cp)
{
    track_end(&cp->track);
    Free(cp);
}

/* Makes room: forgets the client that came first of those that have gone. */
static void forget_one(session_t *sp)
{
    size_t i = 0;

    while (sp->clients[i]->link != NULL)
        i++;
    forget(sp->clients[i]);
    sp->in_phase[AWAY]--;
    sp->count--;
    memmove(sp->clients + i, sp->clients + i + 1,
            (sp->count - i) * sizeof(client_t *));
}

int session_admit(session_t *sp, int fd, const SA *addr, socklen_t addrlen)
{
    link_t *link = link_open(fd, &sp->server);
    char host[WHERE_SIZE] = "", port[8] = "";

    if (link == NULL)
        return -1;
    if (sp->count == KEPT + sp->maximum)
        forget_one(sp);
    client_t *cp = Calloc(1, sizeof(client_t));
    sp->clients[sp->count++] = cp;
    cp->link = link;
    sp->connections++;
    cp->phase = CONNECTED;
    cp->since = sp->now;
    sp->in_phase[CONNECTED]++;
    track_begin(&cp->track, (int)++sp->arrived, sp->now);
    address_text(addr, addrlen, host, sizeof(host), port, sizeof(port));
    report(sp->now, "client %d connected from %s %s", cp->track.number, host,
           port);
    if (sp->connections == sp->maximum)
        report(sp->now, "full: %zu clients, more must wait", sp->maximum);
    return 0;
}

static void enter(session_t *sp, client_t *cp, phase_t phase)
{
    sp->in_phase[cp->phase]--;
    sp->in_phase[phase]++;
    cp->phase = phase;
    cp->since = sp->now;
    track_change(&cp->track, phase, sp->now);
}

static void leave(session_t *sp, client_t *cp)
{
    cp->how = cp->link->over;
    report(sp->now, "client %d gone: %s", cp->track.number, cp->how);
    link_close(cp->link);
    cp->link = NULL;
    sp->connections--;
    if (cp->phase != AWAY)
        enter(sp, cp, AWAY);
}

void session_end(session_t *sp)
{
    for (size_t i = 0; i < sp->count; i++) {
        if (sp->clients[i]->link != NULL)
            link_close(sp->clients[i]->link);
        forget(sp->clients[i]);
    }
    Free(sp->clients);
}

/* What they send, and what they get */

/* The commands of telnet (RFC 854) are no text. Most have two bytes. */
enum { SE = 240, SB = 250, WILL, WONT, DO, DONT, IAC };
enum { TEXT, COMMAND, OPTION, BLOCK };

/* Returns true if the next byte of a client is text. */
static int is_text(client_t *cp, unsigned char byte)
{
    int state = cp->telnet;

    cp->telnet = TEXT;
    if (state == TEXT && byte == IAC)
        cp->telnet = COMMAND;
    else if (state == COMMAND && WILL <= byte && byte <= DONT)
        cp->telnet = OPTION; /* one byte follows */
    else if ((state == COMMAND && byte == SB) || (state == BLOCK && byte != SE))
        cp->telnet = BLOCK; /* it ends with SE */
    return state == TEXT && cp->telnet == TEXT;
}

/* Notes that a client has sent a line, or its EOF (NULL), and now waits. */
static void begin_waiting(session_t *sp, client_t *cp, const line_t *line)
{
    if (cp->phase == WAITING || cp->phase == AWAY)
        return;
    enter(sp, cp, WAITING);
    if (sp->is_quiet || line == NULL)
        report(sp->now, "client %d waiting", cp->track.number);
    else
        report(sp->now, "client %d waiting: %.*s", cp->track.number,
               (int)line->length, line->bytes);
}

static void hear_client(session_t *sp, client_t *cp, const char *bytes,
                        size_t n)
{
    line_t *next = &cp->next;
    int has_line = 0;

    for (size_t i = 0; i < n; i++) {
        if (!is_text(cp, (unsigned char)bytes[i]))
            continue;
        if (bytes[i] == '\n') {
            cp->last = *next;
            next->length = 0;
            has_line = 1;
        } else if (next->length < TEXT_SIZE) {
            next->bytes[next->length++] = bytes[i];
        }
    }
    if (has_line)
        begin_waiting(sp, cp, &cp->last);
}

static void hear_answer(session_t *sp, client_t *cp)
{
    double waited = sp->now - cp->since;

    if (cp->phase == SERVED)
        return;
    if (cp->phase == WAITING) {
        report(sp->now, "client %d served after %.3f s", cp->track.number,
               waited);
        if (cp->track.first_reply >= NEVER)
            cp->track.first_reply = waited;
    } else { /* the server speaks first */
        report(sp->now, "client %d served", cp->track.number);
    }
    enter(sp, cp, SERVED);
}

void session_ready(session_t *sp, client_t *cp, side_t side, short revents)
{
    end_t *ep = &cp->link->ends[side];
    int was_eof = ep->is_eof;
    size_t n = link_ready(cp->link, side, revents);

    if (n > 0 && side == CLIENT)
        hear_client(sp, cp, ep->bytes, n);
    else if (n > 0)
        hear_answer(sp, cp);
    if (cp->link->over != NULL)
        leave(sp, cp);
    else if (ep->is_eof && !was_eof && side == CLIENT)
        begin_waiting(sp, cp, NULL);
    else if (ep->is_eof && !was_eof) {
        report(sp->now, "client %d closed by the server", cp->track.number);
        enter(sp, cp, AWAY);
    }
}

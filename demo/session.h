/*
 * session.h - what watch knows about a server and its clients, to show it
 *
 * watch.c keeps the fields about the server up to date. The functions here do
 * this for the clients, and report what happens to each. view.c draws it all.
 */
#ifndef SESSION_H
#define SESSION_H

#include "demo/link.h"
#include "demo/picture.h"
#include "demo/server.h"

#define TEXT_SIZE 200 /* bytes of a line that are kept, at most */
#define WHERE_SIZE 80 /* an address, a blank and a port, with '\0' */
#define NEWS_SIZE (3 * TEXT_SIZE + 64)
#define KEPT 2000 /* clients that are remembered after they have gone */

/* The beginning of a line, as it came: it must be cleaned to be shown. */
typedef struct {
    size_t length;
    char bytes[TEXT_SIZE];
} line_t;

typedef struct {
    link_t *link;    /* NULL once it is over */
    const char *how; /* it has gone: why the link is over; else NULL */
    track_t track;
    phase_t phase;
    double since;      /* when the phase began */
    line_t last, next; /* its last whole line, and what came after it */
    int telnet;        /* the state of is_text */
} client_t;

typedef struct {
    const char *name, *model;  /* of the server: see server_model */
    struct sockaddr_in server; /* where it listens */
    char where[WHERE_SIZE];    /* what clients type after "telnet" */
    size_t maximum;            /* of clients at a time */
    client_t **clients;        /* in the order in which they came */
    size_t count;              /* of these: those that have gone, too */
    size_t arrived;            /* clients since the session began */
    size_t connections;        /* clients whose link is not over */
    size_t in_phase[PHASES];   /* how many of the clients are in each phase */
    double now;                /* seconds since the session began */
    census_t census;           /* if has_census */
    char news[NEWS_SIZE];      /* what the server said last; or "" */
    char note[NEWS_SIZE];      /* what the last key has done; or "" */
    char death[NEWS_SIZE];     /* how the server has ended; or "" */
    int has_census, is_held, is_quiet;
} session_t;

/* Makes room for clients; the maximum is known, and all else is 0. */
void session_begin(session_t *sp);

/*
 * Returns the number of clients that have not gone. A client has gone if its
 * link is over, or if the server has closed its connection.
 */
size_t session_present(const session_t *sp);

/*
 * Adds a client, which was accepted as fd, and connects it to the server.
 * Returns 0, or -1 with errno; then fd is still open.
 */
int session_admit(session_t *sp, int fd, const SA *addr, socklen_t addrlen);

/* Handles the events that poll(2) returned for one of a client's two sides. */
void session_ready(session_t *sp, client_t *cp, side_t side, short revents);

/* Closes the connections of all clients, and frees what the session holds. */
void session_end(session_t *sp);

#endif /* SESSION_H */

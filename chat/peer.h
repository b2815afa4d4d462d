/*
 * peer.h - direct connections to other members, without the server between them
 *
 * The server introduces two members to each other: it tells both the same
 * token, once. The caller connects to the other and shows the token. Then each
 * line, both ways, is something said to the other alone. PROTOCOL.md, "Calls",
 * has the rules. As in connection.h, no function here blocks.
 *
 * Read:  command.c, run_call: the server's part of a call.
 */
#ifndef PEER_H
#define PEER_H

#include "connection.h"
#include "deadline.h"
#include "names.h"

#define TOKEN_LENGTH 32 /* hexadecimal digits */
#define TOKENS 1024     /* announced tokens that are remembered */

/* A call is ASKING, then CALLING, and then either TALKING or FAILED. */
typedef enum {
    ASKING = 1,  /* the server was asked for the address and a token */
    CALLING = 2, /* the other end was asked, with the token */
    WAITING = 4, /* the other end has connected, but has shown no valid token */
    TALKING = 8,
    ENDING = 16, /* what is queued is still sent */
    FAILED = 32  /* for a minute, lines go through the server */
} stage_t;

typedef struct peer {
    struct peer *later;
    char name[NAME_LIMIT + 1];    /* "" while it is WAITING */
    char token[TOKEN_LENGTH + 1]; /* what it has shown while it is WAITING */
    stage_t stage;
    long long until;         /* when the stage ends at the latest */
    unsigned order;          /* in which they were called, or began to talk */
    connection_t connection; /* its fd is -1 while ASKING, and if FAILED */
    char *held;              /* lines to say after the call, each with '\0' */
    size_t held_size;
} peer_t;

/* Somebody who was announced, and has not called yet. */
typedef struct {
    char name[NAME_LIMIT + 1], token[TOKEN_LENGTH + 1];
    long long until; /* when the token expires */
} caller_t;

typedef struct {
    connection_t *server;
    void (*show)(void *argument, const char *line); /* shows the user a line */
    void *argument;                                 /* of show */
    int listenfd;              /* -1: all lines go through the server */
    char address[64], port[6]; /* where it listens */
    long long now;             /* when this turn of the loop began */
    long long accept_at;       /* when to accept again */
    rate_t rate;
    connection_t *due; /* not used: each turn looks at all peers */
    peer_t *first;     /* the list of peers */
    size_t held_size;  /* bytes held for all peers */
    int skips_end;     /* the next "= end" ends the answer to a call */
    caller_t callers[TOKENS];
    size_t announced;
    unsigned last_order;
} peers_t;

/*
 * Listens for peers at the address of the connection to the server, and at this
 * port. Ends the program if that fails. server, show and argument must be set.
 */
void peers_listen(peers_t *pp, const char *port);

/*
 * Says a text to a member directly, if need be after a call; if the call fails,
 * the text goes through the server. Returns false if it must go through the
 * server at once.
 */
int peers_say(peers_t *pp, const char *name, const char *text);

/* Takes a clean line from the server; returns true if it is not for the user.
 */
int peers_take(peers_t *pp, const char *line);

/*
 * peers_watch sends what is queued, and adds what to wait for to the sets for
 * select(2). It returns the highest descriptor, and makes *until earlier if
 * something must be done before it. peers_turn then does what can be done.
 */
int peers_watch(peers_t *pp, fd_set *readable, fd_set *writable,
                long long *until);
void peers_turn(peers_t *pp, const fd_set *readable, const fd_set *writable);

/* The server is gone: shows who is still connected, and gives up other calls.
 */
void peers_alone(peers_t *pp);

/* Says goodbye to all, and listens no longer. */
void peers_leave(peers_t *pp);

/* Return true if a call is under way; if a member is called or connected. */
int peers_are_calling(const peers_t *pp);
int peers_are_there(const peers_t *pp);

#endif /* PEER_H */

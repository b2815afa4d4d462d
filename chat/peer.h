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

/*
 * The stages of somebody who is called are ASKING, CALLING, and then TALKING or
 * FAILED; those of a caller are WAITING and TALKING. Lines to somebody who is
 * LATE or FAILED go through the server. Each stage is one bit, so that find can
 * look for several at once. Their order counts: before LATE, a peer has a
 * connection, or is about to have one; before ENDING, nothing has ended it yet.
 */
typedef enum {
    ASKING = 1,  /* the server was asked for the address and a token */
    CALLING = 2, /* the other end was asked, with the token */
    WAITING = 4, /* the other end has connected, but has shown no valid token */
    TALKING = 8, /* each line, both ways, is something said */
    ENDING = 16, /* what is queued is still sent */
    LATE = 32,   /* the server has not answered in time, but will */
    FAILED = 64  /* for a minute, nobody calls it again */
} stage_t;

typedef struct peer {
    struct peer *later;
    char name[NAME_LIMIT + 1];    /* "" if it has shown no valid token */
    char token[TOKEN_LENGTH + 1]; /* what it has shown while it is WAITING */
    stage_t stage;
    long long until;         /* when the stage ends at the latest */
    long long since;         /* when it began to talk; 0 before that */
    connection_t connection; /* its fd is -1 while ASKING, LATE or FAILED */
    char *held;              /* texts to say after the call, each with '\0' */
    size_t held_size;        /* bytes in held */
} peer_t;

/* Somebody who was announced, and has not called yet. */
typedef struct {
    char name[NAME_LIMIT + 1], token[TOKEN_LENGTH + 1];
    long long until; /* when the token expires; 0: it was used */
} caller_t;

/*
 * At first, server, show and argument are set, listenfd is -1, and the rest is
 * 0. The event loop sets now in each turn.
 */
typedef struct {
    connection_t *server;
    void (*show)(void *argument, const char *line); /* shows the user a line */
    void *argument;                                 /* of show */
    int listenfd; /* -1: all lines go through the server */
    char address[ADDRESS_SIZE], port[6]; /* where the client listens */
    long long now;                       /* when this turn of the loop began */
    long long accept_at;                 /* when to accept again */
    rate_t rate;                         /* how fast lines are taken */
    peer_t *first;                       /* the list, in order of adding */
    size_t held_size;         /* bytes held for all calls under way */
    int skips_end;            /* the next "= end" ends the answer to a call */
    caller_t callers[TOKENS]; /* the last ones that were announced */
    size_t announced;         /* how many were announced so far */
} peers_t;

/*
 * Listens for peers at the address of the connection to the server, and at this
 * port, and tells the server the port with /listen. Ends the program if it
 * cannot listen.
 */
void peers_listen(peers_t *pp, const char *port);

/* Shows the user where the client listens. */
void peers_show_address(const peers_t *pp);

/*
 * Says a text to a member directly, after a call if they are not connected yet;
 * if the call fails, the text goes through the server. Returns false if it does
 * nothing: then the text must be sent through the server at once.
 */
int peers_say(peers_t *pp, const char *name, const char *text);

/*
 * Takes a line from the server, which text_clean has cleaned. Returns true if
 * the line is about a call: then the user is not shown it.
 */
int peers_take(peers_t *pp, const char *line);

/*
 * Both are for each turn of an event loop with select(2). peers_watch sends
 * what is queued, and adds to the sets the descriptors to wait for. It returns
 * the time at which peers_turn must be called at the latest, or limit if that
 * is earlier. After select, peers_turn does what can be done.
 */
long long peers_watch(peers_t *pp, fd_set *readable, fd_set *writable,
                      long long limit);
void peers_turn(peers_t *pp, const fd_set *readable, const fd_set *writable);

/*
 * To be called when the server is gone. Gives up the calls that the server has
 * not answered, and shows the user who is still connected.
 */
void peers_alone(peers_t *pp);

/* Says goodbye to all, and listens no longer. */
void peers_leave(peers_t *pp);

/*
 * Ends all calls under way; their texts go through the server. Drops what is
 * still to be sent to the peers that were left.
 */
void peers_hurry(peers_t *pp);

/* Returns true if a member is called or connected, or is still sent a text. */
int peers_are_there(const peers_t *pp);

#endif /* PEER_H */

/*
 * member.h - somebody who is connected, and may have logged in
 */
#ifndef MEMBER_H
#define MEMBER_H

#include "chat.h"

typedef struct member {
    named_t named; /* first, for names_find; the name is "" before login */
    connection_t connection;
    deadline_t login;          /* when the time to log in is over */
    deadline_t pause, closing; /* of the event loop: see server_t */
    size_t slot;               /* the index in the event loop's arrays */
    int wrong_keys;
    long long heard; /* when its last line came */
    struct room *room;
    struct member *before, *after; /* neighbours in the room's list */
    char address[ADDRESS_SIZE], port[6];
    char listens[24]; /* the port of /listen after a blank, or "" */
} member_t;

/*
 * Returns a new member for an accepted connection: a non-blocking socket, and
 * the address of its peer. Returns NULL when out of memory.
 */
member_t *member_new(chat_t *chat, int connfd, const SA *addr,
                     socklen_t addrlen);

/* Closes the connection of a member who is not logged in; frees the member. */
void member_free(chat_t *chat, member_t *mp);

/* Returns the member who has logged in under this name, or NULL. */
member_t *member_find(const chat_t *chat, const char *name);

/*
 * member_guess returns true if the guess is the key, which may be the password
 * of a user. It remembers the address of a member whose guess is wrong.
 *
 * Call member_hold before each line that is taken from a member who is not
 * logged in. If three wrong keys have come from the member's address, with less
 * than a minute between them, no line is taken within a second after it has
 * come, nor within a second after the last wrong key from that address.
 */
int member_guess(chat_t *chat, const member_t *mp, const char *key,
                 const char *guess);
void member_hold(const chat_t *chat, member_t *mp);

/*
 * member_login gives the member a name, which must be valid and free.
 * member_logout takes the name away.
 */
void member_login(chat_t *chat, member_t *mp, const char *name);
void member_logout(chat_t *chat, member_t *mp);

#endif /* MEMBER_H */

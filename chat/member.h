/*
 * member.h - somebody who is connected, and may have logged in
 */
#ifndef MEMBER_H
#define MEMBER_H

#include "chat.h"

#define ADDRESS_SIZE 64 /* an IPv6 address with the name of its interface */

typedef struct member {
    named_t named; /* first, so that names_find finds the member; "": nobody */
    connection_t connection;
    deadline_t login;          /* by when it must log in */
    deadline_t pause, closing; /* the event loop's: see there */
    size_t slot;               /* in the arrays of the event loop */
    int wrong_keys;
    long long heard; /* when its last line came */
    struct room *room;
    struct member *before, *after; /* in the room */
    char address[ADDRESS_SIZE], port[6];
} member_t;

/*
 * Makes a member of an accepted connection: a socket that does not block, and
 * the address of its peer. Returns NULL when out of memory.
 */
member_t *member_new(chat_t *chat, int connfd, const SA *addr,
                     socklen_t addrlen);

/* Closes the connection and frees a member who is logged out. */
void member_free(chat_t *chat, member_t *mp);

/* Returns the member who has logged in under this name, or NULL. */
member_t *member_find(const chat_t *chat, const char *name);

/* Gives the member a name that is valid and free; takes it away. */
void member_login(chat_t *chat, member_t *mp, const char *name);
void member_logout(chat_t *chat, member_t *mp);

#endif /* MEMBER_H */

/*
 * chat.h - the server's state, which its parts share: members, rooms, users
 */
#ifndef CHAT_H
#define CHAT_H

#include "connection.h"
#include "deadline.h"
#include "key.h"
#include "names.h"
#include "transcript.h"

typedef struct {
    long long now;      /* when this turn of the event loop began */
    names_t members;    /* the members who have logged in */
    names_t rooms;      /* each has at least one member */
    deadlines_t logins; /* when connections without a login are closed */
    rate_t rate;        /* how fast one connection may send lines */
    connection_t *due;  /* connections that have something to flush */
    char key[KEY_SIZE]; /* needed to log in; "" if there is no key */
    names_t users;      /* if there are any, only they can log in */
    names_t guessers;   /* the addresses that have given wrong keys */
    int random;         /* the descriptor of /dev/urandom */
    transcript_t transcript;
} chat_t;

#endif /* CHAT_H */

/*
 * chat.h - what the parts of the chat server share
 */
#ifndef CHAT_H
#define CHAT_H

#include "connection.h"
#include "deadline.h"
#include "key.h"
#include "names.h"
#include "transcript.h"

#define LINE_LIMIT 1000 /* bytes in a line from a member */

typedef struct {
    long long now;      /* when this turn of the event loop began */
    names_t members;    /* who has logged in */
    names_t rooms;      /* each has somebody in it */
    deadlines_t logins; /* by when the others must */
    rate_t rate;        /* of lines from one connection */
    connection_t *due;  /* connections that have something to flush */
    char key[KEY_SIZE]; /* what is asked for at login; "": nothing */
    transcript_t transcript;
} chat_t;

#endif /* CHAT_H */

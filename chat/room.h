/*
 * room.h - where members talk: who hears what, and what was said before
 *
 * A room exists while somebody is in it.
 */
#ifndef ROOM_H
#define ROOM_H

#include "member.h"

#define HISTORY_LINES 100   /* that a room remembers at most */
#define HISTORY_BYTES 32768 /* that these have at most: ten of the longest */

typedef struct memory {
    struct memory *later;
    time_t when;
    size_t length;
    char text[]; /* as it was sent, '\n' included */
} memory_t;

typedef struct room {
    named_t named; /* first, so that names_find finds the room */
    size_t count;
    member_t *first; /* of those in it */
    size_t history_count, history_bytes;
    memory_t *oldest, *newest;
} room_t;

/*
 * Moves a member who is in no room into the room of this name, which is made
 * where there is none. Returns -1 when out of memory.
 */
int room_enter(chat_t *chat, member_t *mp, const char *name);

/* Moves the member out of its room, which may be the end of the room. */
void room_leave(chat_t *chat, member_t *mp);

/*
 * Both make a line, as by printf, for those in a room. room_event: for all of
 * them. room_say: for all but the member who says it, and who is in the room;
 * the line is remembered, and goes into the transcript.
 */
void room_event(room_t *rp, const char *format, ...) CSAPP_PRINTF(2, 3);
void room_say(chat_t *chat, member_t *mp, const char *format, ...)
    CSAPP_PRINTF(3, 4);

/* Answers the member with the last n lines said in its room. Returns them. */
size_t room_show(member_t *mp, size_t n);

#endif /* ROOM_H */

/*
 * room.h - rooms: who gets which lines, and what was said before
 *
 * A room exists while somebody is in it.
 */
#ifndef ROOM_H
#define ROOM_H

#include "member.h"

#define HISTORY_LINES 100   /* lines that a room remembers, at most */
#define HISTORY_BYTES 32768 /* bytes in all of them; ten of the longest fit */

typedef struct memory {
    struct memory *later;
    time_t when;
    size_t length;
    char text[]; /* as it was sent, '\n' included */
} memory_t;

typedef struct room {
    named_t named; /* first, so that names_find finds the room */
    size_t count;
    member_t *first; /* the list of the members in it */
    size_t history_count, history_bytes;
    memory_t *oldest, *newest;
} room_t;

/*
 * Puts a member who is in no room into the room of this name. Creates the room
 * if there is none. Returns 0, or -1 when out of memory.
 */
int room_enter(chat_t *chat, member_t *mp, const char *name);

/* Takes the member out of its room; frees the room if nobody is left in it. */
void room_leave(chat_t *chat, member_t *mp);

/*
 * Both send a line, formatted as by printf, to a room. room_event sends it to
 * all members in the room. room_say sends it to all in mp's room except mp, who
 * says it; the room remembers the line, and it is added to the transcript.
 */
void room_event(room_t *rp, const char *format, ...) CSAPP_PRINTF(2, 3);
void room_say(chat_t *chat, member_t *mp, const char *format, ...)
    CSAPP_PRINTF(3, 4);

/* Sends the member the last n lines said in its room; returns how many. */
size_t room_show(member_t *mp, size_t n);

#endif /* ROOM_H */

/*
 * room.c - rooms: who gets which lines, and what was said before
 *
 * room.h says what each function does; this file shows how. A line is copied
 * into the queue of each member who gets it; the event loop sends the queues.
 */
#include "room.h"
#include "text.h"

/* Sends a line to all members in the room except one, who may be NULL. */
static void broadcast(room_t *rp, const member_t *except, const char *line,
                      size_t length)
{
    for (member_t *mp = rp->first; mp != NULL; mp = mp->after)
        if (mp != except)
            connection_send(&mp->connection, line, length);
}

/* Forgets the oldest lines until at most so many lines and bytes are left. */
static void forget(room_t *rp, size_t lines, size_t bytes)
{
    memory_t *oldest;

    while ((oldest = rp->oldest) != NULL &&
           (rp->history_count > lines || rp->history_bytes > bytes)) {
        rp->oldest = oldest->later;
        if (rp->oldest == NULL)
            rp->newest = NULL;
        rp->history_count--;
        rp->history_bytes -= oldest->length;
        free(oldest);
    }
}

static void remember(room_t *rp, const char *line, size_t length)
{
    memory_t *newest = malloc(sizeof(*newest) + length);

    if (newest == NULL)
        return; /* the line was said, but is not remembered */
    forget(rp, HISTORY_LINES - 1, HISTORY_BYTES - length);
    newest->later = NULL;
    newest->when = time(NULL);
    newest->length = length;
    memcpy(newest->text, line, length);
    *(rp->newest ? &rp->newest->later : &rp->oldest) = newest;
    rp->newest = newest;
    rp->history_count++;
    rp->history_bytes += length;
}

int room_enter(chat_t *chat, member_t *mp, const char *name)
{
    room_t *rp = (room_t *)names_find(&chat->rooms, name);

    if (rp == NULL) {
        rp = calloc(1, sizeof(*rp));
        if (rp == NULL)
            return -1;
        names_add(&chat->rooms, &rp->named, name);
    }
    mp->room = rp;
    mp->before = NULL;
    mp->after = rp->first;
    if (rp->first != NULL)
        rp->first->before = mp;
    rp->first = mp;
    rp->count++;
    return 0;
}

void room_leave(chat_t *chat, member_t *mp)
{
    room_t *rp = mp->room;

    *(mp->before ? &mp->before->after : &rp->first) = mp->after;
    if (mp->after != NULL)
        mp->after->before = mp->before;
    mp->room = NULL;
    rp->count--;
    if (rp->count > 0)
        return;
    forget(rp, 0, 0);
    names_remove(&chat->rooms, &rp->named);
    free(rp);
}

void room_event(room_t *rp, const char *format, ...)
{
    char line[LINE_SIZE];
    va_list arguments;
    size_t length;

    va_start(arguments, format);
    length = text_line(line, format, arguments);
    va_end(arguments);
    broadcast(rp, NULL, line, length);
}

void room_say(chat_t *chat, member_t *mp, const char *format, ...)
{
    room_t *rp = mp->room;
    char line[LINE_SIZE];
    va_list arguments;
    size_t length;

    va_start(arguments, format);
    length = text_line(line, format, arguments);
    va_end(arguments);
    broadcast(rp, mp, line, length);
    remember(rp, line, length);
    transcript_add(&chat->transcript, rp->named.name, line);
}

size_t room_show(member_t *mp, size_t n)
{
    const memory_t *line = mp->room->oldest;
    size_t count = mp->room->history_count;

    for (; count > n; count--)
        line = line->later;
    for (; line != NULL; line = line->later) {
        char when[sizeof("HH:MM:SS")];
        struct tm local;

        localtime_r(&line->when, &local);
        strftime(when, sizeof(when), "%H:%M:%S", &local);
        connection_print(&mp->connection, "= %s %.*s", when,
                         (int)line->length - 1, line->text);
    }
    return count;
}

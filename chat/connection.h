/*
 * connection.h - a non-blocking connection that carries lines
 *
 * Knows bytes, lines, telnet, queues and rates, and nothing of who talks or
 * what is said. It never waits: it does what can be done now, and tells what
 * to wait for. While nothing is under way it owns no buffer.
 *
 * Its life:  OPEN     lines come and go
 *            CLOSING  what was sent is flushed, what comes is dropped
 *            CLOSED   only the descriptor is left, to be closed
 *
 * Read:  chatserver.c and chatclient.c, the two event loops that use it.
 */
#ifndef CONNECTION_H
#define CONNECTION_H

#include "csapp.h"

#define INPUT_SIZE 4096       /* bytes read at a time, and the longest line */
#define QUEUE_LIMIT (1 << 20) /* bytes that may wait for the peer */
#define QUEUE_BUSY (1 << 16)  /* with more than these, input has to wait */

/* How fast lines are taken; all zeros is no limit. */
typedef struct {
    long long interval; /* microseconds from one line to the next */
    long long credit;   /* microseconds of lines that may come at once */
} rate_t;

typedef enum { OPEN, CLOSING, CLOSED } state_t;
typedef enum { NO_LINE, LINE, LONG_LINE } line_t;
typedef enum { FOR_INPUT, FOR_OUTPUT, FOR_RATE } waiting_t;

typedef struct connection {
    int fd;
    state_t state;
    const char *why; /* CLOSED: what happened, "too slow"; else NULL */
    void *owner;     /* for whoever keeps the due list */

    const rate_t *rate;
    long long paid;       /* when the lines taken so far are paid for */
    waiting_t waiting;    /* what connection_line waited for when it had none */
    int at_eof;           /* the peer sends nothing more */
    int skipping;         /* what comes is the rest of a line too long */
    unsigned char telnet; /* the state of its parser */
    unsigned line_limit;  /* bytes */
    unsigned in_first, in_count;
    char *in; /* INPUT_SIZE bytes and a '\0', or NULL */

    int is_cut;  /* the peer takes nothing more: what it sent is still read */
    int blocked; /* the peer did not take all of it: wait for POLLOUT */
    unsigned out_first, out_count, out_size;
    char *out; /* out_size bytes, or NULL */

    int is_due;
    struct connection *next_due, **due;
} connection_t;

/*
 * Returns true if the last call failed only because it would have blocked, or
 * because a signal interrupted it: then it may be called again later.
 */
int would_block(void);

/*
 * Makes cp the connection of the non-blocking socket fd. Lines of more than
 * line_limit bytes (INPUT_SIZE - 2 at most) are refused. When there is
 * something to flush, or the state changes, it puts itself on the list *due.
 */
void connection_init(connection_t *cp, int fd, unsigned line_limit,
                     const rate_t *rate, connection_t **due);

/* Takes the first connection from the list *due; NULL if it is empty. */
connection_t *connection_due(connection_t **due);

/* Returns the poll(2) events to wait for. */
short connection_events(const connection_t *cp);

/* Does what the events that came ask for: reads, flushes, or gives up. */
void connection_ready(connection_t *cp, short revents);

/*
 * Takes the next line from what has been read. LINE: *line is the line,
 * without its end and '\0'-terminated, and stays until the next call; *length
 * counts its bytes. LONG_LINE: there was one, but it was too long. NO_LINE:
 * cp->waiting tells why.
 */
line_t connection_line(connection_t *cp, long long now, char **line,
                       size_t *length);

/* Says whether the last line of a peer that sends nothing more was taken. */
int connection_is_over(const connection_t *cp);

/* Queues n bytes, to be sent by connection_flush. Too many close it. */
void connection_send(connection_t *cp, const char *bytes, size_t n);

/* The same for text: a byte 255, which begins telnet's commands, goes twice. */
void connection_send_text(connection_t *cp, const char *bytes, size_t n);

/* Queues one line, made as by printf; its '\n' is added. */
void connection_print(connection_t *cp, const char *format, ...)
    CSAPP_PRINTF(2, 3);

/* Sends what the peer takes now, with one write. */
void connection_flush(connection_t *cp);

/* OPEN becomes CLOSING: flushes, says goodbye, and waits for the peer's. */
void connection_finish(connection_t *cp);

/* Becomes CLOSED, at once, for the reason why. */
void connection_abort(connection_t *cp, const char *why);

/* Closes the descriptor and frees the buffers. It must be on no list. */
void connection_close(connection_t *cp);

#endif /* CONNECTION_H */

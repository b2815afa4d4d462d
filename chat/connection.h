/*
 * connection.h - a non-blocking connection: lines that arrive, and a queue of
 *                lines to send
 *
 * A connection handles bytes, lines and the keys that edit them, telnet
 * commands, a queue and a rate. It knows nothing about members or about what
 * they say. No function here blocks: each does what can be done now, and
 * connection_events returns the events to wait for. A connection owns buffers
 * only while there are bytes in them.
 *
 * States:  OPEN     lines are received and sent
 *          CLOSING  queued bytes are still sent, but input is dropped
 *          CLOSED   only the descriptor is left, to be closed
 *
 * Read:  chatserver.c and chatclient.c, the two event loops that use it.
 */
#ifndef CONNECTION_H
#define CONNECTION_H

#include "csapp.h"

#define ADDRESS_SIZE 64 /* an IPv6 address with the name of its interface */
#define LINE_LIMIT 1000 /* bytes in a line from a person, at most */
#define LINE_RATE 50    /* lines a second from a person, by default */
#define PRESENCE "* yes, I am here" /* for connection_t.presence */
#define INPUT_SIZE 8192             /* bytes in an input buffer */
#define QUEUE_LIMIT (1 << 20)       /* bytes that may wait for the peer */
#define QUEUE_BUSY (1 << 16)        /* for connection_t.busy */

/* How fast lines are taken; all zeros means no limit. */
typedef struct {
    long long interval; /* microseconds from one line to the next */
    long long credit;   /* microseconds by which lines may be early */
} rate_t;

typedef enum { OPEN, CLOSING, CLOSED } state_t;
typedef enum { NO_LINE, LINE, LONG_LINE } line_t;
typedef enum { FOR_INPUT, FOR_OUTPUT, FOR_RATE } waiting_t;

typedef struct connection {
    int fd;
    state_t state;
    const char *why; /* if CLOSED: the reason, such as "too slow"; else NULL */
    void *owner;     /* for the caller: the member, in the server */

    const rate_t *rate;
    long long paid;       /* each line moves this time on by rate->interval */
    long long held_until; /* for the caller: no line is taken before it */
    waiting_t waiting;    /* why the last connection_line found no line */
    int at_eof;           /* the peer has half-closed: read returned EOF */
    unsigned char telnet; /* the state of the telnet parser */
    unsigned char after;  /* what the last byte of text was */
    unsigned line_limit;  /* bytes in a line, at most */
    unsigned busy;        /* with more bytes queued, no line is taken */

    /*
     * The answer to telnet's AYT, "are you there?". NULL means that no person
     * types at the other end: then only LF ends a line, and nothing is erased.
     */
    const char *presence;

    char *in;                    /* INPUT_SIZE bytes, or NULL */
    unsigned in_first, in_count; /* complete lines: bytes, with line ends */
    unsigned kept;               /* bytes of the line under way, after them */
    long long excess;            /* characters of it that were not kept */
    char last[5]; /* bytes of the last one, and room for a byte more */
    unsigned last_length;

    int is_cut;  /* writing failed, but what the peer has sent is still read */
    int blocked; /* wait for POLLOUT: write did not take all, or would fail */
    unsigned out_first, out_count, out_size;
    char *out; /* out_size bytes, or NULL */

    int is_due;
    struct connection *next_due, **due;
} connection_t;

/* Returns the rate of so many lines a second; 0 means no limit. */
rate_t connection_rate(long lines);

/*
 * Listens as Open_listenfd does, and returns a non-blocking descriptor. Each
 * socket that is accepted there needs connection_prepare.
 */
int connection_listen(const char *where);

/*
 * Begins to connect to a numeric address and port. Returns a prepared socket, a
 * descriptor below FD_SETSIZE. It becomes writable when it is connected, or
 * when this has failed: then a write fails, too. Returns -1 and sets errno if
 * it fails at once.
 */
int connection_connect(const char *address, const char *port);

/* Makes a socket non-blocking, and sets the options that a chat needs. */
void connection_prepare(int fd);

/*
 * Returns true if the last call failed only because it would have blocked, or
 * because a signal interrupted it. The call can then be repeated later.
 */
int would_block(void);

/*
 * Makes cp the connection of the non-blocking socket fd, with a program at the
 * other end; for a person, set cp->presence. A line of more than line_limit
 * bytes is a LONG_LINE; line_limit is at most INPUT_SIZE / 2, so that a read is
 * never short of room. When there are bytes to flush, or the state changes, cp
 * is put on the list *due, unless due is NULL.
 */
void connection_init(connection_t *cp, int fd, unsigned line_limit,
                     const rate_t *rate, connection_t **due);

/* Removes the first connection from the list *due; returns it, or NULL. */
connection_t *connection_due(connection_t **due);

/* Returns the poll(2) events to wait for. */
short connection_events(const connection_t *cp);

/* Handles the events that poll(2) returned: reads, flushes, or aborts. */
void connection_ready(connection_t *cp, short revents);

/*
 * The same for select(2). connection_watch adds the descriptor to the sets in
 * which there is something to wait for. connection_selected handles what select
 * has left in the sets. Both do nothing if the descriptor is -1.
 */
void connection_watch(const connection_t *cp, fd_set *readable,
                      fd_set *writable);
void connection_selected(connection_t *cp, const fd_set *readable,
                         const fd_set *writable);

/*
 * Takes the next line from the bytes that have been read. Returns
 *   LINE       *line is the line, '\0'-terminated and without its line end; it
 *              is valid until the next call. *length is its length in bytes.
 *   LONG_LINE  there was a line, but it was too long when it ended
 *   NO_LINE    there is no line; if cp is OPEN, cp->waiting tells why
 */
line_t connection_line(connection_t *cp, long long now, char **line,
                       size_t *length);

/* Returns true if the peer has half-closed and all its lines were taken. */
int connection_is_over(const connection_t *cp);

/*
 * Queues n bytes, to be sent by connection_flush. Drops them if cp is not OPEN,
 * or is cut. If the queue would have more than QUEUE_LIMIT bytes, aborts the
 * connection.
 */
void connection_send(connection_t *cp, const char *bytes, size_t n);

/*
 * The same for text: sends each byte 255 twice, because a single one begins a
 * telnet command.
 */
void connection_send_text(connection_t *cp, const char *bytes, size_t n);

/* Queues one line, formatted as by printf, and adds its '\n'. */
void connection_print(connection_t *cp, const char *format, ...)
    CSAPP_PRINTF(2, 3);

/* Sends as many queued bytes as the socket takes now, with one write. */
void connection_flush(connection_t *cp);

/*
 * Makes an OPEN connection CLOSING: sends the queue, half-closes, and becomes
 * CLOSED when the peer has closed its end, too.
 */
void connection_finish(connection_t *cp);

/* Makes the connection CLOSED at once; why is the reason. */
void connection_abort(connection_t *cp, const char *why);

/*
 * Closes the descriptor, which is -1 from then on, and frees the buffers. If
 * the descriptor is -1 already, only frees the buffers. cp must be on no due
 * list.
 */
void connection_close(connection_t *cp);

#endif /* CONNECTION_H */

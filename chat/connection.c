/*
 * connection.c - a non-blocking connection that carries lines
 *
 * connection.h says what each function does; this file shows how.
 */
#include "connection.h"
#include "text.h"

#define OUTPUT_SIZE 1024 /* bytes in a new queue */

void connection_init(connection_t *cp, int fd, unsigned line_limit,
                     const rate_t *rate, connection_t **due)
{
    memset(cp, 0, sizeof(*cp));
    cp->fd = fd;
    cp->line_limit = line_limit;
    cp->rate = rate;
    cp->due = due;
}

/* The due list */

static void make_due(connection_t *cp)
{
    if (cp->is_due)
        return;
    cp->is_due = 1;
    cp->next_due = *cp->due;
    *cp->due = cp;
}

connection_t *connection_due(connection_t **due)
{
    connection_t *cp = *due;

    if (cp != NULL) {
        *due = cp->next_due;
        cp->is_due = 0;
    }
    return cp;
}

int would_block(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/* Telnet (RFC 854). A chat needs only text, so each option is declined. */

enum { SE = 240, SB = 250, WILL, WONT, DO, DONT, IAC }; /* bytes on the wire */

enum {
    TEXT,
    COMMAND,
    OPTION_DO,
    OPTION_WILL,
    OPTION_OFF,
    BLOCK,
    BLOCK_COMMAND
};

static void decline(connection_t *cp, int answer, unsigned char option)
{
    char reply[3] = {(char)IAC, (char)answer, (char)option};

    connection_send(cp, reply, sizeof(reply));
}

/* Takes the byte after IAC. Returns the next state; TEXT ends the command. */
static int telnet_command(unsigned char byte)
{
    switch (byte) {
    case SB:
        return BLOCK;
    case DO:
        return OPTION_DO;
    case WILL:
        return OPTION_WILL;
    case DONT: /* no option is ever on: needs no answer */
    case WONT:
        return OPTION_OFF;
    default:
        return TEXT;
    }
}

/*
 * Removes telnet's commands from the n bytes at buf, and answers them. Reads
 * may split a command anywhere, so cp->telnet keeps the state of the parser.
 * Returns the number of bytes left in buf: the text.
 */
static size_t telnet_filter(connection_t *cp, char *buf, size_t n)
{
    size_t text = 0;

    for (size_t i = 0; i < n; i++) {
        unsigned char byte = (unsigned char)buf[i];

        switch (cp->telnet) {
        case TEXT:
            if (byte == IAC)
                cp->telnet = COMMAND;
            else
                buf[text++] = buf[i];
            break;
        case COMMAND:
            cp->telnet = (unsigned char)telnet_command(byte);
            if (byte == IAC) /* IAC IAC: a byte 255 of text */
                buf[text++] = buf[i];
            break;
        case OPTION_DO:
            decline(cp, WONT, byte);
            cp->telnet = TEXT;
            break;
        case OPTION_WILL:
            decline(cp, DONT, byte);
            cp->telnet = TEXT;
            break;
        case OPTION_OFF:
            cp->telnet = TEXT;
            break;
        case BLOCK:
            if (byte == IAC)
                cp->telnet = BLOCK_COMMAND;
            break;
        case BLOCK_COMMAND:
            cp->telnet = byte == SE ? TEXT : BLOCK;
            break;
        }
    }
    return text;
}

/* Input */

static void free_input(connection_t *cp)
{
    free(cp->in);
    cp->in = NULL;
    cp->in_first = cp->in_count = 0;
}

static void read_input(connection_t *cp)
{
    ssize_t n;
    char *end;

    if (cp->in == NULL && (cp->in = malloc(INPUT_SIZE + 1)) == NULL) {
        connection_abort(cp, "out of memory");
        return;
    }
    end = cp->in + cp->in_count; /* in_first is 0 here: see no_line */
    n = read(cp->fd, end, INPUT_SIZE - cp->in_count);
    if ((n < 0 && !would_block()) || (n == 0 && cp->is_cut)) {
        connection_abort(cp, "connection lost");
        return;
    }
    if (n == 0)
        cp->at_eof = 1;
    if (n > 0)
        cp->in_count += (unsigned)telnet_filter(cp, end, (size_t)n);
    if (cp->state != OPEN || cp->in_count == 0)
        free_input(cp);
    if (cp->state == CLOSING && cp->at_eof)
        make_due(cp);
}

short connection_events(const connection_t *cp)
{
    short events = cp->blocked ? POLLOUT : 0;

    if (!cp->at_eof && (cp->state == CLOSING || cp->waiting == FOR_INPUT))
        events |= POLLIN;
    return events;
}

void connection_ready(connection_t *cp, short revents)
{
    if (cp->state == CLOSED)
        return;
    if (revents & POLLOUT)
        connection_flush(cp);
    if (revents & POLLIN)
        read_input(cp);
    else if (revents & (POLLERR | POLLHUP | POLLNVAL))
        connection_abort(cp, "connection lost");
}

/* Returns true if the rate allows no line yet; else counts one line. */
static int too_fast(connection_t *cp, long long now)
{
    if (cp->paid - now > cp->rate->credit)
        return 1;
    cp->paid = (cp->paid > now ? cp->paid : now) + cp->rate->interval;
    return 0;
}

/* Returns NO_LINE, and notes in cp what to wait for. */
static line_t no_line(connection_t *cp, waiting_t waiting)
{
    cp->waiting = waiting;
    if (cp->in_count == 0) {
        free_input(cp);
    } else if (waiting == FOR_INPUT) { /* make room for the rest of the line */
        memmove(cp->in, cp->in + cp->in_first, cp->in_count);
        cp->in_first = 0;
    }
    return NO_LINE;
}

line_t connection_line(connection_t *cp, long long now, char **line,
                       size_t *length)
{
    while (cp->state == OPEN) {
        char *first, *newline;
        unsigned n = cp->in_count;
        int was_skipping = cp->skipping;

        if (cp->out_count > QUEUE_BUSY)
            return no_line(cp, FOR_OUTPUT);
        if (n == 0)
            return no_line(cp, FOR_INPUT);
        first = cp->in + cp->in_first;
        newline = memchr(first, '\n', n);
        /* An unfinished line may have one byte more: the '\r' of "\r\n". */
        if (newline == NULL && n <= cp->line_limit + 1 && !was_skipping &&
            !cp->at_eof)
            return no_line(cp, FOR_INPUT);
        if (!was_skipping && too_fast(cp, now))
            return no_line(cp, FOR_RATE);
        if (newline != NULL)
            n = (unsigned)(newline - first) + 1;
        cp->in_first += n;
        cp->in_count -= n;
        cp->skipping = newline == NULL;
        if (was_skipping)
            continue;
        if (newline != NULL)
            n--;
        if (n > 0 && first[n - 1] == '\r')
            n--;
        if (n > cp->line_limit)
            return LONG_LINE;
        first[n] = '\0';
        *line = first;
        *length = n;
        return LINE;
    }
    return NO_LINE;
}

int connection_is_over(const connection_t *cp)
{
    return cp->state == OPEN && cp->at_eof && cp->in_count == 0;
}

/* Output */

/* Makes room for n more bytes in the queue; returns 0 when out of memory. */
static int make_room(connection_t *cp, size_t n)
{
    size_t needed = cp->out_count + n, size = cp->out_size;
    char *bigger;

    if (cp->out_first + needed <= size)
        return 1;
    if (needed <= size / 2) { /* half is free: so bytes are moved rarely */
        memmove(cp->out, cp->out + cp->out_first, cp->out_count);
        cp->out_first = 0;
        return 1;
    }
    if (size == 0)
        size = OUTPUT_SIZE;
    while (size < cp->out_first + needed)
        size *= 2;
    bigger = realloc(cp->out, size);
    if (bigger == NULL)
        return 0;
    cp->out = bigger;
    cp->out_size = (unsigned)size;
    return 1;
}

static void free_output(connection_t *cp)
{
    free(cp->out);
    cp->out = NULL;
    cp->out_first = cp->out_count = cp->out_size = 0;
}

void connection_send(connection_t *cp, const char *bytes, size_t n)
{
    if (cp->state != OPEN || cp->is_cut)
        return;
    if (cp->out_count + n > QUEUE_LIMIT) {
        connection_abort(cp, "too slow");
        return;
    }
    if (!make_room(cp, n)) {
        connection_abort(cp, "out of memory");
        return;
    }
    memcpy(cp->out + cp->out_first + cp->out_count, bytes, n);
    cp->out_count += (unsigned)n;
    if (!cp->blocked)
        make_due(cp);
}

void connection_send_text(connection_t *cp, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)bytes[i] == IAC)
            connection_send(cp, &bytes[i], 1);
        connection_send(cp, &bytes[i], 1);
    }
}

void connection_print(connection_t *cp, const char *format, ...)
{
    char line[LINE_SIZE];
    va_list arguments;
    size_t length;

    va_start(arguments, format);
    length = text_line(line, format, arguments);
    va_end(arguments);
    connection_send(cp, line, length);
}

void connection_flush(connection_t *cp)
{
    if (cp->state == CLOSED)
        return;
    if (cp->out_count > 0) {
        ssize_t n = write(cp->fd, cp->out + cp->out_first, cp->out_count);

        if (n < 0 && cp->state == OPEN &&
            (errno == EPIPE || errno == ECONNRESET)) {
            cp->is_cut = 1; /* first read what the peer sent before it left */
            cp->out_count = 0;
        } else if (n < 0 && !would_block()) {
            connection_abort(cp, "connection lost");
            return;
        }
        if (n > 0) {
            cp->out_first += (unsigned)n;
            cp->out_count -= (unsigned)n;
        }
        cp->blocked = cp->out_count > 0;
        if (!cp->blocked)
            free_output(cp);
    }
    if (cp->state == CLOSING && !cp->blocked) {
        /*
         * Half-closes: to close while there is unread input would reset the
         * connection, and bytes that are still on their way would be lost.
         */
        shutdown(cp->fd, SHUT_WR);
        if (cp->at_eof)
            connection_abort(cp, "connection closed");
    }
}

void connection_finish(connection_t *cp)
{
    if (cp->state != OPEN)
        return;
    cp->state = CLOSING;
    cp->in_first = cp->in_count = 0;
    make_due(cp);
}

void connection_abort(connection_t *cp, const char *why)
{
    if (cp->state == CLOSED)
        return;
    cp->state = CLOSED;
    cp->why = why;
    free_output(cp);
    make_due(cp);
}

void connection_close(connection_t *cp)
{
    free_input(cp);
    free_output(cp);
    close(cp->fd);
}

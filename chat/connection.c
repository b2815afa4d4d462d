/*
 * connection.c - a non-blocking connection: lines that arrive, and a queue of
 *                lines to send
 *
 * connection.h says what each function does; this file shows how.
 */
#include "connection.h"
#include "text.h"
#include <netinet/tcp.h>

#if defined(TCP_KEEPALIVE) && !defined(TCP_KEEPIDLE)
#define TCP_KEEPIDLE TCP_KEEPALIVE /* its name on macOS */
#endif

#define OUTPUT_SIZE 1024 /* bytes in a new queue */
#define BURST 4          /* seconds of lines that may come at once */

/* Sockets and rates */

static void set_nonblocking(int fd)
{
    if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) < 0)
        unix_error("fcntl error");
}

void connection_prepare(int fd)
{
    int on = 1, queue = QUEUE_BUSY;

    set_nonblocking(fd);
    /* Keep-alive detects lost peers; not all systems let us set how soon. */
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
#ifdef TCP_KEEPIDLE
    int idle = 120, interval = 20, probes = 6; /* seconds, seconds, number */

    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle));
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof(interval));
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof(probes));
#endif
    /* A turn's lines go out in one write: TCP need not wait for more. */
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    /* A small buffer: unread bytes wait in the queue, which has a limit. */
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &queue, sizeof(queue));
}

int connection_listen(const char *where)
{
    int on = 1, listenfd = Open_listenfd(where);

    set_nonblocking(listenfd);
    /*
     * At Ctrl-C, telnet sends one byte as urgent data. SO_OOBINLINE leaves this
     * byte in its place among the others. Connections inherit the option. If it
     * were set only after accept, bytes might already have arrived without it.
     */
    Setsockopt(listenfd, SOL_SOCKET, SO_OOBINLINE, &on, sizeof(on));
    return listenfd;
}

int connection_connect(const char *address, const char *port)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
                             .ai_socktype = SOCK_STREAM},
                    *where;
    int fd, error = 0;

    if (getaddrinfo(address, port, &hints, &where) != 0) {
        errno = EINVAL;
        return -1;
    }
    fd = socket(where->ai_family, where->ai_socktype, where->ai_protocol);
    if (fd >= FD_SETSIZE)
        error = EMFILE;
    else if (fd < 0)
        error = errno;
    else
        connection_prepare(fd);
    if (error == 0 && connect(fd, where->ai_addr, where->ai_addrlen) < 0)
        error = errno;
    freeaddrinfo(where);
    if (error == 0 || error == EINPROGRESS)
        return fd;
    if (fd >= 0)
        close(fd);
    errno = error;
    return -1;
}

rate_t connection_rate(long lines)
{
    rate_t rate = {0, 0};

    if (lines > 0) {
        rate.interval = 1000000 / lines;
        rate.credit = (BURST * lines - 1) * rate.interval;
    }
    return rate;
}

void connection_init(connection_t *cp, int fd, unsigned line_limit,
                     const rate_t *rate, connection_t **due)
{
    memset(cp, 0, sizeof(*cp));
    cp->fd = fd;
    cp->line_limit = line_limit;
    cp->busy = QUEUE_BUSY;
    cp->rate = rate;
    cp->due = due;
}

/* The due list */

static void make_due(connection_t *cp)
{
    if (cp->is_due || cp->due == NULL)
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

/*
 * The line under way is the line whose end has not come yet. Its bytes follow
 * the complete lines in the buffer. At most line_limit bytes are kept, in whole
 * characters; the characters after them are only counted, in cp->excess. So the
 * kept bytes are the whole line again when those characters have been erased,
 * however many they were.
 */

enum { BACKSPACE = 8, CTRL_U = 21, DELETE = 127 }; /* bytes that keys send */

/* What the last byte of text was. */
enum { AFTER_TEXT, AFTER_CR, AFTER_ERASED };

/* Stands for a line that is too long. No line of text contains a CR. */
#define TOO_LONG '\r'

static char *line_under_way(const connection_t *cp)
{
    return cp->in + cp->in_first + cp->in_count;
}

static void erase_line(connection_t *cp)
{
    cp->kept = 0;
    cp->excess = 0;
}

static void end_line(connection_t *cp)
{
    char *line = line_under_way(cp);
    unsigned length = cp->excess > 0 ? 0 : cp->kept;

    line[length] = cp->excess > 0 ? TOO_LONG : '\n';
    cp->in_count += length + 1;
    erase_line(cp);
}

/* Drops the last character that was kept, with its combining marks. */
static void drop_kept(connection_t *cp)
{
    const char *line = line_under_way(cp);
    uint32_t character;

    do
        cp->kept -= (unsigned)text_last(line, cp->kept, &character);
    while (cp->kept > 0 && text_width(character) == 0);
}

static void erase_character(connection_t *cp)
{
    if (cp->excess > 0)
        cp->excess--;
    else if (cp->kept > 0)
        drop_kept(cp);
    else
        return;
    cp->after = AFTER_ERASED;
}

/*
 * Takes a byte that does not fit. The character that it belongs to is counted
 * as a whole, with its marks: bytes of it that were kept are dropped.
 */
static void exceed(connection_t *cp, char byte)
{
    char *line = line_under_way(cp);
    uint32_t character;
    size_t length;

    if (cp->excess == 0) {
        line[cp->kept++] = byte;
        length = text_last(line, cp->kept, &character);
        cp->kept -= (unsigned)length;
        memcpy(cp->last, line + cp->kept, length);
        cp->excess = 1;
    } else {
        cp->last[cp->last_length++] = byte;
        length = text_last(cp->last, cp->last_length, &character);
        if (length == 1) { /* the byte does not continue a character */
            cp->last[0] = byte;
            cp->excess++;
        }
    }
    cp->last_length = (unsigned)length;
    if (text_width(character) > 0)
        return;
    if (cp->excess > 1) /* a mark counts with the character before it */
        cp->excess--;
    else if (cp->kept > 0)
        drop_kept(cp);
}

/*
 * Adds the bytes at the beginning of buf that are printable ASCII and fit, and
 * returns how many they are. Most text is of this kind, and so it costs little.
 */
static size_t add_plain(connection_t *cp, const char *buf, size_t n)
{
    char *to = line_under_way(cp) + cp->kept;
    size_t room = cp->excess > 0 ? 0 : cp->line_limit - cp->kept;
    size_t i;

    for (i = 0; i < n && i < room && ' ' <= buf[i] && buf[i] <= '~'; i++)
        to[i] = buf[i];
    if (i > 0)
        cp->after = AFTER_TEXT;
    cp->kept += (unsigned)i;
    return i;
}

static void add_byte(connection_t *cp, char byte)
{
    if (cp->excess == 0 && cp->kept < cp->line_limit)
        line_under_way(cp)[cp->kept++] = byte;
    else
        exceed(cp, byte);
}

/* Takes a byte of text from a person: a character, a key, or a line end. */
static void take_typed(connection_t *cp, unsigned char byte)
{
    int after = cp->after;

    cp->after = AFTER_TEXT;
    switch (byte) {
    case '\r':
        end_line(cp);
        cp->after = AFTER_CR;
        break;
    case '\n':
        if (after != AFTER_CR)
            end_line(cp);
        break;
    case '\0':
        if (after != AFTER_CR)
            add_byte(cp, '\0');
        break;
    case BACKSPACE:
    case DELETE:
        erase_character(cp);
        break;
    case CTRL_U:
        erase_line(cp);
        break;
    default:
        /*
         * After an erased character, a continuation byte must not be joined to
         * the character before: the bytes of that one may not have been kept.
         * 0xFF takes the place of the byte. It becomes U+FFFD, too.
         */
        if (after == AFTER_ERASED && (byte & 0xC0) == 0x80)
            byte = 0xFF;
        add_byte(cp, (char)byte);
    }
}

static void take_text(connection_t *cp, unsigned char byte)
{
    if (cp->presence != NULL)
        take_typed(cp, byte);
    else if (byte == '\n')
        end_line(cp);
    else if (byte != '\r')
        add_byte(cp, (char)byte);
}

/* Telnet (RFC 854). A chat needs only text, so each option is declined. */

enum { SE = 240, AYT = 246, EC, EL, SB = 250, WILL, WONT, DO, DONT, IAC };

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

/* Takes the byte after IAC, which tells the command. */
static void take_command(connection_t *cp, unsigned char byte)
{
    cp->telnet = TEXT;
    switch (byte) {
    case SB:
        cp->telnet = BLOCK;
        break;
    case DO:
        cp->telnet = OPTION_DO;
        break;
    case WILL:
        cp->telnet = OPTION_WILL;
        break;
    case DONT: /* no option is ever on: needs no answer */
    case WONT:
        cp->telnet = OPTION_OFF;
        break;
    case IAC: /* IAC IAC: a byte 255 of text */
        take_text(cp, IAC);
        break;
    case EC: /* erase character */
        take_text(cp, BACKSPACE);
        break;
    case EL: /* erase line */
        take_text(cp, CTRL_U);
        break;
    case AYT: /* are you there? */
        if (cp->presence != NULL)
            connection_print(cp, "%s", cp->presence);
        break;
    }
}

/*
 * Takes the n bytes that were read to buf: makes lines of the text, and answers
 * and removes telnet's commands. The lines are made in the same buffer, because
 * each byte that was read adds at most one byte to them. Reads may split a
 * command anywhere, so cp->telnet keeps the state of the parser.
 */
static void take_bytes(connection_t *cp, const char *buf, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char byte;

        if (cp->telnet == TEXT)
            i += add_plain(cp, buf + i, n - i);
        if (i == n)
            return;
        byte = (unsigned char)buf[i];
        switch (cp->telnet) {
        case TEXT:
            if (byte == IAC)
                cp->telnet = COMMAND;
            else
                take_text(cp, byte);
            break;
        case COMMAND:
            take_command(cp, byte);
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
}

/* Input */

static void free_input(connection_t *cp)
{
    free(cp->in);
    cp->in = NULL;
    cp->in_first = cp->in_count = cp->kept = 0;
}

static void read_input(connection_t *cp)
{
    ssize_t n;
    char *end;

    if (cp->in == NULL && (cp->in = malloc(INPUT_SIZE)) == NULL) {
        connection_abort(cp, "out of memory");
        return;
    }
    end = line_under_way(cp) + cp->kept; /* no_line has made room after it */
    n = read(cp->fd, end, (size_t)(cp->in + INPUT_SIZE - end));
    if ((n < 0 && !would_block()) || (n == 0 && cp->is_cut)) {
        connection_abort(cp, "connection lost");
        return;
    }
    if (n == 0) {
        cp->at_eof = 1;
        if (cp->kept > 0 || cp->excess > 0)
            end_line(cp);
    }
    if (n > 0)
        take_bytes(cp, end, (size_t)n);
    if (cp->state != OPEN || cp->in_count + cp->kept == 0)
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

void connection_watch(const connection_t *cp, fd_set *readable,
                      fd_set *writable)
{
    short events = connection_events(cp);

    if (cp->fd >= 0 && (events & POLLIN))
        FD_SET(cp->fd, readable);
    if (cp->fd >= 0 && (events & POLLOUT))
        FD_SET(cp->fd, writable);
}

/* For an error, too, select says that a descriptor is ready. */
void connection_selected(connection_t *cp, const fd_set *readable,
                         const fd_set *writable)
{
    short events = 0;

    if (cp->fd >= 0 && FD_ISSET(cp->fd, readable))
        events |= POLLIN;
    if (cp->fd >= 0 && FD_ISSET(cp->fd, writable))
        events |= POLLOUT;
    connection_ready(cp, events);
}

/* Returns true if the rate allows no line yet; else counts one line. */
static int too_fast(connection_t *cp, long long now)
{
    if (now < cp->held_until || cp->paid - now > cp->rate->credit)
        return 1;
    cp->paid = (cp->paid > now ? cp->paid : now) + cp->rate->interval;
    return 0;
}

/* Returns NO_LINE, and notes in cp what to wait for. */
static line_t no_line(connection_t *cp, waiting_t waiting)
{
    cp->waiting = waiting;
    if (cp->in_count + cp->kept == 0) {
        free_input(cp);
    } else if (waiting == FOR_INPUT) { /* make room for the rest of the line */
        memmove(cp->in, line_under_way(cp), cp->kept);
        cp->in_first = 0;
    }
    return NO_LINE;
}

line_t connection_line(connection_t *cp, long long now, char **line,
                       size_t *length)
{
    char *first, *end;

    if (cp->state != OPEN)
        return NO_LINE;
    if (cp->out_count > cp->busy)
        return no_line(cp, FOR_OUTPUT);
    if (cp->in_count == 0)
        return no_line(cp, FOR_INPUT);
    if (too_fast(cp, now))
        return no_line(cp, FOR_RATE);
    first = cp->in + cp->in_first;
    end = *first == TOO_LONG ? first : memchr(first, '\n', cp->in_count);
    cp->in_first += (unsigned)(end - first) + 1;
    cp->in_count -= (unsigned)(end - first) + 1;
    if (*end == TOO_LONG)
        return LONG_LINE;
    *end = '\0';
    *line = first;
    *length = (size_t)(end - first);
    return LINE;
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
    cp->in_first = cp->in_count = cp->kept = 0;
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
    if (cp->fd >= 0)
        close(cp->fd);
    cp->fd = -1;
}

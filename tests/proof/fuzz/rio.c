/*
 * rio.c - fuzzes Rio: reads must return the bytes that a peer has sent, however
 *         sending and reading are split into pieces
 *
 * A peer sends the text, and half-closes. The script decides in which pieces it
 * is sent, in which sizes it is read, as lines or as bytes, and how much is
 * written meanwhile. What each read must return is known from the text.
 */
#include "fuzz.h"

enum { PIECES = 150 };              /* at most: a socket has room for these */
enum { WRITTEN = 3 * RIO_BUFSIZE }; /* bytes of one write, at most */
enum { STEPS = 100 };               /* of the script; then the rest is read */

typedef struct {
    rio_t rio;
    int peerfd;
    int is_packets;           /* true: reads are short; false: writes are */
    const char *text;         /* the part that is not read yet */
    size_t left;              /* bytes of it */
    size_t written, received; /* bytes: by rio_writeb, and by the peer */
} session_t;

/* Turns a byte into a size up to RIO_BUFSIZE: all to 127, and some larger. */
static size_t size_of(size_t choice)
{
    return choice < 128 ? choice : (choice - 127) * (RIO_BUFSIZE / 128);
}

/*
 * The bytes that are written: the byte at place N of the stream is N % 251. So
 * the peer notices a byte that is lost, or that comes twice.
 */
static char pattern[251 + WRITTEN];

static const char *pattern_at(size_t place)
{
    if (pattern[1] == 0)
        for (size_t i = 0; i < sizeof(pattern); i++)
            pattern[i] = (char)(i % 251);
    return pattern + place % 251;
}

/* If pieces are packets, one read returns one piece, even if more have come. */
static void send_pieces(int fd, input_t *in)
{
    size_t sent = 0;

    for (int pieces = 1; sent < in->length; pieces++) {
        size_t n = size_of(next_choice(in));

        if (n == 0)
            n = 1; /* an empty packet would look like EOF */
        if (n > in->length - sent || pieces == PIECES)
            n = in->length - sent;
        if (write(fd, in->text + sent, n) != (ssize_t)n)
            unix_error("write");
        sent += n;
    }
    shutdown(fd, SHUT_WR);
}

static void receive(session_t *sp)
{
    static char bytes[WRITTEN];
    ssize_t n;

    while ((n = read(sp->peerfd, bytes, sizeof(bytes))) > 0) {
        expect(memcmp(bytes, pattern_at(sp->received), (size_t)n) == 0,
               "the peer gets what was written, byte for byte");
        sp->received += (size_t)n;
    }
}

/* Flushes until all is sent, while the peer reads and so makes room. */
static void flush(session_t *sp)
{
    while (rio_flushb(&sp->rio) < 0) {
        expect(errno == EAGAIN && sp->rio.rio_outcnt > 0,
               "a flush fails only if it would block, and keeps the rest");
        receive(sp);
    }
    receive(sp);
}

static void write_some(session_t *sp, size_t n)
{
    if (rio_writeb(&sp->rio, pattern_at(sp->written), n) == (ssize_t)n) {
        sp->written += n;
        receive(sp);
        return;
    }
    expect(errno == EAGAIN, "a write fails only if it would block");
    flush(sp);
    expect(sp->written <= sp->received && sp->received <= sp->written + n,
           "a write that fails has taken a part of the bytes, or none");
    sp->written = sp->received;
}

/*
 * Called when a read has returned n bytes. was_waiting is true if it may have
 * had to wait. collected is how many bytes the output buffer had before.
 */
static void take(session_t *sp, size_t n, int was_waiting, int collected)
{
    sp->text += n;
    sp->left -= n;
    receive(sp);
    if (!was_waiting)
        expect(sp->rio.rio_outcnt == collected,
               "a read that does not have to wait sends nothing");
    else if (sp->is_packets)
        expect(sp->received == sp->written,
               "a read that may have to wait sends the collected bytes");
}

static void read_line(session_t *sp, size_t maxlen)
{
    char *line = Malloc(maxlen); /* exactly: ASan finds a write beyond it */
    size_t n = sp->left < maxlen - 1 ? sp->left : maxlen - 1;
    size_t buffered = (size_t)sp->rio.rio_cnt;
    const char *newline = memchr(sp->text, '\n', n);
    int collected = sp->rio.rio_outcnt;

    if (newline != NULL)
        n = (size_t)(newline + 1 - sp->text);
    expect(rio_readlineb(&sp->rio, line, maxlen) == (ssize_t)n,
           "a line ends after its newline, maxlen - 1 bytes, or at the end");
    expect(memcmp(line, sp->text, n) == 0, "a line is what was sent");
    expect(line[n] == '\0', "a line ends in a NUL");
    take(sp, n, n > buffered || (newline == NULL && n < maxlen - 1), collected);
    Free(line);
}

static void read_bytes(session_t *sp, size_t n)
{
    char *bytes = Malloc(n + 1);
    size_t come = sp->left < n ? sp->left : n;
    size_t buffered = (size_t)sp->rio.rio_cnt;
    int collected = sp->rio.rio_outcnt;

    bytes[n] = 'x';
    expect(rio_readnb(&sp->rio, bytes, n) == (ssize_t)come,
           "a read returns n bytes, or fewer at EOF");
    expect(memcmp(bytes, sp->text, come) == 0, "a read returns what was sent");
    expect(bytes[n] == 'x', "a read writes nothing beyond n bytes");
    take(sp, come, n > buffered, collected);
    Free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static session_t session;
    session_t *sp = &session;
    input_t in = input_of(data, size);
    int fds[2], few = 1;

    memset(sp, 0, sizeof(*sp));
    if (in.length == 0 || in.length > RIO_BUFSIZE)
        return 0;
    sp->is_packets = next_choice(&in) % 2 == 0;
    make_pair(sp->is_packets ? SOCK_SEQPACKET : SOCK_STREAM, fds);
    if (!sp->is_packets) /* a small buffer makes writes short */
        Setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &few, sizeof(few));
    sp->peerfd = fds[1];
    sp->text = in.text;
    sp->left = in.length;
    rio_readinitb(&sp->rio, fds[0]);
    send_pieces(sp->peerfd, &in);
    for (int i = 0; i < STEPS && sp->left > 0; i++) {
        size_t choice = next_choice(&in);
        size_t n = size_of(next_choice(&in));

        switch (choice % 5) {
        case 0:
        case 1:
            read_line(sp, n + 1);
            break;
        case 2:
            read_bytes(sp, n);
            break;
        case 3:
            write_some(sp, n * WRITTEN / RIO_BUFSIZE);
            break;
        case 4:
            flush(sp);
            expect(sp->received == sp->written, "a flush sends all bytes");
            break;
        }
    }
    read_bytes(sp, sp->left);
    read_line(sp, 2);
    read_bytes(sp, 1); /* each read after EOF returns EOF */
    flush(sp);
    expect(sp->received == sp->written, "the peer got all that was written");
    close(fds[0]);
    close(fds[1]);
    return 0;
}

/*
 * rio.c - fuzzes Rio: what comes out is what went in, however it is split
 *
 * The text is what a peer sends, and then it half-closes; the script says in
 * which pieces, and in which sizes it is read, as lines or not, and how much is
 * written meanwhile. What the reads must return is plain to see in the text.
 */
#include "fuzz.h"

enum { PIECES = 150 };              /* that a socket has room for */
enum { WRITTEN = 3 * RIO_BUFSIZE }; /* bytes at once, at most */
enum { STEPS = 100 };               /* then comes the rest */

typedef struct {
    rio_t rio;
    int peerfd;
    int is_packets;           /* reads are short, and writes are not */
    const char *text;         /* what was not read yet */
    size_t left;              /* bytes of it */
    size_t written, received; /* bytes: by rio_writeb, and by the peer */
} session_t;

/* From a byte, a size up to that of a buffer: each small one, and some. */
static size_t size_of(size_t choice)
{
    return choice < 128 ? choice : (choice - 127) * (RIO_BUFSIZE / 128);
}

/*
 * What is written is these bytes from a place on, and then those after them:
 * one that is lost, or comes twice, is missed. They come again each 251.
 */
static char pattern[251 + WRITTEN];

static const char *pattern_at(size_t place)
{
    if (pattern[1] == 0)
        for (size_t i = 0; i < sizeof(pattern); i++)
            pattern[i] = (char)(i % 251);
    return pattern + place % 251;
}

/* A packet is read by itself: so the reader gets each piece for itself. */
static void send_pieces(int fd, input_t *in)
{
    size_t sent = 0;

    for (int pieces = 1; sent < in->length; pieces++) {
        size_t n = size_of(next_choice(in));

        if (n == 0)
            n = 1; /* an empty packet would be the end */
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

/* Flushes as often as it takes, while the peer makes room. */
static void flush(session_t *sp)
{
    while (rio_flushb(&sp->rio) < 0) {
        expect(errno == EAGAIN && sp->rio.rio_outcnt > 0,
               "a flush fails for now only, and keeps the rest");
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
    expect(errno == EAGAIN, "a write fails for now only");
    flush(sp);
    expect(sp->written <= sp->received && sp->received <= sp->written + n,
           "a write that failed may have taken a part");
    sp->written = sp->received;
}

/* A read has returned n bytes; collected is what it could have sent. */
static void take(session_t *sp, size_t n, int was_waiting, int collected)
{
    sp->text += n;
    sp->left -= n;
    receive(sp);
    if (!was_waiting)
        expect(sp->rio.rio_outcnt == collected,
               "a read that need not wait sends nothing");
    else if (sp->is_packets)
        expect(sp->received == sp->written,
               "a read that may have to wait sends what is collected");
}

static void read_line(session_t *sp, size_t maxlen)
{
    char *line = Malloc(maxlen); /* no byte more: ASan looks after it */
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
           "a read returns what was asked for, or less at the end");
    expect(memcmp(bytes, sp->text, come) == 0, "a read gets what was sent");
    expect(bytes[n] == 'x', "a read touches nothing beyond");
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
    if (!sp->is_packets) /* so that writes are short */
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
            expect(sp->received == sp->written, "a flush leaves nothing");
            break;
        }
    }
    read_bytes(sp, sp->left);
    read_line(sp, 2);
    read_bytes(sp, 1); /* the end comes again and again */
    flush(sp);
    expect(sp->received == sp->written, "everything that was written came");
    close(fds[0]);
    close(fds[1]);
    return 0;
}

/*
 * lines.c - fuzzes the chat server's decoder of lines, of keys and of telnet:
 *           it must make the lines and answers that a model says, whatever
 *           pieces a text is sent in
 *
 * The text is what a member sends: first in one piece, then byte by byte, and
 * then in pieces whose lengths the script decides. The model has the whole text
 * before it, and keeps lines of any length. So it works in another way: it
 * makes a list of all characters of a line, and checks the limit when the line
 * ends.
 */
#include "fuzz.h"
#include "chat/chat.h"
#include "chat/text.h"

enum { SOME = 1 << 16 };   /* bytes: more than the answers of one turn */
enum { PIECES = 150 };     /* at most: in a long text, a piece has several */
enum { BS = 8, NAK = 21 }; /* Backspace, and Ctrl-U */
enum { SE = 240, AYT = 246, EC, EL, SB = 250, WILL, WONT, DO, DONT, IAC };

static const char presence[] = "* I am here";

/* The results: the lines, each between its kind and '\n', and the answers. */
typedef struct {
    char *lines, *answers;
    size_t lines_length, answers_length;
} outcome_t;

static outcome_t new_outcome(size_t n)
{
    outcome_t outcome = {0};

    /* A line has no more bytes than its input, apart from its kind and '\n'. */
    outcome.lines = Malloc(3 * n + 4);
    outcome.answers = Malloc(sizeof(presence) * n + SOME);
    return outcome;
}

static void free_outcome(outcome_t *op)
{
    Free(op->lines);
    Free(op->answers);
}

static void take_line(outcome_t *op, line_t kind, const char *line, size_t n)
{
    op->lines[op->lines_length++] = kind == LINE ? 'L' : 'X';
    if (kind == LINE) {
        memcpy(op->lines + op->lines_length, line, n);
        op->lines_length += n;
    }
    op->lines[op->lines_length++] = '\n';
}

static void take_answer(outcome_t *op, const char *bytes, size_t n)
{
    memcpy(op->answers + op->answers_length, bytes, n);
    op->answers_length += n;
}

/* The model */

/* The line under way: all of its bytes, and where its characters begin. */
typedef struct {
    char *bytes;
    size_t length;
    size_t *starts; /* where each character begins, with its marks */
    size_t count;
    size_t last;    /* where the last code point begins */
    int was_erased; /* the last byte has erased a character */
    int was_cr;     /* the last byte was a CR */
} model_t;

/*
 * Returns true if some character in UTF-8 begins with these n bytes: if the
 * bits that are missing are all zeros or all ones, its code point is the lowest
 * or the highest that is possible.
 */
static int begins_character(const unsigned char *byte, size_t n)
{
    static const uint32_t first[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = *byte < 0xE0 ? 2 : *byte < 0xF0 ? 3 : 4;
    uint32_t lowest = *byte & (0x7FU >> length), highest = lowest;

    if (*byte < 0xC0 || *byte >= 0xF8 || n > length)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if (i < n && byte[i] >> 6 != 2)
            return 0;
        lowest = lowest << 6 | (i < n ? byte[i] & 0x3F : 0);
        highest = highest << 6 | (i < n ? byte[i] & 0x3F : 0x3F);
    }
    if (lowest >= 0xD800 && highest <= 0xDFFF) /* UTF-16 surrogates only */
        return 0;
    return lowest <= 0x10FFFF && highest >= first[length];
}

/* Returns true if the last code point is complete, and is a combining mark. */
static int is_mark(const model_t *mp)
{
    uint32_t character;
    size_t n = mp->length - mp->last;

    return text_decode(mp->bytes + mp->last, n, &character) == n &&
           text_width(character) == 0;
}

/* Adds a byte to the last character, or as a new one; marks join the last. */
static void model_add(model_t *mp, unsigned char byte, int was_erased)
{
    const unsigned char *last = (unsigned char *)mp->bytes + mp->last;

    if (was_erased && byte >> 6 == 2)
        byte = 0xFF; /* it does not continue the character before that one */
    mp->bytes[mp->length++] = (char)byte;
    if (mp->count == 0 || was_erased ||
        !begins_character(last, mp->length - mp->last)) {
        mp->last = mp->length - 1;
        mp->starts[mp->count++] = mp->last;
    } else if (mp->count > 1 && is_mark(mp)) {
        mp->count--;
    }
}

static void model_erase(model_t *mp)
{
    if (mp->count == 0)
        return;
    mp->length = mp->starts[--mp->count];
    mp->was_erased = 1;
}

static void model_end(model_t *mp, outcome_t *op)
{
    take_line(op, mp->length <= LINE_LIMIT ? LINE : LONG_LINE, mp->bytes,
              mp->length);
    mp->length = mp->count = 0;
}

static void model_text(model_t *mp, unsigned char byte, outcome_t *op)
{
    int was_cr = mp->was_cr, was_erased = mp->was_erased;

    mp->was_cr = mp->was_erased = 0;
    if (was_cr && (byte == '\n' || byte == '\0'))
        return;
    if (byte == '\n' || byte == '\r') {
        model_end(mp, op);
        mp->was_cr = byte == '\r';
    } else if (byte == NAK) {
        mp->length = mp->count = 0;
    } else if (byte == BS || byte == 127) {
        model_erase(mp);
    } else {
        model_add(mp, byte, was_erased);
    }
}

/* Takes telnet's command of n > 1 bytes at s; returns how many belong to it. */
static size_t model_telnet(model_t *mp, const unsigned char *s, size_t n,
                           outcome_t *op)
{
    switch (s[1]) {
    case SB:
        for (size_t i = 2; i + 1 < n; i++) {
            if (s[i] == IAC && s[i + 1] == SE)
                return i + 2;
            i += s[i] == IAC; /* of IAC IAC, the second begins nothing */
        }
        return n;
    case DO:
    case WILL:
        if (n > 2) {
            char answer[] = {(char)IAC, (char)(s[1] == DO ? WONT : DONT),
                             (char)s[2]};

            take_answer(op, answer, sizeof(answer));
        }
        return n > 2 ? 3 : n;
    case DONT:
    case WONT:
        return n > 2 ? 3 : n;
    case AYT:
        take_answer(op, presence, strlen(presence));
        take_answer(op, "\n", 1);
        return 2;
    case IAC:
    case EC:
    case EL:
        model_text(mp, s[1] == EC ? BS : s[1] == EL ? NAK : IAC, op);
        return 2;
    default:
        return 2;
    }
}

static outcome_t predict(const input_t *in)
{
    const unsigned char *text = (const unsigned char *)in->text;
    outcome_t outcome = new_outcome(in->length);
    model_t model = {0};

    model.bytes = Malloc(in->length);
    model.starts = Malloc(in->length * sizeof(model.starts[0]));
    for (size_t i = 0; i < in->length;) {
        if (text[i] != IAC)
            model_text(&model, text[i++], &outcome);
        else if (i + 1 < in->length)
            i += model_telnet(&model, text + i, in->length - i, &outcome);
        else
            break;
    }
    if (model.length > 0)
        model_end(&model, &outcome);
    Free(model.bytes);
    Free(model.starts);
    return outcome;
}

/* The connection */

static void check_line(const char *line, size_t n)
{
    static char clean[3 * LINE_LIMIT + 1], again[9 * LINE_LIMIT + 1];
    size_t length;

    expect(n <= LINE_LIMIT, "a line has at most 1,000 bytes");
    expect(line[n] == '\0', "a line ends in a NUL");
    length = text_clean(line, n, clean);
    expect(length <= 3 * n && clean[length] == '\0',
           "text_clean makes at most 3 bytes of each byte");
    expect(is_text(clean, length), "text_clean makes valid text");
    expect(text_clean(clean, length, again) == length &&
               memcmp(clean, again, length) == 0,
           "text_clean does not change a text that is clean");
}

/* Does what the event loop does when n bytes have come. */
static void turn(connection_t *cp, int peerfd, size_t n, outcome_t *op)
{
    for (size_t i = 0; i <= n / 1024; i++) { /* each read takes 1,024 or more */
        connection_t *due;
        char *line = NULL;
        size_t length = 0;
        line_t kind;

        connection_ready(cp, POLLIN);
        while ((kind = connection_line(cp, 0, &line, &length)) != NO_LINE) {
            if (kind == LINE)
                check_line(line, length);
            take_line(op, kind, line, length);
        }
        while ((due = connection_due(cp->due)) != NULL) {
            char *end = op->answers + op->answers_length;

            connection_flush(due);
            op->answers_length += (size_t)Read(peerfd, end, SOME);
        }
    }
}

/* Sends the text in pieces of this size, or for 0 of the script's sizes. */
static outcome_t deliver(input_t *in, size_t piece)
{
    static const rate_t no_limit;
    connection_t connection, *due = NULL;
    outcome_t outcome = new_outcome(in->length);
    size_t shortest = in->length / PIECES + 1;
    int fds[2];

    make_pair(SOCK_STREAM, fds);
    connection_init(&connection, fds[0], LINE_LIMIT, &no_limit, &due);
    connection.presence = presence;
    for (size_t i = 0, n; i < in->length; i += n) {
        n = piece != 0 ? piece : shortest + next_choice(in);
        if (n > in->length - i)
            n = in->length - i;
        Rio_writen(fds[1], in->text + i, n);
        turn(&connection, fds[1], n, &outcome);
    }
    shutdown(fds[1], SHUT_WR);
    turn(&connection, fds[1], 0, &outcome);
    expect(connection_is_over(&connection), "at EOF the connection is over");
    connection_close(&connection);
    close(fds[1]);
    return outcome;
}

/* Delivers the text in such pieces, and compares the results. */
static void expect_outcome(const outcome_t *expected, input_t *in, size_t piece)
{
    outcome_t outcome = deliver(in, piece);

    expect(outcome.lines_length == expected->lines_length &&
               memcmp(outcome.lines, expected->lines, outcome.lines_length) ==
                   0,
           "the lines are those of the model, whatever the pieces");
    expect(outcome.answers_length == expected->answers_length &&
               memcmp(outcome.answers, expected->answers,
                      outcome.answers_length) == 0,
           "telnet's commands are answered as the model says");
    free_outcome(&outcome);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input_t in = input_of(data, size);
    outcome_t expected;

    if (in.length == 0)
        return 0;
    expected = predict(&in);
    expect_outcome(&expected, &in, in.length);
    expect_outcome(&expected, &in, in.length / PIECES + 1);
    expect_outcome(&expected, &in, 0);
    free_outcome(&expected);
    return 0;
}

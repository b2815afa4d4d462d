/*
 * fuzz.c - what the fuzzers share; fuzz.h describes each function
 */
#include "fuzz.h"
#include "chat/connection.h"
#include "chat/text.h"

enum { SOME = 1 << 16 };   /* bytes: more than the answers of one turn */
enum { BS = 8, NAK = 21 }; /* Backspace, and Ctrl-U */
enum { SE = 240, AYT = 246, EC, EL, SB = 250, WILL, WONT, DO, DONT, IAC };

void broken(const char *promise)
{
    fprintf(stderr, "broken promise: %s\n", promise);
    abort();
}

/*
 * Checks the value of each character. This is not how text_decode works, which
 * this function helps to test.
 */
int is_text(const char *s, size_t n)
{
    static const uint32_t lowest[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *byte = (const unsigned char *)s, *end = byte + n;

    while (byte < end) {
        int length = *byte < 0x80 ? 1 : *byte < 0xE0 ? 2 : *byte < 0xF0 ? 3 : 4;
        uint32_t character = length == 1 ? *byte : *byte & (0x7F >> length);

        if ((0x80 <= *byte && *byte < 0xC0) || *byte > 0xF7 ||
            end - byte < length)
            return 0;
        for (int i = 1; i < length; i++) {
            if (byte[i] >> 6 != 2)
                return 0;
            character = character << 6 | (byte[i] & 0x3F);
        }
        if (character < lowest[length] || character > 0x10FFFF ||
            character >> 11 == 0x1B) /* a UTF-16 surrogate */
            return 0;
        if (character < ' ' || (0x7F <= character && character < 0xA0))
            return 0;
        if ((0x202A <= character && character < 0x202F) ||
            (0x2066 <= character && character < 0x206A))
            return 0;
        byte += length;
    }
    return 1;
}

input_t input_of(const uint8_t *data, size_t size)
{
    input_t in = {0};

    if (size > 0) {
        in.script = data + 1;
        in.script_length = *data < size ? *data : size - 1;
        in.text = (const char *)in.script + in.script_length;
        in.length = size - 1 - in.script_length;
    }
    return in;
}

size_t next_choice(input_t *in)
{
    if (in->script_length == 0)
        return 0;
    return in->script[in->at++ % in->script_length];
}

void make_pair(int type, int fds[2])
{
    if (socketpair(AF_UNIX, type, 0, fds) < 0)
        unix_error("socketpair");
    if (fcntl(fds[0], F_SETFL, O_NONBLOCK) < 0 ||
        fcntl(fds[1], F_SETFL, O_NONBLOCK) < 0)
        unix_error("fcntl");
}

outcome_t new_outcome(size_t n)
{
    outcome_t outcome = {0};

    /* A line has no more bytes than its input, apart from its kind and '\n'. */
    outcome.lines = Malloc(3 * n + 4);
    outcome.answers = Malloc(sizeof(PRESENCE) * n + SOME);
    return outcome;
}

void free_outcome(outcome_t *op)
{
    Free(op->lines);
    Free(op->answers);
}

void note_line(outcome_t *op, line_t kind, const char *line, size_t n)
{
    op->lines[op->lines_length++] = kind == LINE ? 'L' : 'X';
    if (kind == LINE) {
        memcpy(op->lines + op->lines_length, line, n);
        op->lines_length += n;
    }
    op->lines[op->lines_length++] = '\n';
}

void note_answer(outcome_t *op, const char *bytes, size_t n)
{
    memcpy(op->answers + op->answers_length, bytes, n);
    op->answers_length += n;
}

/*
 * The model of the decoder has the whole text before it, and keeps lines of any
 * length. So it works in another way than the decoder: it makes a list of all
 * characters of a line, and checks the limit when the line ends.
 */

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
    note_line(op, mp->length <= LINE_LIMIT ? LINE : LONG_LINE, mp->bytes,
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

            note_answer(op, answer, sizeof(answer));
        }
        return n > 2 ? 3 : n;
    case DONT:
    case WONT:
        return n > 2 ? 3 : n;
    case AYT:
        note_answer(op, PRESENCE, strlen(PRESENCE));
        note_answer(op, "\n", 1);
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

outcome_t predict(const char *bytes, size_t length, int at_eof)
{
    const unsigned char *text = (const unsigned char *)bytes;
    outcome_t outcome = new_outcome(length);
    model_t model = {0};

    model.bytes = Malloc(length + 1);
    model.starts = Malloc((length + 1) * sizeof(model.starts[0]));
    for (size_t i = 0; i < length;) {
        if (text[i] != IAC)
            model_text(&model, text[i++], &outcome);
        else if (i + 1 < length)
            i += model_telnet(&model, text + i, length - i, &outcome);
        else
            break;
    }
    if (at_eof && model.length > 0)
        model_end(&model, &outcome);
    Free(model.bytes);
    Free(model.starts);
    return outcome;
}

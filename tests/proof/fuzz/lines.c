/*
 * lines.c - fuzzes the chat server's decoder of lines and of telnet: the same
 *           bytes are the same lines, and get the same answers, in any pieces
 *
 * The text is what a member sends: in one piece, byte by byte, and in pieces of
 * which the script says how long they are.
 */
#include "fuzz.h"
#include "chat/chat.h"
#include "chat/text.h"

enum { SOME = 8192 };  /* bytes: more than the answers of one turn */
enum { PIECES = 150 }; /* at most: a long text is not sent byte by byte */
enum { WONT = 252, DONT = 254, IAC }; /* RFC 854: the answers that there are */

/* What came of the bytes: lines, each with its kind and '\n', and answers. */
typedef struct {
    char *lines, *answers;
    size_t lines_length, answers_length;
} outcome_t;

static void take_line(outcome_t *op, line_t kind, const char *line, size_t n)
{
    op->lines[op->lines_length++] = kind == LINE ? 'L' : 'X';
    if (kind == LINE) {
        static char clean[3 * LINE_LIMIT + 1], again[9 * LINE_LIMIT + 1];

        expect(n <= LINE_LIMIT, "a line has at most 1,000 bytes");
        expect(line[n] == '\0', "a line ends in a NUL");
        expect(memchr(line, '\n', n) == NULL, "a line is one line");
        size_t length = text_clean(line, n, clean);
        expect(length <= 3 * n && clean[length] == '\0', "there is room");
        expect(is_text(clean, length), "what was cleaned is clean");
        expect(text_clean(clean, length, again) == length &&
                   memcmp(clean, again, length) == 0,
               "what is clean is left as it is");
        memcpy(op->lines + op->lines_length, line, n);
        op->lines_length += n;
    }
    op->lines[op->lines_length++] = '\n';
}

/* Does what the event loop does with n bytes that have come. */
static void turn(connection_t *cp, int peerfd, size_t n, outcome_t *op)
{
    for (size_t i = 0; i <= n / 1024; i++) { /* a read takes more than these */
        connection_t *due;
        char *line = NULL;
        size_t length = 0;
        line_t kind;

        connection_ready(cp, POLLIN);
        while ((kind = connection_line(cp, 0, &line, &length)) != NO_LINE)
            take_line(op, kind, line, length);
        while ((due = connection_due(cp->due)) != NULL) {
            char *end = op->answers + op->answers_length;

            connection_flush(due);
            op->answers_length += (size_t)Read(peerfd, end, SOME);
        }
    }
}

/* Delivers the text in pieces of so many bytes, or as the script says. */
static outcome_t deliver(input_t *in, size_t piece)
{
    static const rate_t no_limit;
    connection_t connection, *due = NULL;
    outcome_t outcome = {0};
    size_t shortest = in->length / PIECES + 1;
    int fds[2];

    /* A line is no longer than what it was, but for its kind and end. */
    outcome.lines = Malloc(3 * in->length + 4);
    outcome.answers = Malloc(2 * in->length + SOME);
    make_pair(SOCK_STREAM, fds);
    connection_init(&connection, fds[0], LINE_LIMIT, &no_limit, &due);
    for (size_t i = 0, n; i < in->length; i += n) {
        n = piece != 0 ? piece : shortest + next_choice(in);
        if (n > in->length - i)
            n = in->length - i;
        Rio_writen(fds[1], in->text + i, n);
        turn(&connection, fds[1], n, &outcome);
    }
    shutdown(fds[1], SHUT_WR);
    turn(&connection, fds[1], 0, &outcome);
    expect(connection_is_over(&connection), "at the end it is over");
    connection_close(&connection);
    close(fds[1]);
    return outcome;
}

static void free_outcome(outcome_t *op)
{
    Free(op->lines);
    Free(op->answers);
}

static void expect_same(const outcome_t *a, const outcome_t *b)
{
    expect(a->lines_length == b->lines_length &&
               memcmp(a->lines, b->lines, a->lines_length) == 0,
           "in other pieces the lines are the same");
    expect(a->answers_length == b->answers_length &&
               memcmp(a->answers, b->answers, a->answers_length) == 0,
           "in other pieces the answers to telnet are the same");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input_t in = input_of(data, size);
    outcome_t whole, split;

    if (in.length == 0)
        return 0;
    whole = deliver(&in, in.length);
    for (size_t i = 0; i < whole.answers_length; i += 3) {
        const unsigned char *answer = (unsigned char *)whole.answers + i;

        expect(answer[0] == IAC && (answer[1] == WONT || answer[1] == DONT),
               "the answers to telnet are IAC WONT x, IAC DONT x");
    }
    expect(whole.answers_length % 3 == 0, "and have three bytes each");
    split = deliver(&in, in.length / PIECES + 1);
    expect_same(&whole, &split);
    free_outcome(&split);
    split = deliver(&in, 0);
    expect_same(&whole, &split);
    free_outcome(&split);
    free_outcome(&whole);
    return 0;
}

/*
 * lines.c - fuzzes the chat server's decoder of lines and of telnet: it must
 *           make the same lines and answers of a text, whatever pieces it is
 *           sent in
 *
 * The text is what a member sends: first in one piece, then byte by byte, and
 * then in pieces whose lengths the script decides.
 */
#include "fuzz.h"
#include "chat/chat.h"
#include "chat/text.h"

enum { SOME = 8192 };  /* bytes: more than the answers of one turn */
enum { PIECES = 150 }; /* at most: in a long text, a piece has several bytes */
enum { WONT = 252, DONT = 254, IAC }; /* RFC 854: bytes of the answers */

/* The results: the lines, each between its kind and '\n', and the answers. */
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
        expect(memchr(line, '\n', n) == NULL, "a line contains no newline");
        size_t length = text_clean(line, n, clean);
        expect(length <= 3 * n && clean[length] == '\0',
               "text_clean makes at most 3 bytes of each byte");
        expect(is_text(clean, length), "text_clean makes valid text");
        expect(text_clean(clean, length, again) == length &&
                   memcmp(clean, again, length) == 0,
               "text_clean does not change a text that is clean");
        memcpy(op->lines + op->lines_length, line, n);
        op->lines_length += n;
    }
    op->lines[op->lines_length++] = '\n';
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
        while ((kind = connection_line(cp, 0, &line, &length)) != NO_LINE)
            take_line(op, kind, line, length);
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
    outcome_t outcome = {0};
    size_t shortest = in->length / PIECES + 1;
    int fds[2];

    /* A line has no more bytes than its input, apart from its kind and '\n'. */
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
    expect(connection_is_over(&connection), "at EOF the connection is over");
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
           "the lines are the same for other pieces");
    expect(a->answers_length == b->answers_length &&
               memcmp(a->answers, b->answers, a->answers_length) == 0,
           "the answers to telnet are the same for other pieces");
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
               "each answer to telnet is IAC WONT x or IAC DONT x");
    }
    expect(whole.answers_length % 3 == 0, "each answer has three bytes");
    split = deliver(&in, in.length / PIECES + 1);
    expect_same(&whole, &split);
    free_outcome(&split);
    split = deliver(&in, 0);
    expect_same(&whole, &split);
    free_outcome(&split);
    free_outcome(&whole);
    return 0;
}

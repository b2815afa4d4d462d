/*
 * lines.c - fuzzes the chat server's decoder of lines, of keys and of telnet:
 *           it must make the lines and answers that a model says, whatever
 *           pieces a text is sent in
 *
 * The text is what a member sends: first in one piece, then byte by byte, and
 * then in pieces whose lengths the script decides. The model is in
 * fuzz.c, predict.
 */
#include "fuzz.h"
#include "chat/connection.h"
#include "chat/text.h"

enum { SOME = 1 << 16 }; /* bytes: more than the answers of one turn */
enum { PIECES = 150 };   /* at most: in a long text, a piece has several */

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
            note_line(op, kind, line, length);
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
    connection.presence = PRESENCE;
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
    expected = predict(in.text, in.length, 1);
    expect_outcome(&expected, &in, in.length);
    expect_outcome(&expected, &in, in.length / PIECES + 1);
    expect_outcome(&expected, &in, 0);
    free_outcome(&expected);
    return 0;
}

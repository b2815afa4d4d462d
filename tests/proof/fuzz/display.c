/*
 * display.c - fuzzes what the chat client shows of a server's bytes: only text,
 *             and the escape sequences that the client itself adds
 *
 * The first byte of the script decides how the client runs, and the others in
 * which pieces the text comes from the server. This file includes the client's
 * source, and changes two things: its output goes into memory, and it does not
 * exit.
 */
#include "fuzz.h"
#include "chat/connection.h"
#include "chat/lineedit.h"

static FILE *shown;    /* the output of the client */
static jmp_buf exited; /* where the test continues when the client exits */

int chatclient_main(int argc, char **argv);

#undef stdout
#undef stderr
#define stdout shown
#define stderr shown
#define printf(...) fprintf(shown, __VA_ARGS__)
#define exit(status) longjmp(exited, 1)
#define app_error(why) longjmp(exited, 1)
#define main chatclient_main
#include "chat/chatclient.c"
#undef main

/*
 * Returns the length of the escape sequence at s if it is a colour that the
 * client uses, and otherwise 0.
 */
static size_t colour_length(const char *s)
{
    static const char *const colours[] = {
        "\033[0m",  "\033[2m",  "\033[31m", "\033[32m", "\033[33m",
        "\033[34m", "\033[35m", "\033[36m", "\033[92m", "\033[93m",
        "\033[94m", "\033[95m", "\033[96m"};

    for (size_t i = 0; i < sizeof(colours) / sizeof(colours[0]); i++)
        if (strncmp(s, colours[i], strlen(colours[i])) == 0)
            return strlen(colours[i]);
    return 0;
}

/* Checks the output of the client. Returns how many lines it has. */
static size_t look_at(const client_t *cp, const char *s)
{
    static const char erase[] = "\r\033[K";
    size_t lines = 0, colours = 0, length;

    for (; *s != '\0'; s += length) {
        length = strcspn(s, "\n\r\033");
        expect(is_text(s, length), "the client shows only valid text");
        if (s[length] == '\n') {
            expect(colours == 0 || colours == 2, "a colour ends on its line");
            lines++;
            length++;
            colours = 0;
        } else if (cp->is_editing && strncmp(s + length, erase, 4) == 0) {
            length += strlen(erase);
        } else if (s[length] != '\0') {
            size_t colour = cp->in_colour ? colour_length(s + length) : 0;

            expect(colour > 0, "an escape sequence is one of the client's own");
            colours++;
            length += colour;
        }
    }
    return lines;
}

static void run(client_t *cp, int serverfd, input_t *in)
{
    size_t piece;

    if (setjmp(exited) != 0)
        return;
    for (size_t i = 0; i < in->length; i += piece) {
        piece = in->length / 100 + 1 + next_choice(in);
        if (piece > in->length - i)
            piece = in->length - i;
        Rio_writen(serverfd, in->text + i, piece);
        connection_ready(&cp->connection, POLLIN);
        cp->is_erased = 0; /* as if the line that is typed had been drawn */
        receive(cp);
    }
    shutdown(serverfd, SHUT_WR);
    connection_ready(&cp->connection, POLLIN);
    receive(cp);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static client_t client;
    input_t in = input_of(data, size);
    size_t how = next_choice(&in);
    size_t shown_size, newlines = 0, lines;
    char *screen;
    int fds[2];

    if (in.length > INPUT_SIZE)
        return 0;
    memset(&client, 0, sizeof(client));
    client.is_person = how % 2;
    client.is_editing = client.is_person && how / 2 % 2;
    client.in_colour = client.is_editing && how / 4 % 2;
    client.answer = (answer_t)(how / 8 % 3);
    make_pair(SOCK_STREAM, fds);
    connection_init(&client.connection, fds[0], LINE_SIZE - 2, &client.rate,
                    &client.due);
    shown = open_memstream(&screen, &shown_size);
    if (shown == NULL)
        unix_error("open_memstream");
    run(&client, fds[1], &in);
    Fclose(shown);
    expect(strlen(screen) == shown_size, "the output contains no NUL");
    lines = look_at(&client, screen);
    for (size_t i = 0; i < in.length; i++)
        newlines += in.text[i] == '\n';
    expect(lines <= newlines + 1, "each line that comes is shown as one line");
    for (size_t i = 0; i < client.name_count; i++)
        expect(name_is_valid(client.names[i]), "Tab offers names only");
    connection_close(&client.connection);
    close(fds[1]);
    free(screen);
    return 0;
}

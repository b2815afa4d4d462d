/*
 * display.c - fuzzes what the chat client shows of a server's bytes: only text,
 *             in rows, and the escape sequences that the client itself adds
 *
 * The first byte of the script decides how the client runs and how wide the
 * terminal is, and the others in which pieces the text comes from the server.
 * The client runs a second time, on a terminal so wide that no line is broken:
 * it must show the same text. Some clients take direct connections, and have
 * called bob; so a line may be the answer. This file includes the client's
 * source, and changes three things: its output goes into memory, it does not
 * exit, and it cannot connect to anybody.
 */
#include "fuzz.h"
#include "chat/connection.h"
#include "chat/lineedit.h"

enum { WIDE = 1 << 20 }; /* columns; no line is so long */

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

static int refuse_connection(const char *address, const char *port)
{
    (void)address;
    (void)port;
    errno = ECONNREFUSED;
    return -1;
}

/* In peer.c, too, functions have these names. */
#define end end_peer
#define take_answer take_peer_answer
#define connection_connect refuse_connection
#include "chat/peer.c"
#undef connection_connect
#undef take_answer
#undef end

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

/* Returns how many columns n bytes of text take up. */
static size_t columns_of(const char *s, size_t n)
{
    size_t columns = 0, length;

    for (size_t i = 0; i < n; i += length) {
        uint32_t character;

        length = text_decode(s + i, n - i, &character);
        columns += (size_t)text_width(character);
    }
    return columns;
}

/*
 * Checks the output of the client, and leaves in it only its text, without
 * blanks. Returns how many rows there were.
 */
static size_t look_at(const client_t *cp, char *s)
{
    static const char erase[] = "\r\033[K";
    size_t rows = 0, colours = 0, columns = 0, length;
    char *text = s;

    for (; *s != '\0'; s += length) {
        length = strcspn(s, "\n\r\033");
        expect(is_text(s, length), "the client shows only valid text");
        if (strncmp(s, "chatclient: ", 12) != 0) /* it is not on stderr */
            columns += columns_of(s, length);
        expect(columns <= cp->edit.columns || !cp->is_person,
               "a row fits into the window");
        for (size_t i = 0; i < length; i++)
            if (s[i] != ' ')
                *text++ = s[i];
        if (s[length] == '\n') {
            expect(colours == 0 || colours == 2, "a colour ends on its row");
            rows++;
            length++;
            columns = colours = 0;
        } else if (cp->is_editing && strncmp(s + length, erase, 4) == 0) {
            length += strlen(erase);
        } else if (s[length] != '\0') {
            size_t colour = cp->in_colour ? colour_length(s + length) : 0;

            expect(colour > 0, "an escape sequence is one of the client's own");
            colours++;
            length += colour;
        }
    }
    *text = '\0';
    return rows;
}

/* The server has been asked to introduce bob, and has not answered yet. */
static void call_bob(peers_t *pp)
{
    static peer_t bob;

    bob = (peer_t){.name = "bob", .stage = ASKING};
    connection_init(&bob.connection, -1, LINE_LIMIT, &pp->rate, NULL);
    pp->first = &bob;
}

static void run_client(client_t *cp, int serverfd, input_t *in)
{
    size_t piece;

    if (setjmp(exited) != 0)
        return;
    if (cp->peers.listenfd >= 0)
        call_bob(&cp->peers);
    for (size_t i = 0; i < in->length; i += piece) {
        piece = in->length / 100 + 1 + next_choice(in);
        if (piece > in->length - i)
            piece = in->length - i;
        Rio_writen(serverfd, in->text + i, piece);
        connection_ready(&cp->connection, POLLIN);
        cp->edit.row_length = cp->is_editing; /* as if a line had been drawn */
        receive(cp);
    }
    shutdown(serverfd, SHUT_WR);
    connection_ready(&cp->connection, POLLIN);
    receive(cp);
}

/*
 * Runs the client on a terminal of so many columns. Returns the text that it
 * has shown, and stores in how many rows.
 */
static char *show(input_t in, size_t columns, size_t *rows)
{
    static client_t client;
    size_t how = next_choice(&in), shown_size;
    char *screen;
    int fds[2];

    memset(&client, 0, sizeof(client));
    client.is_person = how % 2;
    client.is_editing = client.is_person && how / 2 % 2;
    client.in_colour = client.is_editing && how / 4 % 2;
    client.answer = (answer_t)(how / 8 % 4);
    client.peers.server = &client.connection;
    client.peers.show = print_line;
    client.peers.argument = &client;
    client.edit.columns = columns;
    make_pair(SOCK_STREAM, fds);
    client.peers.listenfd = how / 32 % 2 ? fds[0] : -1; /* nobody connects */
    if (client.peers.listenfd >= 0)
        strcpy(client.peers.port, "1");
    connection_init(&client.connection, fds[0], LINE_SIZE - 2, &client.rate,
                    NULL);
    shown = open_memstream(&screen, &shown_size);
    if (shown == NULL)
        unix_error("open_memstream");
    run_client(&client, fds[1], &in);
    Fclose(shown);
    expect(strlen(screen) == shown_size, "the output contains no NUL");
    *rows = look_at(&client, screen);
    for (size_t i = 0; i < client.name_count; i++)
        expect(name_is_valid(client.names[i]), "Tab offers names only");
    connection_close(&client.connection);
    close(fds[1]);
    return screen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input_t in = input_of(data, size), first = in;
    size_t how = next_choice(&first), columns = how / 24 * 8 + 4;
    size_t newlines = 0, rows;
    time_t when;
    int is_same;

    if (in.length > INPUT_SIZE)
        return 0;
    do { /* if the time has changed, again */
        char *text, *whole;

        when = time(NULL);
        text = show(in, columns, &rows);
        whole = show(in, WIDE, &rows);
        is_same = strcmp(text, whole) == 0;
        free(text);
        free(whole);
    } while (time(NULL) != when);
    expect(is_same, "no text is lost where a line is broken");
    for (size_t i = 0; i < in.length; i++)
        newlines += in.text[i] == '\n';
    newlines += how / 32 % 2; /* a line may tell that the server is gone */
    expect(rows <= newlines + 1, "each line that comes is shown as one line");
    return 0;
}

/*
 * chatclient.c - a chat client, for a person or for a script: the event loop
 *
 * On a terminal, it prints each line from the server above the line that the
 * user is typing, and breaks long lines between words. On a pipe, it only
 * copies lines, as telnet does. In both cases it cleans the lines from the
 * server and from other clients, just as the server cleans the lines from
 * members: a client cannot trust a server or a peer that it does not know.
 *
 * Run:   chat/chatclient [-k KEYFILE] [-p PORT] <host> <port> [NAME]
 *        With a NAME, it logs in. With -p, it also takes direct connections at
 *        PORT (0: any free port), and /msg goes directly to members who do the
 *        same. Ctrl-D ends it.
 * Read:  echoclient.c before. After it, peer.c for peers that talk without the
 *        server, connection.c for sockets that never block, and lineedit.c for
 *        the line that is typed.
 */
#include "connection.h"
#include "deadline.h"
#include "key.h"
#include "lineedit.h"
#include "names.h"
#include "peer.h"
#include "screen.h"
#include "signals.h"
#include "terminal.h"
#include "text.h"
#include <strings.h>

#define NAMES 200            /* names that Tab knows, at most */
#define LEAVING_TIME 2000000 /* microseconds after /exit, on a terminal */

/* What the next answer is for: a command of the client's own, or the user. */
typedef enum { TO_LOGIN, TO_LOOKUP, TO_LISTEN, TO_USER } answer_t;

typedef struct {
    connection_t connection; /* with the server */
    rate_t rate;             /* of lines from the server: no limit */
    peers_t peers;
    int is_person;  /* both stdin and stdout are a terminal */
    int is_editing; /* is_person, and the terminal knows escape sequences */
    int in_colour;
    int signals;        /* the descriptor of signals_open, or -1 */
    int leaving;        /* nothing more is read from stdin */
    int said_goodbye;   /* /exit was sent: the server may disconnect */
    long long leave_by; /* when to stop waiting for the server, if ever */
    int is_done;        /* the last line from the server was "= ok" */
    answer_t answer;
    char line[LINE_SIZE]; /* of a script: the line that is being read */
    size_t line_length;   /* bytes */
    lineedit_t edit;
    char names[NAMES][NAME_LIMIT + 1]; /* names seen, the latest first */
    size_t name_count;
    char own_name[NAME_LIMIT + 1];
} client_t;

/* Names, for Tab */

static int begins_with(const char *name, const char *word)
{
    return strncasecmp(name, word, strlen(word)) == 0;
}

static const char *complete_name(void *argument, const char *word, size_t nth)
{
    client_t *cp = argument;

    for (size_t i = 0; i < cp->name_count; i++)
        if (begins_with(cp->names[i], word) && nth-- == 0)
            return cp->names[i];
    return NULL;
}

/* Puts the name of length bytes at the front of the list. */
static void learn_name(client_t *cp, const char *text, size_t length)
{
    char name[NAME_LIMIT + 1];
    size_t i;

    if (length > NAME_LIMIT)
        return;
    memcpy(name, text, length);
    name[length] = '\0';
    if (!name_is_valid(name) || strcmp(name, cp->own_name) == 0)
        return;
    for (i = 0; i < cp->name_count; i++)
        if (strcmp(cp->names[i], name) == 0)
            break;
    if (i == NAMES)
        i--; /* replaces the name seen longest ago */
    else if (i == cp->name_count)
        cp->name_count++;
    memmove(cp->names[1], cp->names[0], i * sizeof(cp->names[0]));
    strcpy(cp->names[0], name);
}

/* Learns the name in a line, if there is one. */
static void learn_from(client_t *cp, const char *line)
{
    const char *name;
    size_t length = cp->is_editing ? screen_name(line, &name) : 0;

    if (length > 0)
        learn_name(cp, name, length);
}

/* Printing */

/* Erases the line being typed, if it is on the screen. */
static void erase_row(client_t *cp)
{
    char drawing[LINE_DRAWING];
    size_t length = lineedit_erase(&cp->edit, drawing);

    fwrite(drawing, 1, length, stdout);
}

/* Prints a line for the user. The argument is a client_t, for peers_t.show. */
static void print_line(void *argument, const char *line)
{
    client_t *cp = argument;

    learn_from(cp, line);
    erase_row(cp);
    if (cp->is_person)
        screen_print(stdout, line, cp->edit.columns, cp->in_colour);
    else
        printf("%s\n", line);
}

/* Erases the line being typed, and restores the terminal's settings. */
static void put_away(client_t *cp)
{
    erase_row(cp);
    fflush(stdout);
    terminal_restore();
}

/* From the server */

/* Returns true if a line is the last one of an answer. */
static int ends_answer(const char *line)
{
    return *line == '!' || strcmp(line, "= ok") == 0 ||
           strcmp(line, "= end") == 0;
}

/* Moves on to the next command that the client sends at the start. */
static void await_next_answer(client_t *cp)
{
    cp->answer++;
    if (cp->answer == TO_LOOKUP && !cp->is_editing)
        cp->answer++;
    if (cp->answer == TO_LISTEN && cp->peers.port[0] == '\0')
        cp->answer++;
}

/* Handles answers to the client's own commands; returns 1 to print the line. */
static int take_answer(client_t *cp, const char *line)
{
    answer_t answer = cp->answer;

    if (answer == TO_USER || (*line != '=' && *line != '!'))
        return 1;
    if (answer == TO_LOGIN && *line == '!') {
        put_away(cp);
        fprintf(stderr, "chatclient: login refused: %s\n",
                line + strspn(line, "! "));
        exit(1);
    }
    if (ends_answer(line))
        await_next_answer(cp);
    if (answer == TO_LOGIN)
        return !cp->is_editing || !ends_answer(line);
    if (answer == TO_LISTEN && *line == '=')
        peers_show_address(&cp->peers);
    if (answer == TO_LISTEN)
        return *line == '!';
    learn_from(cp, line); /* the client's own look-up is only for this */
    return 0;
}

static void receive_line(client_t *cp, const char *line, size_t length)
{
    char clean[3 * LINE_SIZE + 1];

    text_clean(line, length, clean);
    cp->is_done = strcmp(clean, "= ok") == 0;
    if (!peers_take(&cp->peers, clean) && take_answer(cp, clean))
        print_line(cp, clean);
}

/* Ends the client: with an error, unless the user has left. */
static void end(client_t *cp)
{
    int has_left = cp->said_goodbye && (cp->connection.fd >= 0 || cp->is_done);

    put_away(cp);
    if (has_left)
        exit(0);
    app_error("chatclient: the server closed the connection");
}

/* The server is gone. Peers may still be there. */
static void lose_server(client_t *cp)
{
    connection_abort(&cp->connection, "connection closed");
    connection_close(&cp->connection);
    if (!peers_are_there(&cp->peers))
        end(cp);
    if (!cp->said_goodbye)
        peers_alone(&cp->peers);
}

static void receive(client_t *cp)
{
    connection_t *server = &cp->connection;
    char *line;
    size_t length;
    line_t kind;

    while ((kind = connection_line(server, 0, &line, &length)) != NO_LINE) {
        if (kind == LINE)
            receive_line(cp, line, length);
        else
            print_line(cp, "! the server sent a line that is too long");
    }
    if (server->fd >= 0 &&
        (server->state == CLOSED || connection_is_over(server)))
        lose_server(cp);
}

/* From the user */

/* Returns true if the line is the command /exit. */
static int is_exit(const char *line)
{
    static const char command[] = "/exit";
    const char *rest = line + strlen(command);

    return strncmp(line, command, strlen(command)) == 0 &&
           (*rest == '\0' || *rest == ' ');
}

/* Reads no more input. say_goodbye does the rest as soon as it may. */
static void leave(client_t *cp)
{
    cp->leaving = 1;
    if (cp->is_person)
        cp->leave_by = time_now() + LEAVING_TIME;
}

/* Leaves the server and the peers, when no text waits for a call any longer. */
static void say_goodbye(client_t *cp)
{
    if (!cp->leaving || cp->said_goodbye || cp->peers.held_size > 0)
        return;
    cp->said_goodbye = 1;
    cp->is_done = 0; /* until the server has answered */
    connection_print(&cp->connection, "/exit");
    peers_leave(&cp->peers);
}

/* The time to leave is over. Lines of calls now go through the server. */
static void stop_waiting(client_t *cp)
{
    int was_calling = cp->peers.held_size > 0;

    peers_hurry(&cp->peers);
    if (!was_calling)
        end(cp);
    leave(cp);
}

/* Returns true if the line is "/msg NAME TEXT", and its text goes directly. */
static int say_directly(client_t *cp, const char *line, size_t length)
{
    char clean[3 * LINE_SIZE + 1], *rest = clean;
    const char *name;

    length = text_clean(line, length, clean);
    while (length > 0 && clean[length - 1] == ' ')
        clean[--length] = '\0';
    if (length > LINE_LIMIT || strcmp(text_word(&rest), "/msg") != 0)
        return 0;
    name = text_word(&rest);
    return *rest != '\0' && peers_say(&cp->peers, name, rest);
}

/* Does what the user has entered: a line of length bytes. */
static void enter_line(client_t *cp, char *line, size_t length)
{
    line[length] = '\0';
    if (is_exit(line)) {
        leave(cp);
    } else if (length > 0 && !say_directly(cp, line, length)) {
        if (cp->connection.fd < 0)
            peers_alone(&cp->peers);
        /* If the server is gone, these bytes are dropped. */
        connection_send_text(&cp->connection, line, length);
        connection_send(&cp->connection, "\n", 1);
    }
}

/* Prints the line that the user has typed among the others, and does it. */
static void enter_typed(client_t *cp)
{
    char marked[sizeof("> ") + LINE_SIZE];

    sprintf(marked, "> %s", cp->edit.text);
    if (cp->edit.length > 0)
        print_line(cp, marked);
    enter_line(cp, cp->edit.text, cp->edit.length);
    lineedit_next(&cp->edit);
}

static void draw(client_t *cp)
{
    char drawing[LINE_DRAWING];
    size_t length = lineedit_draw(&cp->edit, drawing);

    fwrite(drawing, 1, length, stdout);
}

static void resize(client_t *cp)
{
    char drawing[LINE_DRAWING];
    size_t length = lineedit_resize(&cp->edit, terminal_columns(), drawing);

    fwrite(drawing, 1, length, stdout);
}

/* While the client was stopped, the terminal may have changed. */
static void resume(client_t *cp)
{
    terminal_take();
    erase_row(cp); /* what is shown of the line is somewhere above */
    resize(cp);
}

static void suspend(client_t *cp)
{
    put_away(cp);
    Signal(SIGTSTP, SIG_DFL);
    Kill(0, SIGTSTP); /* to the process group, as a terminal does */
    signals_catch(SIGTSTP);
    resume(cp);
}

static void take_keys(client_t *cp, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n && !cp->leaving; i++) {
        switch (lineedit_key(&cp->edit, bytes[i])) {
        case KEY_EDITS:
            break;
        case KEY_ENTERS:
            enter_typed(cp);
            break;
        case KEY_LEAVES:
            leave(cp);
            break;
        case KEY_REDRAWS: /* another program may have written on the row */
            erase_row(cp);
            break;
        case KEY_SUSPENDS:
            suspend(cp);
            break;
        }
    }
}

/* Reads the lines of a script. */
static void take_bytes(client_t *cp, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n && !cp->leaving; i++) {
        if (bytes[i] == '\n' || bytes[i] == '\r') {
            enter_line(cp, cp->line, cp->line_length);
            cp->line_length = 0;
        } else if (cp->line_length < sizeof(cp->line) - 1) {
            cp->line[cp->line_length++] = bytes[i];
        }
    }
}

static void read_stdin(client_t *cp)
{
    char bytes[MAXBUF];
    ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));

    if (n < 0 && errno == EINTR)
        return;
    if (n > 0 && cp->is_editing) {
        take_keys(cp, bytes, (size_t)n);
    } else if (n > 0) {
        take_bytes(cp, bytes, (size_t)n);
    } else {
        enter_line(cp, cp->line, cp->line_length);
        leave(cp);
    }
}

static void take_signal(client_t *cp)
{
    int signum = signals_take();

    if (signum == 0)
        return;
#ifdef SIGWINCH
    if (signum == SIGWINCH) {
        resize(cp);
        return;
    }
#endif
    if (signum == SIGINT && !cp->leaving) { /* Ctrl-C: ahead of other keys */
        leave(cp);
        return;
    }
    if (signum == SIGTSTP) {
        suspend(cp);
        return;
    }
    if (signum == SIGCONT) {
        terminal_restore();
        resume(cp);
        return;
    }
    put_away(cp); /* and let the signal end the client */
    Signal(signum, SIG_DFL);
    raise(signum);
}

/* The loop */

/*
 * Waits until something can be done, and leaves in the sets the descriptors
 * that are ready. On macOS, poll does not work on a terminal, but select does.
 */
static void await_descriptors(client_t *cp, fd_set *readable, fd_set *writable)
{
    long long until, wait;
    struct timeval limit;

    FD_ZERO(readable);
    FD_ZERO(writable);
    if (!cp->leaving && cp->connection.out_count == 0 &&
        cp->peers.held_size < QUEUE_BUSY)
        FD_SET(STDIN_FILENO, readable);
    if (cp->signals >= 0)
        FD_SET(cp->signals, readable);
    connection_watch(&cp->connection, readable, writable);
    until = peers_watch(&cp->peers, readable, writable, cp->leave_by);
    wait = until - time_now();
    wait = wait > 0 ? wait : 0;
    limit = (struct timeval){wait / 1000000, wait % 1000000};
    if (select(FD_SETSIZE, readable, writable, NULL,
               until == LLONG_MAX ? NULL : &limit) < 0) {
        if (errno != EINTR)
            unix_error("chatclient: select");
        FD_ZERO(readable);
        FD_ZERO(writable);
    }
}

static void turn(client_t *cp)
{
    connection_t *server = &cp->connection;
    fd_set readable, writable;

    say_goodbye(cp);
    connection_flush(server);
    if (cp->is_editing && !cp->leaving)
        draw(cp);
    if (fflush(stdout) == EOF)
        unix_error("chatclient: stdout");
    await_descriptors(cp, &readable, &writable);
    cp->peers.now = time_now();
    connection_selected(server, &readable, &writable);
    receive(cp);
    peers_turn(&cp->peers, &readable, &writable);
    if (FD_ISSET(STDIN_FILENO, &readable))
        read_stdin(cp);
    if (cp->signals >= 0 && FD_ISSET(cp->signals, &readable))
        take_signal(cp);
    if (server->fd < 0 && !peers_are_there(&cp->peers))
        end(cp);
    if (time_now() >= cp->leave_by)
        stop_waiting(cp);
}

/* An fd_set has room for the descriptors below FD_SETSIZE. */
static void check_descriptor(int fd)
{
    if (fd >= FD_SETSIZE)
        app_error("chatclient: too many open descriptors for select");
}

static void usage(void)
{
    app_error("usage: chatclient [-k KEYFILE] [-p PORT] <host> <port> [NAME]");
}

/* Connects, and logs in if there is a name. */
static void start(client_t *cp, const char *keyfile, const char *port,
                  char **arguments)
{
    char key[KEY_SIZE] = "";
    const char *why = NULL, *name = arguments[2];
    int clientfd;

    if (name != NULL && !name_is_valid(name)) {
        fprintf(stderr, "chatclient: %s: not a name\n", name);
        exit(1);
    }
    if (keyfile != NULL)
        why = key_read(key, keyfile);
    if (why != NULL) {
        fprintf(stderr, "chatclient: %s: %s\n", keyfile, why);
        exit(1);
    }
    clientfd = Open_clientfd(arguments[0], arguments[1]);
    check_descriptor(clientfd);
    connection_prepare(clientfd);
    connection_init(&cp->connection, clientfd, LINE_SIZE - 2, &cp->rate, NULL);
    cp->connection.busy = QUEUE_LIMIT; /* its lines are always taken */
    cp->peers = (peers_t){.server = &cp->connection,
                          .listenfd = -1,
                          .show = print_line,
                          .argument = cp};
    if (name == NULL) {
        cp->answer = TO_USER;
        return;
    }
    connection_print(&cp->connection, "/login %s %s", name, key);
    if (cp->is_editing)
        connection_print(&cp->connection, "/lookup");
    if (port != NULL)
        peers_listen(&cp->peers, port);
    check_descriptor(cp->peers.listenfd);
    snprintf(cp->own_name, sizeof(cp->own_name), "%s", name);
}

static void take_terminal(client_t *cp)
{
    cp->signals = signals_open();
    check_descriptor(cp->signals);
    cp->edit.complete = complete_name;
    cp->edit.argument = cp;
    signals_catch(SIGCONT);
    signals_catch(SIGHUP);
    signals_catch(SIGINT);
    signals_catch(SIGQUIT);
    signals_catch(SIGTERM);
    signals_catch(SIGTSTP);
#ifdef SIGWINCH
    signals_catch(SIGWINCH);
#endif
    terminal_take();
}

int main(int argc, char **argv)
{
    static client_t client;
    static char output[MAXBUF];
    const char *keyfile = NULL, *port = NULL;
    const char *term = getenv("TERM"), *no_colour;
    int option;

    opterr = 0;
    while ((option = getopt(argc, argv, "k:p:")) != -1) {
        if (option == 'k')
            keyfile = optarg;
        else if (option == 'p')
            port = optarg;
        else
            usage();
    }
    if (argc - optind != 2 && argc - optind != 3)
        usage();
    if (keyfile != NULL && argc - optind == 2)
        app_error("chatclient: -k needs a NAME to log in with");
    if (port != NULL && argc - optind == 2)
        app_error("chatclient: -p needs a NAME to log in with");
    no_colour = getenv("NO_COLOR");
    client.is_person = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    client.is_editing =
        client.is_person && term != NULL && strcmp(term, "dumb") != 0;
    client.in_colour =
        client.is_editing && (no_colour == NULL || *no_colour == '\0');
    Signal(SIGPIPE, SIG_IGN); /* a write to a lost server fails with EPIPE */
    client.signals = -1;      /* a script needs none */
    client.leave_by = LLONG_MAX;
    client.edit.columns = terminal_columns();
    start(&client, keyfile, port, argv + optind);
    setvbuf(stdout, output, _IOFBF, MAXBUF); /* one write for each turn */
    if (client.is_editing)
        take_terminal(&client);
    while (1)
        turn(&client);
}

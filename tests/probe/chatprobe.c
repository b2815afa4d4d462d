/*
 * chatprobe.c - the helper with which the scripts in tests/chat/ test a chat
 *               server and its clients
 *
 * It does what sh cannot do: it holds many connections, splits a line into
 * packets, and waits for a tenth of a second. Every wait has a limit, so that a
 * test ends even if the server never answers.
 *
 * Run:   tests/probe/chatprobe --help
 * Read:  chat/PROTOCOL.md before; tests/chat/lib.sh after.
 */
#include "csapp.h"
#include <netinet/tcp.h>

static const char help[] =
    "chatprobe play [-v] [-6] [-c CLIENT] PORT PID\n"
    "                                       plays the scenario on stdin; -v\n"
    "                                       shows the conversation; with -6\n"
    "                                       the server is at ::1\n"
    "chatprobe crowd PORT MEMBERS LINES     each of MEMBERS says LINES lines;\n"
    "                                       checks that each gets all lines\n"
    "                                       of the others, once and in order\n"
    "chatprobe peers PORT PID CLIENTS LINES CLIENT\n"
    "                                       runs CLIENTS clients; each says\n"
    "                                       LINES lines directly to each\n"
    "                                       other; kills the server in the\n"
    "                                       middle; checks that each gets\n"
    "                                       all lines, once and in order\n"
    "chatprobe idle PORT PID ALL ROOM       ALL members log in, ROOM of them\n"
    "                                       into one room; prints the\n"
    "                                       server's memory for a member in\n"
    "                                       bytes (0 without /proc), and the\n"
    "                                       milliseconds until one line has\n"
    "                                       reached that room\n"
    "chatprobe bench PORT MEMBERS SENDERS UNDERWAY SECONDS\n"
    "                                       SENDERS of the MEMBERS keep\n"
    "                                       sending for SECONDS seconds;\n"
    "                                       each has at most UNDERWAY lines\n"
    "                                       that have not reached everybody;\n"
    "                                       prints deliveries per second\n"
    "chatprobe naive                        serves a chat, and calls write\n"
    "                                       for each line and each member\n"
    "chatprobe serve TEXT                   sends TEXT to one client, with\n"
    "                                       \\n and so on as in a scenario;\n"
    "                                       ends when the client closes the\n"
    "                                       connection, or sends /exit\n"
    "chatprobe await FILE TEXT              waits until FILE contains TEXT\n"
    "chatprobe pause                        sleeps for 50 milliseconds\n";

static const char steps[] =
    "\n"
    "Each line of a scenario is a step. Empty lines and comments, which begin\n"
    "with #, are skipped. PID is the server's process.\n"
    "  WHO connect [AT]     opens a connection to the server, and calls it\n"
    "                       WHO; AT is another address of the server, or the\n"
    "                       port of another program\n"
    "  WHO enter            opens a connection, and logs in as WHO\n"
    "  WHO client [OPTIONS] runs CLIENT with the OPTIONS; it logs in as WHO.\n"
    "                       From then on, what WHO says is its stdin, and\n"
    "                       what it prints, on stderr, too, comes to WHO\n"
    "  WHO listen WORD      listens at a free port, and keeps it as WORD\n"
    "  WHO accept BY        accepts a connection at the port of BY, and calls\n"
    "                       it WHO\n"
    "  WHO say TEXT         sends TEXT and LF; \\n \\r \\\\ \\xHH stand for "
    "bytes\n"
    "  WHO send TEXT        sends TEXT without LF\n"
    "  WHO urgent TEXT      sends TEXT, and its last byte as urgent data\n"
    "  WHO drip TEXT        sends TEXT byte by byte, each byte in a packet\n"
    "  WHO flood N TEXT     sends N lines: TEXT 1, TEXT 2, ...\n"
    "  WHO expect PATTERN   skips lines until one matches; % is any text\n"
    "  WHO next PATTERN     expects that the next line matches\n"
    "  WHO safe PATTERN     the same as expect, but no line may contain a\n"
    "                       control character\n"
    "  WHO count N TEXT     expects the lines TEXT 1 to TEXT N, in order;\n"
    "                       skips lines that do not begin with TEXT\n"
    "  WHO keep WORD PATTERN\n"
    "                       the same as expect; in later steps, $WORD stands\n"
    "                       for the last word of that line; WORD has only\n"
    "                       capital letters\n"
    "  WHO nothing          expects that no unread line has come\n"
    "  WHO deaf | hear      stops reading, or reads again\n"
    "  WHO finish           half-closes\n"
    "  WHO closed           expects that the other end closes the\n"
    "                       connection\n"
    "  WHO exits STATUS     expects that the client ends with STATUS\n"
    "  WHO close | reset    closes the connection, or resets it\n"
    "  WHO pause MS         waits for MS milliseconds\n"
    "  WHO signal N         sends the signal N to the server\n"
    "  WHO freeze | thaw    stops the server, or lets it continue\n"
    "  WHO mark             notes the time\n"
    "  WHO atleast MS       expects that mark was at least MS ms ago\n"
    "  WHO atmost MS        expects that mark was at most MS ms ago\n";

typedef struct {
    char name[40];
    int fd;
    pid_t pid; /* of the client at the other end, or 0 */
    int deaf, at_eof;
    char *buf;
    size_t first, count, size; /* count bytes of buf, from first, are unread */
} peer_t;

typedef struct {
    char name[40], text[100];
} word_t;

typedef struct {
    const char *host, *port, *client;
    pid_t pid;      /* of the server */
    long long mark; /* time of the step "mark", in milliseconds */
    int verbose;
    char happened[300]; /* for the report of a step that fails */
    peer_t *peers;
    struct pollfd *fds; /* for pump */
    size_t count;
    word_t words[20]; /* that were kept */
    size_t word_count;
} probe_t;

static long long limit = 20000; /* milliseconds that a wait may take */

static long long now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Connections */

/* A client must not have the other descriptors: it would keep them open. */
static peer_t *add_descriptor(probe_t *probe, const char *name, int fd)
{
    size_t count = probe->count++;
    peer_t *peer;

    probe->peers =
        Realloc(probe->peers, probe->count * sizeof(probe->peers[0]));
    probe->fds = Realloc(probe->fds, probe->count * sizeof(probe->fds[0]));
    peer = &probe->peers[count];
    memset(peer, 0, sizeof(*peer));
    snprintf(peer->name, sizeof(peer->name), "%s", name);
    peer->fd = fd;
    if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0 ||
        fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
        unix_error("chatprobe: fcntl");
    return peer;
}

static peer_t *add_socket(probe_t *probe, const char *name, int fd)
{
    int on = 1;

    Setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return add_descriptor(probe, name, fd);
}

static peer_t *add_peer(probe_t *probe, const char *name)
{
    return add_socket(probe, name, Open_clientfd(probe->host, probe->port));
}

/*
 * Runs a client with these options, which logs in with the name. A socket is
 * its standard input, its standard output and its standard error.
 */
static peer_t *add_client(probe_t *probe, const char *name, const char *options)
{
    char command[MAXLINE];
    int ends[2];
    peer_t *peer;

    snprintf(command, sizeof(command), "exec '%s' %.999s %s %s %s",
             probe->client, options, probe->host, probe->port, name);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
        unix_error("chatprobe: socketpair");
    peer = add_descriptor(probe, name, ends[0]);
    peer->pid = Fork();
    if (peer->pid == 0) {
        for (int fd = 0; fd <= 2; fd++)
            Dup2(ends[1], fd);
        Close(ends[1]);
        Signal(SIGPIPE, SIG_DFL);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        unix_error("chatprobe: sh");
    }
    Close(ends[1]);
    return peer;
}

static void take_input(peer_t *peer)
{
    ssize_t n;

    if (peer->first > 0 && peer->first >= peer->count) {
        memmove(peer->buf, peer->buf + peer->first, peer->count);
        peer->first = 0;
    }
    if (peer->first + peer->count + MAXBUF > peer->size) {
        peer->size = 2 * peer->size + MAXBUF;
        peer->buf = Realloc(peer->buf, peer->size);
    }
    n = read(peer->fd, peer->buf + peer->first + peer->count, MAXBUF);
    if (n > 0)
        peer->count += (size_t)n;
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        peer->at_eof = 1;
}

/*
 * Waits at most ms milliseconds until bytes come for a peer, or until it can
 * write to writer, if that is not NULL. Reads what has come for each peer.
 */
static void pump(probe_t *probe, const peer_t *writer, int ms)
{
    for (size_t i = 0; i < probe->count; i++) {
        const peer_t *peer = &probe->peers[i];
        short events = peer == writer ? POLLOUT : 0;

        if (!peer->deaf && !peer->at_eof)
            events |= POLLIN;
        probe->fds[i].fd = events == 0 ? -1 : peer->fd;
        probe->fds[i].events = events;
    }
    if (poll(probe->fds, probe->count, ms) < 0 && errno != EINTR)
        unix_error("chatprobe: poll");
    for (size_t i = 0; i < probe->count; i++)
        if (probe->fds[i].revents & ~POLLOUT)
            take_input(&probe->peers[i]);
}

/*
 * Sends n bytes, and meanwhile reads what comes for each peer. Returns 0 at the
 * limit or if the connection is lost, and otherwise 1.
 */
static int send_bytes(probe_t *probe, peer_t *peer, const char *bytes, size_t n)
{
    long long end = now_ms() + limit;

    while (n > 0 && now_ms() < end) {
        ssize_t sent = write(peer->fd, bytes, n);

        if (sent < 0 && errno != EAGAIN)
            return 0;
        if (sent > 0) {
            bytes += sent;
            n -= (size_t)sent;
        } else {
            pump(probe, peer, 100);
        }
    }
    return n == 0;
}

/* Returns the next line that has come, without its LF, or NULL for none. */
static char *take_line(peer_t *peer)
{
    char *line = peer->buf + peer->first, *newline = NULL;

    if (peer->count > 0)
        newline = memchr(line, '\n', peer->count);
    if (newline == NULL)
        return NULL;
    *newline = '\0';
    peer->first += (size_t)(newline + 1 - line);
    peer->count -= (size_t)(newline + 1 - line);
    return line;
}

/* The same, but waits for a line. Returns NULL at the limit and at EOF. */
static char *await_line(probe_t *probe, peer_t *peer)
{
    long long end = now_ms() + limit;
    char *line;

    while ((line = take_line(peer)) == NULL && !peer->at_eof && now_ms() < end)
        pump(probe, NULL, 100);
    if (probe->verbose && line != NULL)
        printf("  %s got: %s\n", peer->name, line);
    return line;
}

/* Scenarios */

static word_t *find_word(probe_t *probe, const char *name, size_t length)
{
    for (size_t i = 0; i < probe->word_count; i++)
        if (strlen(probe->words[i].name) == length &&
            strncmp(probe->words[i].name, name, length) == 0)
            return &probe->words[i];
    return NULL;
}

static int keep_word(probe_t *probe, const char *name, const char *text)
{
    word_t *word = find_word(probe, name, strlen(name));

    if (word == NULL) {
        if (probe->word_count == 20)
            return 0;
        word = &probe->words[probe->word_count++];
    }
    snprintf(word->name, sizeof(word->name), "%s", name);
    snprintf(word->text, sizeof(word->text), "%s", text);
    return 1;
}

/* Copies a step to text, with the kept words in place of their names. */
static void put_words(probe_t *probe, const char *step, char *text, size_t size)
{
    size_t n = 0;

    while (*step != '\0' && n + 1 < size) {
        size_t length = strspn(step + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        const word_t *word = NULL;

        if (*step == '$')
            word = find_word(probe, step + 1, length);
        if (word == NULL) {
            text[n++] = *step++;
            continue;
        }
        snprintf(text + n, size - n, "%s", word->text);
        n += strlen(text + n);
        step += 1 + length;
    }
    text[n] = '\0';
}

static int matches(const char *pattern, const char *text)
{
    if (*pattern == '%')
        return matches(pattern + 1, text) ||
               (*text != '\0' && matches(pattern, text + 1));
    if (*pattern == '\0' || *pattern != *text)
        return *pattern == *text;
    return matches(pattern + 1, text + 1);
}

/* Replaces \n, \r, \\ and \xHH in text. Returns how many bytes it has then. */
static size_t unescape(char *text)
{
    char *to = text;

    for (const char *from = text; *from != '\0'; from++) {
        if (*from != '\\' || from[1] == '\0') {
            *to++ = *from;
            continue;
        }
        from++;
        if (*from == 'x' && strlen(from) >= 3) {
            char hex[] = {from[1], from[2], '\0'};

            *to++ = (char)strtol(hex, NULL, 16);
            from += 2;
        } else {
            *to++ = *from == 'n' ? '\n' : *from == 'r' ? '\r' : *from;
        }
    }
    return (size_t)(to - text);
}

static int has_control(const char *line)
{
    for (; *line != '\0'; line++)
        if (iscntrl((unsigned char)*line))
            return 1;
    return 0;
}

/* Returns the line that matches, or NULL. */
static char *find_line(probe_t *probe, peer_t *peer, const char *pattern,
                       int skip, int safe)
{
    char *line, last[200] = "nothing";

    while ((line = await_line(probe, peer)) != NULL) {
        int harmful = safe && has_control(line);

        if (!harmful && matches(pattern, line))
            return line;
        snprintf(last, sizeof(last), "%s", line);
        if (!skip || harmful)
            break;
    }
    snprintf(probe->happened, sizeof(probe->happened), "%s got %s%s%s",
             peer->name, skip ? "last: " : "", last,
             line == NULL && peer->at_eof ? ", and was closed" : "");
    return NULL;
}

static int expect(probe_t *probe, peer_t *peer, const char *pattern)
{
    return find_line(probe, peer, pattern, 1, 0) != NULL;
}

/* Keeps the last word of a line that matches; text is a name and a pattern. */
static int keep(probe_t *probe, peer_t *peer, char *text)
{
    char *pattern = text + strcspn(text, " ");
    const char *line, *blank;

    if (*pattern != '\0')
        *pattern++ = '\0';
    line = find_line(probe, peer, pattern, 1, 0);
    if (line == NULL)
        return 0;
    blank = strrchr(line, ' ');
    return keep_word(probe, text, blank == NULL ? line : blank + 1);
}

static int count_lines(probe_t *probe, peer_t *peer, long n, const char *text)
{
    long got = 0;

    while (got < n) {
        char *line = await_line(probe, peer);
        size_t length = strlen(text);

        if (line != NULL && strncmp(line, text, length) != 0)
            continue;
        if (line == NULL || strtol(line + length, NULL, 10) != got + 1) {
            snprintf(probe->happened, sizeof(probe->happened),
                     "%s got, after %ld such lines: %.200s", peer->name, got,
                     line ? line : "nothing");
            return 0;
        }
        got++;
    }
    return 1;
}

/* Sends a kilobyte of lines at a time, and meanwhile reads for all peers. */
static int flood(probe_t *probe, peer_t *peer, long n, const char *text)
{
    char lines[1024 + MAXLINE];
    size_t length = 0;

    for (long i = 1; i <= n; i++) {
        length +=
            (size_t)snprintf(lines + length, MAXLINE, "%s %ld\n", text, i);
        if (length < 1024 && i < n)
            continue;
        if (!send_bytes(probe, peer, lines, length))
            return 0;
        length = 0;
        pump(probe, NULL, 0);
    }
    return 1;
}

static int drip(probe_t *probe, peer_t *peer, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!send_bytes(probe, peer, bytes + i, 1))
            return 0;
        pump(probe, NULL, 2);
    }
    return 1;
}

static int is_closed(probe_t *probe, peer_t *peer)
{
    while (!peer->at_eof)
        if (await_line(probe, peer) == NULL && !peer->at_eof)
            return 0;
    return 1;
}

static int hang_up(peer_t *peer, int reset)
{
    struct linger at_once = {1, 0};

    if (reset) /* fails for a client */
        setsockopt(peer->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    close(peer->fd);
    peer->fd = -1;
    peer->at_eof = 1;
    peer->name[0] = '\0';
    return 1;
}

static int enter(probe_t *probe, peer_t *peer)
{
    char line[64];
    int length = snprintf(line, sizeof(line), "/login %s\n", peer->name);
    char joined[64];

    snprintf(joined, sizeof(joined), "* %s joined #lobby", peer->name);
    return send_bytes(probe, peer, line, (size_t)length) &&
           expect(probe, peer, joined);
}

/* Connects to the server, at this address, or to another port. */
static int dial(probe_t *probe, const char *name, const char *at)
{
    int is_port = at[strspn(at, "0123456789")] == '\0';
    const char *host = is_port ? probe->host : at;
    const char *port = is_port && *at != '\0' ? at : probe->port;
    int fd = open_clientfd(host, port);

    if (fd >= 0)
        return add_socket(probe, name, fd) != NULL;
    snprintf(probe->happened, sizeof(probe->happened), "%.99s port %.9s: %s",
             host, port, strerror(errno));
    return 0;
}

static int listen_at(probe_t *probe, const char *name, const char *word)
{
    const char *where = strchr(probe->host, ':') ? "[::1]:0" : "127.0.0.1:0";
    int listenfd = Open_listenfd(where);
    struct sockaddr_storage address;
    socklen_t length = sizeof(address);
    char port[NI_MAXSERV];

    if (getsockname(listenfd, (SA *)&address, &length) < 0)
        unix_error("chatprobe: getsockname");
    Getnameinfo((SA *)&address, length, NULL, 0, port, sizeof(port),
                NI_NUMERICSERV);
    add_descriptor(probe, name, listenfd)->deaf = 1; /* it is never read */
    return keep_word(probe, word, port);
}

static int accept_at(probe_t *probe, const char *name, const peer_t *by)
{
    long long end = now_ms() + limit;

    while (by != NULL && now_ms() < end) {
        int fd = accept(by->fd, NULL, NULL);

        if (fd >= 0)
            return add_socket(probe, name, fd) != NULL;
        if (errno != EAGAIN && errno != EWOULDBLOCK)
            return 0;
        pump(probe, NULL, 10);
    }
    return 0;
}

/* Waits until a client has ended, and expects this exit status. */
static int exits(probe_t *probe, peer_t *peer, long expected)
{
    long long end = now_ms() + limit;
    int status;

    while (peer->pid > 0 && now_ms() < end) {
        if (waitpid(peer->pid, &status, WNOHANG) == 0) {
            pump(probe, NULL, 10);
            continue;
        }
        peer->pid = 0;
        snprintf(probe->happened, sizeof(probe->happened),
                 "it ended with status %d, signal %d", WEXITSTATUS(status),
                 WIFSIGNALED(status) ? WTERMSIG(status) : 0);
        return WIFEXITED(status) && WEXITSTATUS(status) == expected;
    }
    return 0;
}

static peer_t *find_peer(const probe_t *probe, const char *name)
{
    for (size_t i = 0; i < probe->count; i++)
        if (strcmp(probe->peers[i].name, name) == 0)
            return &probe->peers[i];
    return NULL;
}

/* Returns the milliseconds since mark. */
static long long took(probe_t *probe)
{
    long long ms = now_ms() - probe->mark;

    snprintf(probe->happened, sizeof(probe->happened), "it took %lld ms", ms);
    return ms;
}

static int play_step(probe_t *probe, const char *who, const char *verb,
                     char *text)
{
    peer_t *peer = find_peer(probe, who);
    char *rest = text;
    long n = strtol(text, &rest, 10);

    if (strcmp(verb, "connect") == 0)
        return dial(probe, who, text);
    if (strcmp(verb, "enter") == 0)
        return enter(probe, add_peer(probe, who));
    if (strcmp(verb, "client") == 0 && probe->client != NULL)
        return add_client(probe, who, text) != NULL;
    if (strcmp(verb, "listen") == 0)
        return listen_at(probe, who, text);
    if (strcmp(verb, "accept") == 0)
        return accept_at(probe, who, find_peer(probe, text));
    if (peer == NULL)
        return 0;
    if (strcmp(verb, "say") == 0)
        return send_bytes(probe, peer, text, unescape(text)) &&
               send_bytes(probe, peer, "\n", 1);
    if (strcmp(verb, "send") == 0)
        return send_bytes(probe, peer, text, unescape(text));
    if (strcmp(verb, "drip") == 0)
        return drip(probe, peer, text, unescape(text));
    if (strcmp(verb, "flood") == 0)
        return flood(probe, peer, n, rest + strspn(rest, " "));
    if (strcmp(verb, "count") == 0)
        return count_lines(probe, peer, n, rest + strspn(rest, " "));
    if (strcmp(verb, "expect") == 0 || strcmp(verb, "next") == 0 ||
        strcmp(verb, "safe") == 0) {
        text[unescape(text)] = '\0';
        return find_line(probe, peer, text, *verb != 'n', *verb == 's') != NULL;
    }
    if (strcmp(verb, "keep") == 0)
        return keep(probe, peer, text);
    if (strcmp(verb, "nothing") == 0) {
        pump(probe, NULL, 0);
        text = take_line(peer);
        if (text != NULL)
            snprintf(probe->happened, sizeof(probe->happened), "%s got %.200s",
                     who, text);
        return text == NULL;
    }
    if (strcmp(verb, "urgent") == 0)
        return send(peer->fd, text, unescape(text), MSG_OOB) > 0;
    if (strcmp(verb, "pause") == 0)
        return poll(NULL, 0, (int)n) == 0;
    if (strcmp(verb, "signal") == 0)
        return kill(probe->pid, (int)n) == 0;
    if (strcmp(verb, "freeze") == 0)
        return kill(probe->pid, SIGSTOP) == 0;
    if (strcmp(verb, "thaw") == 0)
        return kill(probe->pid, SIGCONT) == 0;
    if (strcmp(verb, "mark") == 0)
        return (probe->mark = now_ms()) > 0;
    if (strcmp(verb, "atleast") == 0)
        return took(probe) >= n;
    if (strcmp(verb, "atmost") == 0)
        return took(probe) <= n;
    if (strcmp(verb, "deaf") == 0 || strcmp(verb, "hear") == 0) {
        peer->deaf = *verb == 'd';
        return 1;
    }
    if (strcmp(verb, "finish") == 0)
        return shutdown(peer->fd, SHUT_WR) == 0;
    if (strcmp(verb, "closed") == 0)
        return is_closed(probe, peer);
    if (strcmp(verb, "exits") == 0)
        return exits(probe, peer, n);
    if (strcmp(verb, "close") == 0 || strcmp(verb, "reset") == 0)
        return hang_up(peer, *verb == 'r');
    return 0;
}

/*
 * Half-closes all connections, and waits until the server has closed them: then
 * their names are free for the next scenario.
 */
static void leave(probe_t *probe)
{
    long long end = now_ms() + limit;

    for (size_t i = 0; i < probe->count; i++) {
        peer_t *peer = &probe->peers[i];

        if (peer->deaf)
            hang_up(peer, 1);
        else if (peer->fd >= 0)
            shutdown(peer->fd, SHUT_WR);
    }
    for (size_t i = 0; i < probe->count; i++)
        while (!probe->peers[i].at_eof && now_ms() < end)
            pump(probe, NULL, 100);
}

/* Ends the clients that are still there. */
static void end_clients(probe_t *probe)
{
    for (size_t i = 0; i < probe->count; i++) {
        if (probe->peers[i].pid == 0)
            continue;
        if (!probe->peers[i].at_eof) /* else it is ending by itself */
            Kill(probe->peers[i].pid, SIGKILL);
        Waitpid(probe->peers[i].pid, NULL, 0);
    }
}

/* Plays the scenario on stdin. Reports the first step that fails. */
static int play(probe_t *probe)
{
    char line[MAXLINE], text[MAXLINE] = "", done[8][64], who[40], verb[40];
    int number = 0;

    while (fgets(line, sizeof(line), stdin) != NULL) {
        int at = 0;
        char *step = done[number % 8];

        line[strcspn(line, "\n")] = '\0';
        if (sscanf(line, "%39s %39s%n", who, verb, &at) < 2 || *who == '#')
            continue;
        at += line[at] == ' ';
        put_words(probe, line + at, text, sizeof(text));
        snprintf(step, sizeof(done[0]), "%.60s", line);
        if (probe->verbose)
            printf("did: %s\n", step);
        if (play_step(probe, who, verb, text)) {
            probe->happened[0] = '\0';
            number++;
            continue;
        }
        for (int i = number < 7 ? 0 : number - 7; !probe->verbose && i < number;
             i++)
            printf("did: %s\n", done[i % 8]);
        printf("expected: %s\nhappened: %s\n", step,
               *probe->happened ? probe->happened : "this did not happen");
        end_clients(probe);
        return 1;
    }
    leave(probe);
    end_clients(probe);
    return 0;
}

static int play_main(int argc, char **argv)
{
    probe_t probe = {.host = "127.0.0.1"};
    int option;

    while ((option = getopt(argc, argv, "v6c:")) != -1) {
        if (option == 'v')
            probe.verbose = 1;
        else if (option == '6')
            probe.host = "::1";
        else if (option == 'c')
            probe.client = optarg;
        else
            return 2;
    }
    if (argc - optind != 2)
        app_error("usage: chatprobe --help");
    probe.port = argv[optind];
    probe.pid = (pid_t)strtol(argv[optind + 1], NULL, 10);
    return play(&probe);
}

/* Crowds */

/*
 * Logs in the members m0, m1, ... and waits until each has read that the last
 * one has joined.
 */
static void gather(probe_t *probe, long members)
{
    char line[64];
    long there = 0;
    long long end = now_ms() + 3 * limit;

    for (long i = 0; i < members; i++) {
        char name[40];
        peer_t *peer;

        snprintf(name, sizeof(name), "m%ld", i);
        peer = add_peer(probe, name);
        snprintf(line, sizeof(line), "/login %s\n", name);
        if (!send_bytes(probe, peer, line, strlen(line)))
            app_error("chatprobe: cannot log in");
        if (i % 50 == 49)
            pump(probe, NULL, 0);
    }
    snprintf(line, sizeof(line), "* m%ld joined #lobby", members - 1);
    while (there < members && now_ms() < end) {
        there = 0;
        pump(probe, NULL, 100);
        for (long i = 0; i < members; i++) {
            peer_t *peer = &probe->peers[i];
            char *text;

            if (peer->deaf) {
                there++; /* here deaf means: has seen the last one join */
                continue;
            }
            while ((text = take_line(peer)) != NULL)
                if (strcmp(text, line) == 0)
                    peer->deaf = 1;
        }
    }
    for (long i = 0; i < members; i++)
        probe->peers[i].deaf = 0;
    if (there < members)
        app_error("chatprobe: not everybody could log in");
}

static int crowd(const char *port, long members, long lines)
{
    probe_t probe = {.host = "127.0.0.1", .port = port};
    size_t all = (size_t)members;
    long *seen = Calloc(all * all, sizeof(*seen)), got = 0;
    long said = 0, wanted = members * (members - 1) * lines;
    long long end = now_ms() + 3 * limit;

    gather(&probe, members);
    while (got < wanted && now_ms() < end) {
        char line[64];

        for (long i = 0; i < members && said < lines; i++) {
            snprintf(line, sizeof(line), "line %ld\n", said + 1);
            if (!send_bytes(&probe, &probe.peers[i], line, strlen(line)))
                return 1;
        }
        said += said < lines;
        pump(&probe, NULL, said < lines ? 0 : 100);
        for (size_t to = 0; to < probe.count; to++) {
            char *text;

            while ((text = take_line(&probe.peers[to])) != NULL) {
                long from = -1, number = 0;

                sscanf(text, "<m%ld> line %ld", &from, &number);
                if (from < 0 || from >= members || (size_t)from == to ||
                    ++seen[to * all + (size_t)from] != number) {
                    printf("# m%zu got: %s\n", to, text);
                    return 1;
                }
                got++;
            }
        }
    }
    if (got < wanted)
        printf("# %ld of %ld lines arrived\n", got, wanted);
    return got < wanted;
}

/* Peers */

/* Runs clients that take calls, and waits until all have logged in. */
static void gather_clients(probe_t *probe, long clients)
{
    for (long i = 0; i < clients; i++) {
        char name[40];

        snprintf(name, sizeof(name), "m%ld", i);
        add_client(probe, name, "-p 0");
    }
    for (long i = 0; i < clients; i++)
        if (!expect(probe, &probe->peers[i], "* direct connections: %"))
            app_error("chatprobe: not all clients take calls");
}

/* Client number from says a line to each of the others. */
static void say_to_all(probe_t *probe, long from, long number)
{
    long clients = (long)probe->count;

    /* Each begins with another one, so that two call each other at once. */
    for (long k = 1; k < clients; k++) {
        char line[64];
        int length = snprintf(line, sizeof(line), "/msg m%ld line %ld\n",
                              (from + k) % clients, number);

        if (!send_bytes(probe, &probe->peers[from], line, (size_t)length))
            app_error("chatprobe: a client does not read");
    }
}

/* Returns true if a client says that all others are connected to it. */
static int has_all(const probe_t *probe, const char *line)
{
    size_t names = 1;

    for (; *line != '\0'; line++)
        names += *line == ',';
    return names == probe->count - 1;
}

/*
 * Checks the lines that client number to has printed. Returns how many of them
 * another client has said, or -1 if there is one that should not be there.
 */
static long check_lines(probe_t *probe, long to, long *seen, long *answers)
{
    long got = 0;
    char *text;

    while ((text = take_line(&probe->peers[to])) != NULL) {
        long from = -1, number = 0;

        if (sscanf(text, "[m%ld] line %ld", &from, &number) == 2 && from >= 0 &&
            from < (long)probe->count && number == ++seen[from]) {
            got++;
        } else if (matches("= sent to m% directly", text)) {
            ++*answers;
        } else if (*text != '*' && strncmp(text, "chatclient: ", 12) != 0 &&
                   !(matches("! the server is gone; connected to: %", text) &&
                     has_all(probe, text))) {
            printf("# m%ld got: %s\n", to, text);
            return -1;
        }
    }
    return got;
}

/* Waits until the clients have got this number of lines in all. */
static int await_lines(probe_t *probe, long wanted, long *seen, long *answers)
{
    static long got;
    long clients = (long)probe->count;
    long long end = now_ms() + limit;

    while (got < wanted && now_ms() < end) {
        pump(probe, NULL, 100);
        for (long to = 0; to < clients; to++) {
            long lines =
                check_lines(probe, to, seen + to * clients, &answers[to]);

            if (lines < 0)
                return 0;
            got += lines;
            if (lines > 0)
                end = now_ms() + limit;
        }
    }
    if (got < wanted)
        printf("# %ld of %ld lines arrived\n", got, wanted);
    return got >= wanted;
}

/*
 * The first line to each makes the connections; the server is killed in the
 * middle of the others. Then all leave, one after the other.
 */
static int peers(probe_t *probe, long clients, long lines)
{
    long *seen = Calloc((size_t)(clients * clients), sizeof(*seen));
    long *answers = Calloc((size_t)clients, sizeof(*answers));
    long pairs = clients * (clients - 1);

    gather_clients(probe, clients);
    for (long number = 1; number <= lines; number++) {
        if (number == 1 + lines / 2)
            Kill(probe->pid, SIGKILL);
        for (long from = 0; from < clients; from++)
            say_to_all(probe, from, number);
        if (number == 1 && !await_lines(probe, pairs, seen, answers))
            return 1;
    }
    if (!await_lines(probe, pairs * lines, seen, answers))
        return 1;
    for (long i = 0; i < clients; i++) {
        peer_t *client = &probe->peers[i];

        /* This fails for the last one: it ends when it has no peers. */
        send_bytes(probe, client, "/exit\n", 6);
        if (!exits(probe, client, 1) ||
            check_lines(probe, i, seen + i * clients, &answers[i]) != 0 ||
            answers[i] != (clients - 1) * lines) {
            printf("# m%ld was answered %ld times; %s\n", i, answers[i],
                   probe->happened);
            return 1;
        }
    }
    return 0;
}

static int peers_main(char **argv)
{
    probe_t probe = {.host = "127.0.0.1", .port = argv[2], .client = argv[6]};
    int status;

    probe.pid = (pid_t)strtol(argv[3], NULL, 10);
    status =
        peers(&probe, strtol(argv[4], NULL, 10), strtol(argv[5], NULL, 10));
    end_clients(&probe);
    return status;
}

/* Memory */

/* Returns the resident memory of a process in bytes, or 0 without /proc. */
static long resident(long pid)
{
    char name[64];
    long pages = 0;
    FILE *file;

    snprintf(name, sizeof(name), "/proc/%ld/statm", pid);
    file = fopen(name, "r");
    if (file == NULL)
        return 0;
    if (fscanf(file, "%*s %ld", &pages) != 1)
        pages = 0;
    fclose(file);
    return pages * sysconf(_SC_PAGESIZE);
}

/* Reads until nothing has come for a tenth of a second. */
static void settle(probe_t *probe)
{
    size_t before, after = 0;

    do {
        before = after;
        after = 0;
        pump(probe, NULL, 100);
        for (size_t i = 0; i < probe->count; i++)
            after += probe->peers[i].first + probe->peers[i].count;
    } while (after != before);
}

/*
 * Logs in the member i, and joins its room: r0 has the first members, as many
 * as room says, and each other room has 100.
 */
static void log_in(probe_t *probe, long i, long room)
{
    char line[128];
    long number = i < room ? 0 : 1 + (i - room) / 100;

    snprintf(line, sizeof(line), "/login m%ld\n/join r%ld\n", i, number);
    if (!send_bytes(probe, &probe->peers[i], line, strlen(line)))
        app_error("chatprobe: cannot log in");
}

static int idle(const char *port, long pid, long all, long room)
{
    probe_t probe = {.host = "127.0.0.1", .port = port};
    long before = resident(pid), after, got = 0;
    long long start, end;

    for (long i = 0; i < all; i++)
        add_peer(&probe, "");
    for (long i = 0; i < all; i++) {
        char joined[128];

        log_in(&probe, i, room);
        if (i % 50 != 49 && i != all - 1)
            continue;
        snprintf(joined, sizeof(joined), "* m%ld joined #r%%", i);
        if (!expect(&probe, &probe.peers[i], joined)) {
            printf("# %s\n", probe.happened);
            return 1;
        }
    }
    settle(&probe);
    after = resident(pid);
    for (long i = 0; i < all; i++)
        while (take_line(&probe.peers[i]) != NULL)
            ;
    start = now_ms();
    end = start + limit;
    if (!send_bytes(&probe, &probe.peers[0], "to all\n", 7))
        return 1;
    while (got < room - 1 && now_ms() < end) {
        pump(&probe, NULL, 100);
        for (long i = 1; i < room; i++)
            if (take_line(&probe.peers[i]) != NULL)
                got++;
    }
    if (got < room - 1) {
        printf("# %ld of %ld got the line\n", got, room - 1);
        return 1;
    }
    printf("%ld %lld\n", (after - before) / all, now_ms() - start);
    return 0;
}

/* Speed */

/*
 * Each sender always has underway lines that have not yet reached all other
 * members. Prints deliveries per second: a line counts once for each member who
 * gets it.
 */
static int bench(const char *port, long members, long senders, long underway,
                 long seconds)
{
    probe_t probe = {.host = "127.0.0.1", .port = port};
    long *sent = Calloc((size_t)senders, sizeof(*sent));
    long *arrived = Calloc((size_t)(senders * underway), sizeof(*arrived));
    long *seen = Calloc((size_t)(members * senders), sizeof(*seen));
    long long deliveries = 0, wanted = 0;
    long long start, end, last;

    gather(&probe, members);
    start = last = now_ms();
    end = start + seconds * 1000;
    while (now_ms() < end || deliveries < wanted) {
        for (long s = 0; s < senders && now_ms() < end; s++) {
            char lines[MAXBUF];
            size_t length = 0;

            while (arrived[s * underway + sent[s] % underway] == 0 &&
                   length < sizeof(lines) - 100) {
                length += (size_t)snprintf(
                    lines + length, 100,
                    "%ld what people say in a chat is about so long\n",
                    sent[s]);
                arrived[s * underway + sent[s]++ % underway] = members - 1;
                wanted += members - 1;
            }
            if (length > 0 &&
                !send_bytes(&probe, &probe.peers[s], lines, length))
                return 1;
        }
        pump(&probe, NULL, 100);
        for (long to = 0; to < members; to++) {
            char *text;

            while ((text = take_line(&probe.peers[to])) != NULL) {
                char *rest;
                long from, number;

                if (strncmp(text, "<m", 2) != 0)
                    continue;
                from = strtol(text + 2, &rest, 10);
                number = strtol(rest + 2, NULL, 10);
                if (number != seen[to * senders + from]++) {
                    printf("# m%ld got out of order: %s\n", to, text);
                    return 1;
                }
                arrived[from * underway + number % underway]--;
                deliveries++;
                last = now_ms();
            }
        }
        if (now_ms() > last + limit) {
            printf("# %lld of %lld lines arrived\n", deliveries, wanted);
            return 1;
        }
    }
    printf("%lld\n", deliveries * 1000 / (last > start ? last - start : 1));
    return 0;
}

/* A chat server for comparison: it calls write for each line and member. */
static int naive(void)
{
    struct pollfd fds[1024];
    rio_t *rios[1024];
    char names[1024][40], line[MAXLINE], out[MAXLINE];
    nfds_t count = 1;

    fds[0].fd = Open_listenfd("0");
    fds[0].events = POLLIN;
    log_listening(fds[0].fd);
    while (poll(fds, count, -1) > 0) {
        for (nfds_t i = 1; i < count; i++) {
            if (!fds[i].revents)
                continue;
            do {
                ssize_t n = rio_readlineb(rios[i], line, sizeof(line));
                int length;

                if (n <= 0)
                    return 0; /* a member has left: the benchmark is over */
                if (strncmp(line, "/login ", 7) == 0) {
                    sscanf(line + 7, "%39s", names[i]);
                    length = snprintf(out, sizeof(out), "* %s joined #lobby\n",
                                      names[i]);
                } else {
                    length =
                        snprintf(out, sizeof(out), "<%s> %s", names[i], line);
                }
                for (nfds_t to = 1; to < count; to++)
                    if (to != i || *line == '/')
                        Rio_writen(fds[to].fd, out, (size_t)length);
            } while (rios[i]->rio_cnt > 0);
        }
        if (fds[0].revents && count < 1024) {
            int on = 1;

            fds[count].fd = Accept(fds[0].fd, NULL, NULL);
            Setsockopt(fds[count].fd, IPPROTO_TCP, TCP_NODELAY, &on,
                       sizeof(on));
            fds[count].events = POLLIN;
            fds[count].revents = 0;
            rios[count] = Malloc(sizeof(rio_t));
            Rio_readinitb(rios[count], fds[count].fd);
            count++;
        }
    }
    return 1;
}

static int serve(char *text)
{
    int listenfd = Open_listenfd("0"), connfd;
    char line[MAXLINE] = "";

    log_listening(listenfd);
    connfd = Accept(listenfd, NULL, NULL);
    Rio_writen(connfd, text, unescape(text));
    while (read(connfd, line, sizeof(line) - 1) > 0)
        if (strstr(line, "/exit") != NULL)
            break;
    return 0;
}

/* A wait that scripts need */

static int await(const char *filename, const char *text)
{
    long long end = now_ms() + limit;
    char line[MAXLINE];

    while (now_ms() < end) {
        FILE *file = fopen(filename, "r");

        while (file != NULL && fgets(line, sizeof(line), file) != NULL)
            if (strstr(line, text) != NULL)
                return fclose(file);
        if (file != NULL)
            fclose(file);
        poll(NULL, 0, 10); /* ms */
    }
    printf("# \"%s\" did not come\n", text);
    return 1;
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "", *seconds = getenv("TEST_LIMIT");
    long numbers[6] = {0};

    Signal(SIGPIPE, SIG_IGN);
    if (seconds != NULL)
        limit = strtol(seconds, NULL, 10) * 1000;
    for (int i = 2; i < argc && i < 8; i++)
        numbers[i - 2] = strtol(argv[i], NULL, 10);
    if (strcmp(mode, "--help") == 0)
        return fputs(help, stdout) == EOF || fputs(steps, stdout) == EOF;
    if (strcmp(mode, "play") == 0)
        return play_main(argc - 1, argv + 1);
    if (strcmp(mode, "crowd") == 0 && argc == 5)
        return crowd(argv[2], numbers[1], numbers[2]);
    if (strcmp(mode, "peers") == 0 && argc == 7)
        return peers_main(argv);
    if (strcmp(mode, "idle") == 0 && argc == 6)
        return idle(argv[2], numbers[1], numbers[2], numbers[3]);
    if (strcmp(mode, "bench") == 0 && argc == 7)
        return bench(argv[2], numbers[1], numbers[2], numbers[3], numbers[4]);
    if (strcmp(mode, "naive") == 0 && argc == 2)
        return naive();
    if (strcmp(mode, "pause") == 0)
        return poll(NULL, 0, 50); /* ms */
    if (strcmp(mode, "serve") == 0 && argc == 3)
        return serve(argv[2]);
    if (strcmp(mode, "await") == 0 && argc == 4)
        return await(argv[2], argv[3]);
    app_error("usage: chatprobe --help");
}

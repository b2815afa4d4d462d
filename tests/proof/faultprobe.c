/*
 * faultprobe.c - runs servers under one seed of faults after the other, and
 *                checks that every byte reaches every client all the same
 *
 *   faultprobe [-j JOBS] [-v] echo FIRST LAST SERVER
 *   faultprobe [-j JOBS] [-v] client FIRST LAST SERVER CLIENT
 *   faultprobe [-j JOBS] [-v] chat FIRST LAST SERVER
 *
 * The programs are built with faults.h. For each seed, a new process starts the
 * server, talks to it as several clients, and checks:
 *
 *   echo    Each client gets back every byte, in order, and then EOF. If the
 *           server has no process or thread for a client, the client gets EOF
 *           before any byte, and the server reports this on stderr. Some
 *           clients leave early, some of them by a reset. This must not
 *           disturb the other clients.
 *   client  Each echoclient prints what it has read from stdin.
 *   chat    Each member gets every line of each other member, in order, or the
 *           event that this member left. The only reason for that is a lack of
 *           memory. At the end, the server ends in order.
 *
 * The server must run until it gets SIGTERM, and print to stderr only which
 * resources it ran out of. -v shows its stderr, and the faults.
 *
 * Run:   sh tests/proof/faults.sh
 * Read:  faults.h before.
 */
#include "csapp.h"
#include <netinet/tcp.h>

#define PATIENCE 30000 /* ms without progress: enough for a busy machine */
#define LIMIT 60       /* seconds for a seed */
#define MAXCLIENTS 8
#define MAXFAILURES 5
#define MAXSAID 4000 /* bytes of stderr that are shown */

/* Exit statuses of a trial: FAILED, or PASSED with the last two as flags. */
enum { FAILED = 2, PASSED = 16, NOT_STARTED = 1, REFUSED_SOMEBODY = 2 };

typedef struct {
    char *kind, *server, *client;
    int jobs, verbose;
    long first, last;
} options_t;

/* A seed, and the server that runs under it. */
typedef struct {
    const options_t *options;
    long seed;
    uint64_t random;
    pid_t pid;      /* leads a group with its children */
    rio_t out;      /* reads its stdout, a pipe */
    int out_end;    /* the end of that pipe to which the server writes */
    int is_jammed;  /* the pipe is full, and no process reads from it */
    FILE *err;      /* its stderr */
    char port[8];   /* where it listens */
    int unlike_one; /* flags: NOT_STARTED, REFUSED_SOMEBODY */
} trial_t;

static trial_t *current; /* for the handler of SIGALRM */

/* Arguments for execve, whose type is not const. */
static char localhost[] = "127.0.0.1", zero[] = "0", no_rate[] = "-r";

/* Returns a random number below n. Each run of a seed gets the same numbers. */
static unsigned below(trial_t *tp, unsigned n)
{
    tp->random =
        tp->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963);
    return (unsigned)((tp->random >> 32) * n >> 32);
}

static const char *base_name(const char *pathname)
{
    const char *slash = strrchr(pathname, '/');

    return slash == NULL ? pathname : slash + 1;
}

/* Shows the last MAXSAID bytes that a program has printed to stderr. */
static void show(FILE *err)
{
    char said[MAXSAID + 1];
    long end;

    fseek(err, 0, SEEK_END);
    end = ftell(err);
    fseek(err, end > MAXSAID ? end - MAXSAID : 0, SEEK_SET);
    said[fread(said, 1, MAXSAID, err)] = '\0';
    for (char *line = strtok(said, "\n"); line != NULL;
         line = strtok(NULL, "\n"))
        printf("#   %s\n", line);
}

/* Prints why the seed has failed, and ends the trial. */
CSAPP_NORETURN static void fail(trial_t *tp, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 2, 3)))
#endif
    ;

static void fail(trial_t *tp, const char *format, ...)
{
    const char *server = base_name(tp->options->server);
    va_list arguments;

    printf("# %s %s, seed %ld: ", tp->options->kind, server, tp->seed);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n# the server printed to stderr:\n");
    show(tp->err);
    printf("# to run it again: sh tests/proof/faults.sh -s %ld %s %s\n",
           tp->seed, tp->options->kind, server);
    fflush(stdout);
    kill(-tp->pid, SIGKILL);
    _exit(FAILED);
}

static void out_of_time(int sig)
{
    (void)sig;
    sio_puts("# it took longer than a minute: seed ");
    sio_putl(current->seed);
    sio_puts("\n");
    kill(-current->pid, SIGKILL);
    _exit(FAILED);
}

/* The server */

/* Runs a program with the descriptors in, out and err as its standard ones. */
static pid_t spawn(const trial_t *tp, char *const argv[], int in, int out,
                   int err, long seed)
{
    pid_t pid;

    fflush(stdout);
    pid = Fork();
    if (pid == 0) {
        char number[32];

        snprintf(number, sizeof(number), "%ld", seed);
        setenv("FAULTS_SEED", number, 1);
        if (tp->options->verbose)
            setenv("FAULTS_TRACE", "1", 1);
        setpgid(0, tp->pid); /* tp->pid is 0 for the server: a new group */
        Dup2(in, STDIN_FILENO);
        Dup2(out, STDOUT_FILENO);
        Dup2(err, STDERR_FILENO);
        for (int fd = STDERR_FILENO + 1; fd < 64; fd++)
            close(fd);
        Signal(SIGPIPE, SIG_DFL);
        Execve(argv[0], argv, environ);
    }
    setpgid(pid, tp->pid ? tp->pid : pid);
    return pid;
}

static FILE *scratch_file(void)
{
    FILE *file = tmpfile();

    if (file == NULL)
        unix_error("faultprobe: tmpfile");
    return file;
}

/* Fills the pipe of the server's stdout. From now on, its log has no reader. */
static void jam(trial_t *tp)
{
    static const char page[4096];

    fcntl(tp->out_end, F_SETFL, O_NONBLOCK);
    while (write(tp->out_end, page, sizeof(page)) > 0 ||
           write(tp->out_end, page, 1) > 0)
        ;
    fcntl(tp->out_end, F_SETFL, 0);
    tp->is_jammed = 1;
}

/* Starts the server. Returns 0 if it failed and printed the reason. */
static int start(trial_t *tp, char *const argv[])
{
    int fds[2], status, nothing = Open("/dev/null", O_RDONLY, 0);
    char line[MAXLINE];

    tp->err = scratch_file();
    if (pipe(fds) < 0)
        unix_error("faultprobe: pipe");
    tp->out_end = fds[1];
    Rio_readinitb(&tp->out, fds[0]);
    tp->pid = spawn(tp, argv, nothing, fds[1], fileno(tp->err), tp->seed);
    while (poll(&(struct pollfd){fds[0], POLLIN, 0}, 1, 10) == 0)
        if (waitpid(tp->pid, &status, WNOHANG) == tp->pid) {
            if (!WIFEXITED(status) || WEXITSTATUS(status) != 1)
                fail(tp, "it did not start: wait status %d", status);
            fseek(tp->err, 0, SEEK_END);
            if (ftell(tp->err) == 0)
                fail(tp, "it did not start, and did not print why");
            return 0;
        }
    Rio_readlineb(&tp->out, line, sizeof(line));
    if (sscanf(line, "listening on port %7[0-9]", tp->port) != 1)
        fail(tp, "its first line does not contain its port: %s", line);
    return 1;
}

/* Ends the server, which must still run. Returns its wait status. */
static int stop(trial_t *tp)
{
    int status;

    if (waitpid(tp->pid, &status, WNOHANG) != 0)
        fail(tp, "it has ended by itself: wait status %d", status);
    Kill(tp->pid, SIGTERM);
    Waitpid(tp->pid, &status, 0);
    kill(-tp->pid, SIGKILL); /* its children that still run */
    close(tp->out_end);
    return status;
}

/* Counts the lines of stderr that report a client which was not served. */
static int count_refusals(trial_t *tp)
{
    char line[MAXLINE];
    int refusals = 0;

    fseek(tp->err, 0, SEEK_SET);
    while (Fgets(line, sizeof(line), tp->err) != NULL) {
        if (strncmp(line, "fault: ", 7) == 0)
            continue;
        if (strstr(line, ": fork: ") || strstr(line, ": pthread_create: "))
            refusals++;
        else if (!strstr(line, "Accept error: ") &&
                 !strstr(line, ": accept: ") &&
                 !strstr(line, "; refusing newcomers\n"))
            fail(tp, "an unexpected line on stderr: %s", line);
    }
    return refusals;
}

/* Clients of an echo server */

typedef enum { TO_COME, TALKING, FINISHED, REFUSED, ABANDONED } state_t;

typedef struct {
    int fd;
    state_t state;
    unsigned port;       /* its own */
    char *data;          /* the bytes that it sends */
    size_t size;         /* how many there are */
    size_t leaves_after; /* after so many bytes it leaves, even before size */
    size_t sent, received;
    size_t piece; /* bytes that it writes at once, at most */
    int waits;    /* for the echo of each line, before it sends the next */
} client_t;

/* Makes lines of all lengths, with all bytes. The last may lack its newline. */
static void make_data(trial_t *tp, client_t *cp)
{
    size_t most = below(tp, 8) ? 1500 : 30000;
    size_t end = 0;

    cp->size = 1 + below(tp, (unsigned)most);
    cp->data = Malloc(cp->size);
    for (size_t i = 0; i < cp->size; i++) {
        if (i == end) /* mostly short, or about as long as echo's buffer */
            end += below(tp, 8)   ? below(tp, 60)
                   : below(tp, 2) ? 1020 + below(tp, 8)
                                  : below(tp, 9000);
        cp->data[i] = i == end ? '\n' : (char)below(tp, 256);
        if (i == end)
            end++;
    }
    if (below(tp, 2))
        cp->data[cp->size - 1] = '\n';
}

static void prepare(trial_t *tp, client_t *cp)
{
    memset(cp, 0, sizeof(*cp));
    make_data(tp, cp);
    cp->leaves_after =
        below(tp, 6) ? cp->size + 1 : below(tp, (unsigned)cp->size);
    cp->piece = 1 + below(tp, below(tp, 2) ? 20 : 10000);
    cp->waits = below(tp, 3) == 0;
}

static void connect_client(trial_t *tp, client_t *cp)
{
    struct sockaddr_in addr;
    socklen_t addrlen = sizeof(addr);

    cp->fd = Open_clientfd("127.0.0.1", tp->port);
    if (getsockname(cp->fd, (SA *)&addr, &addrlen) < 0 ||
        fcntl(cp->fd, F_SETFL, O_NONBLOCK) < 0)
        unix_error("faultprobe: client");
    cp->port = ntohs(addr.sin_port);
    cp->state = TALKING;
}

/* Returns how many bytes the client may have sent by now. */
static size_t due(const client_t *cp)
{
    const char *newline;

    if (!cp->waits)
        return cp->size;
    if (cp->received < cp->sent && cp->data[cp->sent - 1] == '\n')
        return cp->sent;
    newline = memchr(cp->data + cp->sent, '\n', cp->size - cp->sent);
    return newline == NULL ? cp->size : (size_t)(newline + 1 - cp->data);
}

static void leave(trial_t *tp, client_t *cp)
{
    struct linger reset = {1, 0};

    if (below(tp, 2))
        setsockopt(cp->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
    close(cp->fd);
    cp->state = ABANDONED;
}

static void send_data(trial_t *tp, client_t *cp)
{
    size_t n = due(cp) - cp->sent;
    ssize_t rc;

    if (n == 0)
        return;
    if (n > cp->piece)
        n = 1 + below(tp, (unsigned)cp->piece);
    rc = write(cp->fd, cp->data + cp->sent, n);
    if (rc > 0)
        cp->sent += (size_t)rc; /* after an error, read fails, too */
    if (cp->sent == cp->size)
        shutdown(cp->fd, SHUT_WR);
    if (cp->sent >= cp->leaves_after)
        leave(tp, cp);
}

/* Called when the server has closed the connection; error: by a reset. */
static void end_client(trial_t *tp, client_t *cp, int error)
{
    if (error == 0 && cp->received == cp->size)
        cp->state = FINISHED;
    else if (cp->received == 0)
        cp->state = REFUSED;
    else
        fail(tp,
             "a connection was closed too early: of %zu bytes, the client had "
             "sent %zu, and received %zu",
             cp->size, cp->sent, cp->received);
    close(cp->fd);
}

static void receive_data(trial_t *tp, client_t *cp)
{
    char buf[MAXBUF];
    ssize_t n = read(cp->fd, buf, sizeof(buf));

    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return;
    if (n <= 0) {
        end_client(tp, cp, n < 0);
        return;
    }
    if (cp->received + (size_t)n > cp->sent ||
        memcmp(buf, cp->data + cp->received, (size_t)n) != 0)
        fail(tp, "after %zu bytes, the echo is not what the client has sent",
             cp->received);
    cp->received += (size_t)n;
#ifdef TCP_QUICKACK /* a server that writes single bytes waits for ACKs */
    int on = 1;

    setsockopt(cp->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
#endif
}

/* Lets the clients send and receive, once. Returns how many still talk. */
static int talk(trial_t *tp, client_t *clients, int count)
{
    struct pollfd fds[MAXCLIENTS];
    int talking = 0, ready;

    for (int i = 0; i < count; i++) {
        client_t *cp = &clients[i];
        int is_talking = cp->state == TALKING;

        fds[i].fd = is_talking ? cp->fd : -1;
        fds[i].events = POLLIN;
        fds[i].revents = 0;
        if (is_talking && cp->sent < due(cp))
            fds[i].events |= POLLOUT;
        talking += is_talking;
    }
    ready = talking ? poll(fds, (nfds_t)count, PATIENCE) : 1;
    if (ready < 0)
        unix_error("faultprobe: poll");
    for (int i = 0; i < count; i++) {
        client_t *cp = &clients[i];

        if (ready == 0 && cp->state == TALKING)
            fail(tp,
                 "a client waits for ever: of %zu bytes, it has sent %zu, and "
                 "received %zu",
                 cp->size, cp->sent, cp->received);
        if (fds[i].revents & POLLOUT)
            send_data(tp, cp);
        if (cp->state == TALKING && (fds[i].revents & ~POLLOUT))
            receive_data(tp, cp);
    }
    return talking;
}

/* Fails unless the log has one line for each client that did not leave. */
static void check_log(trial_t *tp, const client_t *clients, int count)
{
    char line[MAXLINE];
    unsigned port;
    int logged[MAXCLIENTS] = {0};

    while (Rio_readlineb(&tp->out, line, sizeof(line)) > 0) {
        if (sscanf(line, "Connected to (127.0.0.1, %u)\n", &port) != 1)
            fail(tp, "an unexpected line in its log: %s", line);
        for (int i = 0; i < count; i++)
            logged[i] += clients[i].port == port;
    }
    for (int i = 0; i < count; i++)
        if (clients[i].state != ABANDONED && logged[i] != 1)
            fail(tp, "it logged a connection %d times", logged[i]);
}

static void try_echo(trial_t *tp)
{
    char *argv[] = {tp->options->server, zero, NULL};
    client_t clients[MAXCLIENTS];
    int count, come = 0, refused = 0, abandoned = 0, refusals, status;

    if (!start(tp, argv)) {
        tp->unlike_one |= NOT_STARTED;
        return;
    }
    if (below(tp, 8) == 0)
        jam(tp);
    count = 1 + (int)below(tp, MAXCLIENTS);
    while (talk(tp, clients, come) > 0 || come < count)
        if (come < count && below(tp, 4) == 0) {
            prepare(tp, &clients[come]);
            connect_client(tp, &clients[come++]);
        }
    status = stop(tp);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGTERM)
        fail(tp, "SIGTERM did not end it: wait status %d", status);
    if (!tp->is_jammed)
        check_log(tp, clients, count);
    for (int i = 0; i < count; i++) {
        refused += clients[i].state == REFUSED;
        abandoned += clients[i].state == ABANDONED;
    }
    refusals = count_refusals(tp);
    if (refusals < refused || refusals > refused + abandoned)
        fail(tp, "%d clients were refused, but its stderr reports %d", refused,
             refusals);
    if (refusals > 0)
        tp->unlike_one |= REFUSED_SOMEBODY;
}

/* Clients that are echoclient */

/* Reads a whole file into new memory, with a NUL; *n is its size. */
static char *contents(FILE *file, size_t *n)
{
    char *bytes;

    fseek(file, 0, SEEK_END);
    *n = (size_t)ftell(file);
    fseek(file, 0, SEEK_SET);
    bytes = Malloc(*n + 1);
    *n = Fread(bytes, 1, *n, file);
    bytes[*n] = '\0';
    return bytes;
}

/*
 * Called when an echoclient has ended: fails unless it has printed all, or has
 * reported an error. Returns 1 if the server had closed the connection.
 */
static int check_echoclient(trial_t *tp, const client_t *cp, FILE *out,
                            FILE *err, int status)
{
    size_t printed, length;
    char *text = contents(out, &printed), *said = contents(err, &length);
    char *error = said;

    while (strncmp(error, "fault: ", 7) == 0)
        error = strchr(error, '\n') + 1;
    if (status == 0) {
        if (printed != cp->size || memcmp(text, cp->data, printed) != 0)
            fail(tp, "echoclient read %zu bytes, but printed %zu other bytes",
                 cp->size, printed);
        return 0;
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 1 || printed > 0)
        fail(tp,
             "echoclient ended with wait status %d, and printed %zu of %zu "
             "bytes: %s",
             status, printed, cp->size, error);
    if (strncmp(error, "Open_clientfd error: 127.0.0.1 port ", 36) == 0)
        return 0;
    if (strstr(error, "echoclient: server closed the connection\n") == NULL &&
        strstr(error, "error: Connection reset by peer\n") == NULL &&
        strstr(error, "Rio_writen error: Broken pipe\n") == NULL)
        fail(tp, "an unexpected error of echoclient: %s", error);
    return 1;
}

static void try_client(trial_t *tp)
{
    char *argv[] = {tp->options->server, zero, NULL};
    char *client_argv[] = {tp->options->client, localhost, tp->port, NULL};
    client_t clients[MAXCLIENTS];
    FILE *in[MAXCLIENTS], *out[MAXCLIENTS], *err[MAXCLIENTS];
    pid_t pids[MAXCLIENTS];
    int count = 1 + (int)below(tp, MAXCLIENTS / 2), refused = 0, refusals;

    if (!start(tp, argv)) {
        tp->unlike_one |= NOT_STARTED;
        return;
    }
    for (int i = 0; i < count; i++) {
        prepare(tp, &clients[i]);
        in[i] = scratch_file();
        out[i] = scratch_file();
        err[i] = scratch_file();
        Fwrite(clients[i].data, 1, clients[i].size, in[i]);
        fflush(in[i]);
        fseek(in[i], 0, SEEK_SET);
        pids[i] = spawn(tp, client_argv, fileno(in[i]), fileno(out[i]),
                        fileno(err[i]), tp->seed * MAXCLIENTS + i);
    }
    for (int i = 0; i < count; i++) {
        int status;

        Waitpid(pids[i], &status, 0);
        refused += check_echoclient(tp, &clients[i], out[i], err[i], status);
    }
    stop(tp);
    refusals = count_refusals(tp);
    if (refusals != refused)
        fail(tp, "%d clients were refused, but its stderr reports %d", refused,
             refusals);
    if (refusals > 0)
        tp->unlike_one |= REFUSED_SOMEBODY;
}

/* Members of a chat */

#define LINES 20 /* lines that each member says */

typedef struct {
    int fd;                  /* -1: the member has left */
    int number;              /* the member's name is mNUMBER */
    int heard[MAXCLIENTS];   /* how many lines of each other member have come */
    int knows[MAXCLIENTS];   /* each member: true if there, as far as known */
    int answers;             /* complete answers to its commands */
    int is_full;             /* true if the server was full */
    char line[MAXLINE];      /* the beginning of a line that is not complete */
    size_t length;           /* of that */
    char words[LINES * 100]; /* the lines that the member says */
    size_t size, sent;
} guest_t;

static void take_event(trial_t *tp, guest_t *gp, const char *line)
{
    const char *left = strstr(line, " left: ");
    int who;

    if (sscanf(line, "* m%d", &who) != 1)
        return;
    gp->knows[who] = left == NULL;
    if (left != NULL && strcmp(left, " left: out of memory") != 0)
        fail(tp, "a member left, but not because of memory: %s", line);
}

static void take_line(trial_t *tp, guest_t *gp, const char *line)
{
    int who, number;

    if (*line == '*')
        take_event(tp, gp, line);
    else if (sscanf(line, "= m%d #", &who) == 1)
        gp->knows[who] = 1; /* part of the answer to /lookup */
    else if (strcmp(line, "= end") == 0 || strcmp(line, "= ok") == 0)
        gp->answers++;
    else if (strcmp(line, "! server is full") == 0)
        gp->is_full = 1;
    else if (sscanf(line, "<m%d> %d", &who, &number) != 2)
        fail(tp, "a member got an unexpected line: %s", line);
    else if (who == gp->number || number != ++gp->heard[who])
        fail(tp, "m%d got a line out of order: %s", gp->number, line);
}

/* Reads what has come for a member. At EOF or an error, the member has left. */
static void hear(trial_t *tp, guest_t *gp)
{
    char buf[512];
    ssize_t n = read(gp->fd, buf, sizeof(buf));

    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return;
    for (ssize_t i = 0; i < n; i++) {
        if (gp->length == sizeof(gp->line))
            fail(tp, "it sends a line that is too long");
        gp->line[gp->length++] = buf[i];
        if (buf[i] != '\n')
            continue;
        gp->line[gp->length - 1] = '\0';
        gp->length = 0;
        take_line(tp, gp, gp->line);
    }
    if (n <= 0) {
        close(gp->fd);
        gp->fd = -1;
    }
}

/* Sends a part of the lines that the member says. */
static void say(trial_t *tp, guest_t *gp)
{
    size_t n = 1 + below(tp, 100);
    ssize_t rc;

    if (n > gp->size - gp->sent)
        n = gp->size - gp->sent;
    rc = write(gp->fd, gp->words + gp->sent, n);
    if (rc > 0)
        gp->sent += (size_t)rc;
}

/* Lets the members send and receive, once. Fails if nothing can be done. */
static void turn(trial_t *tp, guest_t *guests, int count)
{
    struct pollfd fds[MAXCLIENTS];

    for (int i = 0; i < count; i++) {
        guest_t *gp = &guests[i];

        fds[i] = (struct pollfd){gp->fd, POLLIN, 0};
        if (gp->sent < gp->size)
            fds[i].events |= POLLOUT;
    }
    if (poll(fds, (nfds_t)count, PATIENCE) == 0)
        fail(tp, "a member waits for a line that does not come");
    for (int i = 0; i < count; i++) {
        if (fds[i].revents & POLLOUT)
            say(tp, &guests[i]);
        if (fds[i].revents & ~POLLOUT)
            hear(tp, &guests[i]);
    }
}

/* Logs in, and asks who is there. Tries again if the server closes it. */
static void enter(trial_t *tp, guest_t *gp, int number)
{
    for (int tries = 0; tries < 50; tries++) {
        memset(gp, 0, sizeof(*gp));
        gp->number = number;
        gp->fd = Open_clientfd("127.0.0.1", tp->port);
        if (fcntl(gp->fd, F_SETFL, O_NONBLOCK) < 0)
            unix_error("faultprobe: fcntl");
        gp->size = (size_t)sprintf(gp->words, "/login m%d\n/lookup\n", number);
        while (gp->fd >= 0 && gp->answers < 2)
            turn(tp, gp, 1);
        if (gp->fd >= 0)
            break;
    }
    gp->size = gp->sent = 0;
    for (int i = 1; i <= LINES; i++)
        gp->size += (size_t)sprintf(gp->words + gp->size, "%d %.*s\n", i,
                                    (int)below(tp, 80),
                                    "tell me where is fancy bred, or in the "
                                    "heart, or in the head? how begot, how");
}

/* Returns true if each member knows who is there, and has heard all lines. */
static int all_is_said(const guest_t *guests, int count)
{
    for (int to = 0; to < count; to++)
        for (int from = 0; from < count; from++) {
            const guest_t *gp = &guests[to];
            int is_there = guests[from].fd >= 0;

            if (gp->fd < 0 || to == from)
                continue;
            if (gp->knows[from] != is_there ||
                (is_there && gp->heard[from] < LINES))
                return 0;
        }
    return 1;
}

static void try_chat(trial_t *tp)
{
    char *argv[] = {tp->options->server, no_rate, zero, zero, NULL};
    guest_t guests[MAXCLIENTS];
    int count = 2 + (int)below(tp, MAXCLIENTS - 1), status;

    if (!start(tp, argv)) {
        tp->unlike_one |= NOT_STARTED;
        return;
    }
    for (int i = 0; i < count; i++)
        enter(tp, &guests[i], i);
    while (!all_is_said(guests, count))
        turn(tp, guests, count);
    for (int i = 0; i < count; i++)
        if (guests[i].fd < 0)
            tp->unlike_one |= REFUSED_SOMEBODY;
    if (waitpid(tp->pid, &status, WNOHANG) != 0)
        fail(tp, "it has ended by itself: wait status %d", status);
    Kill(tp->pid, SIGTERM);
    for (int i = 0; i < count; i++) /* each reads up to EOF, and closes */
        while (guests[i].fd >= 0)
            turn(tp, guests, count);
    Waitpid(tp->pid, &status, 0);
    if (status != 0)
        fail(tp, "SIGTERM did not end it in order: wait status %d", status);
    count_refusals(tp);
}

/* Seeds */

/* Called in a child process: runs one seed, and exits. */
CSAPP_NORETURN static void try_seed(const options_t *options, long seed)
{
    trial_t trial = {
        .options = options, .seed = seed, .random = (uint64_t)seed};

    current = &trial;
    Signal(SIGALRM, out_of_time);
    Alarm(LIMIT);
    below(&trial, 2); /* the first number is similar for similar seeds */
    if (strcmp(options->kind, "echo") == 0)
        try_echo(&trial);
    else if (strcmp(options->kind, "client") == 0)
        try_client(&trial);
    else
        try_chat(&trial);
    if (options->verbose)
        show(trial.err);
    fflush(stdout);
    _exit(PASSED | trial.unlike_one);
}

static void usage(void)
{
    app_error("usage: faultprobe [-j JOBS] [-v] echo|client|chat FIRST LAST "
              "SERVER [CLIENT]");
}

static options_t parse(int argc, char **argv)
{
    options_t options = {.jobs = 1};
    int option;

    while ((option = getopt(argc, argv, "j:v")) != -1)
        if (option == 'j')
            options.jobs = atoi(optarg);
        else if (option == 'v')
            options.verbose = 1;
        else
            usage();
    if (argc - optind < 4 || argc - optind > 5)
        usage();
    options.kind = argv[optind];
    options.first = atol(argv[optind + 1]);
    options.last = atol(argv[optind + 2]);
    options.server = argv[optind + 3];
    options.client = argv[optind + 4];
    if ((strcmp(options.kind, "client") == 0) != (options.client != NULL) ||
        options.jobs < 1 || options.first < 1 || options.last < options.first)
        usage();
    return options;
}

int main(int argc, char **argv)
{
    options_t options = parse(argc, argv);
    long next = options.first, all = options.last - options.first + 1;
    long ended = 0, failed = 0, not_started = 0, refused = 0;
    int running = 0, status;

    Signal(SIGPIPE, SIG_IGN);
    while (running > 0 || (next <= options.last && failed < MAXFAILURES)) {
        if (running < options.jobs && next <= options.last &&
            failed < MAXFAILURES) {
            fflush(stdout);
            if (Fork() == 0)
                try_seed(&options, next);
            next++;
            running++;
            continue;
        }
        Wait(&status);
        running--;
        ended++;
        if (!WIFEXITED(status) || !(WEXITSTATUS(status) & PASSED)) {
            failed++;
            continue;
        }
        not_started += (WEXITSTATUS(status) & NOT_STARTED) != 0;
        refused += (WEXITSTATUS(status) & REFUSED_SOMEBODY) != 0;
        if (all >= 100 && ended % ((all + 3) / 4) == 0)
            fprintf(stderr, "%s %s: %ld of %ld seeds\n", options.kind,
                    base_name(options.server), ended, all);
    }
    printf("# %ld seeds: %ld failed; %ld servers did not start, %ld could not "
           "serve all clients\n",
           ended, failed, not_started, refused);
    return failed > 0 || (all > 1 && 2 * not_started > all);
}

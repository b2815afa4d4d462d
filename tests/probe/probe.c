/*
 * probe.c - the helper of the test scripts: talks to a program step by step,
 *           runs it within limits, and reports which resources it uses
 *
 * Run:   tests/probe/probe --help
 * Read:  talk.c and run_program.c, the two subcommands that do the work; then
 *        any script in tests/echo/.
 */
#include "probe.h"

/* Two strings: C99 promises room for only 4,095 characters in one. */
static const char talk_help[] =
    "usage: probe talk [-v] [-h HOST] [-p PORT] [-t SECONDS] STEP...\n"
    "       probe run [OPTION]... PROGRAM [ARGUMENT]...\n"
    "       probe hear FIFO\n"
    "       probe stat PID [WHAT]\n"
    "       probe idle PID\n"
    "       probe port | quote | json\n"
    "\n"
    "talk: has a conversation with a server, or plays one for a client.\n"
    "  -v shows the conversation. -h and -p give the address of the server\n"
    "  (127.0.0.1). -t limits how long a step may wait without progress (10).\n"
    "  A step is a name, a verb, and for some verbs an argument:\n"
    "    A connect        opens a connection, and calls it A\n"
    "    A send DATA      sends DATA, and reads nothing\n"
    "    A trickle DATA   sends DATA byte by byte, each byte in a packet\n"
    "    A expect DATA    receives exactly DATA\n"
    "    A echo DATA      sends DATA, and receives DATA at the same time\n"
    "    A pour DATA      like echo, but half-closes once DATA is sent\n"
    "    A mirror         sends back all that it receives, up to EOF\n"
    "    A find DATA      receives until DATA has come\n"
    "    A stuff BYTES    sends lines and reads nothing, until BYTES bytes\n"
    "                     are sent or the other side takes no more\n"
    "    A take           half-closes, and receives the echo of these lines\n"
    "    A finish         half-closes: nothing more will be sent\n"
    "    A end            receives EOF, and nothing before it\n"
    "    A gone           reads until EOF or a connection reset\n"
    "    A close          closes the connection\n"
    "    A reset          closes the connection with a TCP reset\n"
    "    A session DATA   connect, echo DATA, close\n"
    "    A listen         listens on a free port: $PORT in commands\n"
    "    B accept A       accepts a connection to A's port, and calls it B\n"
    "    X run COMMAND    starts a shell command; its standard input, output\n"
    "                     and error are the connections in, out and err\n"
    "    X type COMMAND   the same, but in and out are a terminal that does\n"
    "                     not echo\n"
    "    X exit STATUS    expects that command to exit with STATUS, or with\n"
    "                     any from 1 to 125, if STATUS is `error`\n"
    "    X check COMMAND  runs a shell command again until it succeeds\n"
    "  A*3 VERB performs the step for A1, A2 and A3, in this order.\n"
    "  DATA is text with C's escape sequences (\\n \\0 \\xff ...), and \\# for "
    "the\n"
    "  number in the name; @FILE is the contents of FILE.\n"
    "  Example: probe talk -v -p 8000 a connect a send 'hi\\n' a expect "
    "'hi\\n'\n"
    "\n";

static const char run_help[] =
    "run: runs a program, and kills all its descendants at the end. %p in an\n"
    "  ARGUMENT becomes a free port, where the program should listen.\n"
    "    -r FIFO     writes \"PORT PID\" to FIFO once the program listens,\n"
    "                \"ended\" if it ends before, \"silent\" if it does "
    "neither\n"
    "    -e FILE     writes to FILE how the program ended, unless the probe\n"
    "                was told to end it\n"
    "    -w          exits with the program's exit status (128 + N for signal\n"
    "                N), and passes SIGTERM and SIGINT on to it; without -w,\n"
    "                they end the probe and the program, as SIGHUP always "
    "does\n"
    "    -g SECONDS  at the end, gives the program SECONDS to close "
    "connections\n"
    "                of clients that left, and SECONDS more to end at SIGTERM\n"
    "    -p PORT     the port for %p\n"
    "    -o FILE     the program's standard output; \"closed\" closes it\n"
    "    -d N        at most N descriptors\n"
    "    -u N        at most N processes and threads\n"
    "    -m MB       at most MB megabytes of address space\n"
    "    -t SECONDS  kills the program after that time (120)\n"
    "    -x          trusts the program: it has no limit but -t, and its user\n"
    "                stays the same\n"
    "  Memory (1 GiB, with /proc), each file (64 MiB), processes and\n"
    "  processor time always have a limit. If root runs the probe, the\n"
    "  program gets a user of its own, who owns the current folder until\n"
    "  the program has ended.\n"
    "hear: prints the line that run -r writes, or \"lost\" if none comes: the\n"
    "  program has killed or stopped the probe that runs it.\n"
    "\n"
    "stat: prints what a process uses, or only WHAT: its own fds or threads;\n"
    "  or children, zombies, memory (kB) or cpu (ms), with all descendants.\n"
    "  Without /proc it prints children and zombies only.\n"
    "idle: succeeds if a process and its descendants use less than a tenth of\n"
    "  a processor for half a second. It needs /proc.\n"
    "port: prints a free port. Other probes avoid it until this one is "
    "killed.\n"
    "quote, json: copy standard input to standard output, and escape what is\n"
    "  not printable ASCII; json makes it one JSON string.\n"
    "\n"
    "Exit status: 0 if all is as expected, 1 if the program is at fault, 2 if\n"
    "the probe fails.\n";

long long now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

void broken(const char *what)
{
    fprintf(stderr, "probe: %s: %s\n", what, strerror(errno));
    exit(BROKEN);
}

void print_quoted(FILE *out, const unsigned char *bytes, size_t n, size_t max)
{
    size_t shown = n < max ? n : max;

    putc('"', out);
    for (size_t i = 0; i < shown; i++) {
        int c = bytes[i];

        if (c == '\n')
            fputs("\\n", out);
        else if (c == '\r')
            fputs("\\r", out);
        else if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < ' ' || c > '~')
            fprintf(out, "\\x%02x", (unsigned)c);
        else
            putc(c, out);
    }
    fputs(n > max ? "\"..." : "\"", out);
}

unsigned char *read_file(const char *path, size_t *n)
{
    int fd = open(path, O_RDONLY);
    struct stat st;
    unsigned char *bytes;

    if (fd < 0 || fstat(fd, &st) < 0)
        broken(path);
    bytes = Malloc(st.st_size + 1);
    *n = st.st_size;
    if (rio_readn(fd, bytes, *n) != (ssize_t)*n)
        broken(path);
    close(fd);
    return bytes;
}

/* Copies stdin to stdout, and escapes what is neither printable nor '\n'. */
int quote_main(int argc, char **argv)
{
    int c;

    (void)argc, (void)argv;
    while ((c = getchar()) != EOF)
        if (c == '\n' || (' ' <= c && c <= '~'))
            putchar(c);
        else if (c != '\r')
            printf("\\x%02x", (unsigned)c);
    return PASSED;
}

/*
 * Copies stdin to stdout as one JSON string. A byte that is not printable ASCII
 * becomes \xNN, and a newline \n.
 */
int json_main(int argc, char **argv)
{
    int c;

    (void)argc, (void)argv;
    putchar('"');
    while ((c = getchar()) != EOF)
        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c == '\n')
            printf("\\n");
        else if (' ' <= c && c <= '~')
            putchar(c);
        else
            printf("\\\\x%02x", (unsigned)c);
    putchar('"');
    return PASSED;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*main)(int argc, char **argv);
    } commands[] = {{"talk", talk_main},   {"run", run_main},
                    {"hear", hear_main},   {"port", port_main},
                    {"stat", stat_main},   {"idle", idle_main},
                    {"quote", quote_main}, {"json", json_main}};

    Signal(SIGPIPE, SIG_IGN);
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        printf("%s%s", talk_help, run_help);
        Fclose(stdout);
        return PASSED;
    }
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        if (argc >= 2 && strcmp(argv[1], commands[i].name) == 0)
            return commands[i].main(argc - 1, argv + 1);
    fprintf(stderr, "usage: probe talk|run|hear|stat|idle|port|quote|json ...; "
                    "see probe --help\n");
    return BROKEN;
}

/*
 * probe.c - the helper behind the test scripts: talks to a program as a script
 *           says, runs it within limits, and tells what it uses
 *
 * Run:   tests/probe/probe --help
 * Read:  talk.c and run_program.c, the two subcommands that do the work; then
 *        any script in tests/echo/.
 */
#include "probe.h"

static const char help[] =
    "usage: probe talk [-v] [-h HOST] [-p PORT] [-t SECONDS] STEP...\n"
    "       probe run [OPTION]... PROGRAM [ARGUMENT]...\n"
    "       probe hear FIFO\n"
    "       probe stat PID [WHAT]\n"
    "       probe idle PID\n"
    "       probe port | quote | json\n"
    "\n"
    "talk: has conversations with a server, or plays one for a client.\n"
    "  -v shows the conversation, -h and -p say where the server is\n"
    "  (127.0.0.1), -t how long a step may take without any progress (10).\n"
    "  A step is a name, a verb, and for some verbs an argument:\n"
    "    A connect        opens a connection, and calls it A\n"
    "    A send DATA      sends DATA, without reading\n"
    "    A trickle DATA   sends DATA a byte at a time, each in a packet\n"
    "    A expect DATA    receives exactly DATA\n"
    "    A echo DATA      sends DATA and at the same time expects it back\n"
    "    A pour DATA      the same, and half-closes as soon as it is sent\n"
    "    A mirror         gives back what it receives, like a server\n"
    "    A find DATA      receives until DATA has come\n"
    "    A stuff BYTES    sends lines, without reading, until BYTES are sent\n"
    "                     or the other side takes no more\n"
    "    A take           half-closes, and receives what comes back of that\n"
    "    A finish         half-closes: nothing more will be sent\n"
    "    A end            expects the end of what the other side sends\n"
    "    A gone           the same, but a reset will do as well\n"
    "    A close          closes the connection\n"
    "    A reset          closes it with a TCP reset\n"
    "    A session DATA   connect, echo DATA, finish, end, close\n"
    "    A listen         plays a server, on a free port: $PORT in commands\n"
    "    B accept A       takes a connection that A listens for\n"
    "    X run COMMAND    runs a shell command; its standard input, output\n"
    "                     and error can be talked to as in, out and err\n"
    "    X exit STATUS    expects that command to end with STATUS\n"
    "    X check COMMAND  expects a shell command to succeed, at once or soon\n"
    "  A*3 VERB stands for A1, A2 and A3, one after the other.\n"
    "  DATA is text with C's escapes (\\n \\0 \\xff ...) and \\# for the "
    "number\n"
    "  in the name, or @FILE for what is in a file.\n"
    "  Example: probe talk -v -p 8000 a connect a send 'hi\\n' a expect "
    "'hi\\n'\n"
    "\n"
    "run: runs a program, and leaves nothing of it behind. %p in an ARGUMENT\n"
    "  becomes a free port, and the program is expected to listen on it.\n"
    "    -r FIFO     writes \"PORT PID\" there once the program listens, or\n"
    "                \"ended\", or \"silent\" if it does neither in time\n"
    "    -e FILE     says there how the program ended, if it did by itself\n"
    "    -w          ends when the program does, with its exit status (128\n"
    "                and more: a signal), and passes SIGTERM and SIGINT on;\n"
    "                else these end it, and the program with it, as SIGHUP\n"
    "                always does\n"
    "    -g SECONDS  it has that time to close what clients left, is then "
    "told\n"
    "                to end (SIGTERM), and is killed after that time again\n"
    "    -p PORT     the port for %p\n"
    "    -o FILE     the program's standard output; closed: none at all\n"
    "    -d N        at most N descriptors\n"
    "    -u N        at most N processes or threads\n"
    "    -m MB       at most MB megabytes of address space\n"
    "    -t SECONDS  the program is killed after that time (120)\n"
    "  It always limits memory (1 GiB), files (64 MiB each), processes and\n"
    "  processor time. Run by root, it gives the program a user of its own, "
    "and\n"
    "  with it, for that time, the folder that it runs in.\n"
    "hear: prints what run -r writes, or \"lost\" if it cannot: the program "
    "has\n"
    "  killed or stopped what ran it.\n"
    "\n"
    "stat: prints what a process uses, all of it or one thing: fds, threads,\n"
    "  and with its descendants children, zombies, memory (kB), cpu (ms).\n"
    "idle: succeeds if a process and its children use next to no processor.\n"
    "port: prints a free port, and keeps other probes from it until killed.\n"
    "quote, json: copy standard input to standard output, with everything\n"
    "  escaped that is not printable; json makes it one JSON string.\n"
    "\n"
    "Exit status: 0 as expected, 1 the program is at fault, 2 the probe is.\n";

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

/* Copies stdin to stdout, escaped for a report: lines stay lines. */
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

/* Copies stdin to stdout as a JSON string; what is not ASCII, as \xNN. */
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
        printf("%s", help);
        Fclose(stdout);
        return PASSED;
    }
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        if (argc >= 2 && strcmp(argv[1], commands[i].name) == 0)
            return commands[i].main(argc - 1, argv + 1);
    fprintf(stderr, "usage: probe talk|run|hear|stat|idle|port|quote|json ...; "
                    "probe --help says more\n");
    return BROKEN;
}

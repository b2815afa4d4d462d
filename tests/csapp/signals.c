/*
 * signals.c - tests what the code promises about signals, while very many
 *             arrive
 *
 * Most tests run during a storm: a child process sends a signal again and
 * again, as fast as it can.
 *
 * No header declares the handlers: they are static in their programs. So this
 * file includes the sources, and renames the server's main.
 *
 * Run:   sh tests/csapp/signals.sh     (prints TAP)
 * Read:  csapp.h, echoserverp.c and chat/signals.h, which make the promises.
 */
int server_main(int argc, char **argv);

#define main server_main
#include "../../echoserverp.c"
#undef main
#include "../../chat/signals.c"

#define MANY 100000
#define CHILDREN 300

static int count, failed;

/* Prints as a line of TAP whether a promise is kept. */
static void expect(int ok, const char *promise)
{
    printf("%sok %d - %s\n", ok ? "" : "not ", ++count, promise);
    failed |= !ok;
}

/* Sends a signal. The pause gives the process time for more than handlers. */
static void send_signal(pid_t pid, int signum)
{
    struct timespec moment = {0, 10000};

    kill(pid, signum);
    nanosleep(&moment, NULL);
}

/*
 * Starts a storm of signals for this process. Returns the process ID of the
 * storm, when its first signal has arrived.
 */
static pid_t begin_storm(int signum)
{
    pid_t parent = getpid(), pid;
    int begun[2];
    char byte = 0;

    if (pipe(begun) < 0)
        unix_error("pipe");
    fflush(stdout);
    pid = Fork();
    if (pid == 0) {
        kill(parent, signum);
        Rio_writen(begun[1], &byte, 1);
        while (getppid() == parent)
            send_signal(parent, signum);
        _exit(0);
    }
    Rio_readn(begun[0], &byte, 1);
    close(begun[0]);
    close(begun[1]);
    return pid;
}

/* Ends the storm. The SIGCHLD handler may have reaped its process already. */
static void end_storm(pid_t storm)
{
    kill(storm, SIGKILL);
    while (waitpid(storm, NULL, 0) < 0 && errno == EINTR)
        ;
}

static volatile sig_atomic_t signals_seen;

static void count_handler(int sig)
{
    (void)sig;
    signals_seen++;
}

/*
 * Returns true if handlers leave errno unchanged. A child checks that errno
 * stays as a failed call has set it, while its parent sends many signals. The
 * child has no children, so waitpid in a handler fails, and sets errno.
 */
static int keeps_errno(int signum)
{
    int status;
    pid_t pid;

    fflush(stdout);
    pid = Fork();
    if (pid == 0) {
        const volatile int *error = &errno; /* no read is optimized away */

        Alarm(20);
        for (int i = 0; i < MANY; i++) {
            if (close(-1) == 0 || *error != EBADF)
                _exit(1);
            for (volatile int moment = 0; moment < 200; moment++)
                ;
            if (*error != EBADF)
                _exit(1);
        }
        _exit(0);
    }
    Signal(SIGCHLD, SIG_DFL); /* the handler would reap the child */
    while (waitpid(pid, &status, WNOHANG) == 0)
        send_signal(pid, signum);
    return status == 0;
}

static void test_errno(void)
{
    Signal(SIGCHLD, sigchld_handler);
    expect(keeps_errno(SIGCHLD),
           "echoserverp: the handler leaves main's errno unchanged");
}

/* Children end while SIGCHLD is blocked: one signal arrives for all of them. */
static void test_reaping(void)
{
    pid_t pids[CHILDREN];
    sigset_t set, old;
    int left = 0;

    fflush(stdout);
    Signal(SIGCHLD, sigchld_handler);
    Sigemptyset(&set);
    Sigaddset(&set, SIGCHLD);
    Sigprocmask(SIG_BLOCK, &set, &old);
    for (int i = 0; i < CHILDREN; i++)
        if ((pids[i] = Fork()) == 0)
            _exit(0);
    for (int i = 0; i < CHILDREN; i++) { /* waits, but does not reap */
        siginfo_t info;

        if (waitid(P_PID, (id_t)pids[i], &info, WEXITED | WNOWAIT) < 0)
            unix_error("waitid");
    }
    Sigprocmask(SIG_SETMASK, &old, NULL); /* the handler runs in this call */
    for (int i = 0; i < CHILDREN; i++)
        left += kill(pids[i], 0) == 0;
    expect(left == 0, "echoserverp: one SIGCHLD, 300 children: all are reaped");
    Signal(SIGCHLD, SIG_DFL);
}

static int nothing_waits(int fd)
{
    struct pollfd pfd = {fd, POLLIN, 0};

    return poll(&pfd, 1, 0) == 0;
}

/* Waits for a signal as the event loop does, and takes it. */
static int next_signal(int fd)
{
    struct pollfd pfd = {fd, POLLIN, 0};

    while (poll(&pfd, 1, -1) < 0 && errno == EINTR)
        ;
    return signals_take();
}

static void test_loop_signals(void)
{
    int fd = signals_open();
    pid_t storm;
    int came;

    signals_catch(SIGUSR1);
    signals_catch(SIGUSR2);
    for (int i = 0; i < MANY; i++)
        raise(SIGUSR1);
    raise(SIGUSR2);
    came = signals_take() == SIGUSR1 && signals_take() == SIGUSR2;
    expect(came && nothing_waits(fd),
           "chat: many signals do not fill the pipe, or hide another signal");
    raise(SIGUSR1);
    expect(signals_take() == SIGUSR1 && nothing_waits(fd),
           "chat: a signal that was taken can come again");
    storm = begin_storm(SIGUSR1);
    for (int i = 0; i < MANY / 10 && came; i++)
        came = next_signal(fd) == SIGUSR1;
    end_storm(storm);
    expect(came, "chat: the loop takes the signals of a storm one by one");
    while (signals_take() != 0)
        ;
    expect(nothing_waits(fd), "chat: after the storm, no signal is left");
    close(fd); /* then the handler's write fails, and sets errno */
    expect(keeps_errno(SIGUSR1),
           "chat: the handler leaves the event loop's errno unchanged");
    Signal(SIGUSR1, SIG_DFL);
    Signal(SIGUSR2, SIG_DFL);
}

static volatile sig_atomic_t depth, deepest, inner;

static void nesting_handler(int sig)
{
    if (sig == SIGUSR2) {
        inner = depth;
        return;
    }
    if (++depth > deepest)
        deepest = depth;
    if (signals_seen++ == 0) {
        raise(SIGUSR1); /* is blocked until this handler returns */
        raise(SIGUSR2); /* is handled at once */
    }
    depth--;
}

static void test_signal(void)
{
    int fds[2];
    pid_t storm, writer;
    sigset_t none;
    char byte;

    signals_seen = 0;
    Signal(SIGUSR1, nesting_handler);
    Signal(SIGUSR2, nesting_handler);
    raise(SIGUSR1);
    expect(signals_seen == 2 && deepest == 1 && inner == 1,
           "Signal: a handler blocks its own signal, and no other");

    signals_seen = 0;
    Signal(SIGUSR1, count_handler);
    if (pipe(fds) < 0)
        unix_error("pipe");
    storm = begin_storm(SIGUSR1);
    writer = Fork();
    if (writer == 0) {
        Alarm(20);
        poll(NULL, 0, 100); /* the storm goes on while the read waits */
        _exit(write(fds[1], "x", 1) != 1);
    }
    expect(read(fds[0], &byte, 1) == 1 && signals_seen > 0,
           "Signal: a read that a signal interrupts is restarted");
    Sigemptyset(&none);
    expect(Sigsuspend(&none) == -1 && errno == EINTR,
           "Sigsuspend returns once a signal has come");
    Pause();
    expect(1, "Pause returns once a signal has come");
    end_storm(storm);
    waitpid(writer, NULL, 0);
    close(fds[0]);
    close(fds[1]);
}

/* From now on the signal is counted, and interrupts calls that wait. */
static void interrupt_with(int signum)
{
    struct sigaction action;

    memset(&action, 0, sizeof(action)); /* no SA_RESTART */
    action.sa_handler = count_handler;
    sigaction(signum, &action, NULL);
    signals_seen = 0;
}

static void *post_soon(void *vargp)
{
    poll(NULL, 0, 100); /* P waits during this time, in a storm */
    while (signals_seen == 0)
        poll(NULL, 0, 10);
    V(vargp);
    return NULL;
}

static void test_waiting(void)
{
    struct sockaddr_storage addr;
    socklen_t addrlen = sizeof(addr);
    char host[64], port[16];
    int listenfd = Open_listenfd("0"), connfd;
    pid_t storm, client;
    pthread_t tid;
    sigset_t set;
    sem_t sem;

    getsockname(listenfd, (SA *)&addr, &addrlen);
    address_text((SA *)&addr, addrlen, host, sizeof(host), port, sizeof(port));
    fflush(stdout);
    client = Fork();
    if (client == 0) {
        Alarm(20);
        poll(NULL, 0, 100);
        _exit(open_clientfd("127.0.0.1", port) < 0);
    }
    interrupt_with(SIGUSR1);
    storm = begin_storm(SIGUSR1);
    connfd = Accept(listenfd, NULL, NULL);
    expect(connfd >= 0 && signals_seen > 0,
           "Accept waits, although signals interrupt it");
    close(connfd);
    close(listenfd);

    Sem_init(&sem, 0, 0);
    Sigfillset(&set); /* the thread inherits this, and gets no signal */
    Sigprocmask(SIG_BLOCK, &set, &set);
    Pthread_create(&tid, NULL, post_soon, &sem);
    Sigprocmask(SIG_SETMASK, &set, NULL);
    signals_seen = 0;
    P(&sem);
    expect(sem_trywait(&sem) < 0 && signals_seen > 0,
           "P waits, although signals interrupt it");
    end_storm(storm);
    Pthread_join(tid, NULL);
    while (waitpid(client, NULL, 0) < 0 && errno == EINTR)
        ;
    sem_destroy(&sem);
}

/* The line that the next handler prints. Nothing may come between its parts. */
static char numbers[200];

static void print_handler(int sig)
{
    (void)sig;
    signals_seen++;
    Sio_puts("<");
    Sio_putl(LONG_MIN);
    Sio_puts(" ");
    Sio_putl(-1);
    Sio_puts(" ");
    Sio_putl(0);
    Sio_puts(" ");
    Sio_putl(LONG_MAX);
    Sio_puts(">\n");
}

/* Prints at least this many lines, and allocates, while a handler prints. */
static void print_lines(int lines)
{
    pid_t storm;

    signals_seen = 0;
    Signal(SIGUSR1, print_handler);
    storm = begin_storm(SIGUSR1);
    for (int i = 0; i < lines || signals_seen < 100; i++) {
        char *text = Malloc(20 + (size_t)i % 5000);

        sprintf(text, "main %d", i);
        printf("%s\n", text);
        Free(text);
    }
    kill(storm, SIGKILL);
}

static void test_sio(void)
{
    FILE *file = tmpfile();
    char line[200];
    int lines = 5000, mains = 0, handlers = 0, others = 0, status;
    pid_t pid;

    if (file == NULL)
        unix_error("tmpfile");
    snprintf(numbers, sizeof(numbers), "<%ld -1 0 %ld>\n", LONG_MIN, LONG_MAX);
    fflush(stdout);
    pid = Fork();
    if (pid == 0) {
        Dup2(fileno(file), STDOUT_FILENO);
        Alarm(20); /* SIGALRM ends it after a deadlock */
        print_lines(lines);
        exit(0);
    }
    Waitpid(pid, &status, 0);
    fseek(file, 0, SEEK_SET);
    while (Fgets(line, sizeof(line), file) != NULL) {
        char wanted[40];

        snprintf(wanted, sizeof(wanted), "main %d\n", mains);
        if (strcmp(line, wanted) == 0)
            mains++;
        else if (strcmp(line, numbers) == 0)
            handlers++;
        else
            others++;
    }
    fclose(file);
    expect(status == 0 && mains >= lines && handlers > 0 && others == 0,
           "sio_puts, sio_putl: lines stay whole, amid printf and malloc");
}

/* Logs to a full pipe. An interrupted poll must not be followed by a write. */
static void test_log(void)
{
    struct sockaddr_in client = {.sin_family = AF_INET};
    int status;
    pid_t pid;

    fflush(stdout);
    pid = Fork();
    if (pid == 0) {
        time_t end = time(NULL) + 5; /* when others keep the machine busy */
        int unread[2];

        if (pipe(unread) < 0)
            unix_error("pipe");
        Dup2(unread[1], STDOUT_FILENO);
        Alarm(20); /* SIGALRM ends it if a write blocks */
        signals_seen = 0;
        Signal(SIGUSR1, count_handler);
        pid = begin_storm(SIGUSR1);
        while (signals_seen < 5000 && time(NULL) < end)
            log_connected((SA *)&client, sizeof(client));
        kill(pid, SIGKILL);
        _exit(0);
    }
    Waitpid(pid, &status, 0);
    expect(status == 0, "log_connected: a full pipe does not block it");
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ); /* one write for each line */
    Signal(SIGPIPE, SIG_IGN);
    Alarm(60); /* SIGALRM ends the test if a call waits for ever */
    test_reaping();
    test_errno();
    test_loop_signals();
    test_signal();
    test_waiting();
    test_sio();
    test_log();
    printf("1..%d\n", count);
    return failed;
}

/*
 * signals.c - what the code promises of signals, in storms of them
 *
 * A storm is a child that sends a signal again and again, as fast as it can.
 *
 * The handlers belong to their programs, and to no header: so the sources are
 * part of this one, but for the server's main, which gets another name.
 *
 * Run:   sh tests/csapp/signals.sh     (prints TAP)
 * Read:  csapp.h, echoserverp.c and chat/signals.h, which promise.
 */
int server_main(int argc, char **argv);

#define main server_main
#include "../../echoserverp.c"
#undef main
#include "../../chat/signals.c"
#include "../../echo.c"

#define MANY 100000
#define CHILDREN 300

static int count, failed;

/* Prints the verdict on one promise. */
static void expect(int ok, const char *promise)
{
    printf("%sok %d - %s\n", ok ? "" : "not ", ++count, promise);
    failed |= !ok;
}

/* Sends a signal, and leaves a moment for something else than handling it. */
static void send_signal(pid_t pid, int signum)
{
    struct timespec moment = {0, 10000};

    kill(pid, signum);
    nanosleep(&moment, NULL);
}

/* Begins to send this process signals; the first of them has come by then. */
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

/* Ends the storm; another handler may have reaped it. */
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
 * Says whether errno stays what a failed call has made it, in a storm from the
 * parent. A process without children: so waitpid in a handler fails, too.
 */
static int keeps_errno(int signum)
{
    int status;
    pid_t pid;

    fflush(stdout);
    pid = Fork();
    if (pid == 0) {
        const volatile int *error = &errno; /* read whenever asked to */

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
    Signal(SIGCHLD, SIG_DFL); /* or the handler would reap it here */
    while (waitpid(pid, &status, WNOHANG) == 0)
        send_signal(pid, signum);
    return status == 0;
}

static void test_errno(void)
{
    Signal(SIGCHLD, sigchld_handler);
    expect(keeps_errno(SIGCHLD),
           "echoserverp: errno is main's own, in a storm");
}

/* Children that end while SIGCHLD is blocked: one signal stands for all. */
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
    for (int i = 0; i < CHILDREN; i++) { /* it has ended, and is not reaped */
        siginfo_t info;

        if (waitid(P_PID, (id_t)pids[i], &info, WEXITED | WNOWAIT) < 0)
            unix_error("waitid");
    }
    Sigprocmask(SIG_SETMASK, &old, NULL); /* the handler runs before it ends */
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

/* Waits for it, as the loop does. */
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
           "chat: many signals do not fill the pipe, and hide no other");
    raise(SIGUSR1);
    expect(signals_take() == SIGUSR1 && nothing_waits(fd),
           "chat: a signal that was taken may come again");
    storm = begin_storm(SIGUSR1);
    for (int i = 0; i < MANY / 10 && came; i++)
        came = next_signal(fd) == SIGUSR1;
    end_storm(storm);
    expect(came, "chat: a storm is taken signal by signal");
    while (signals_take() != 0)
        ;
    expect(nothing_waits(fd), "chat: then none is left");
    close(fd); /* so that the handler's write fails, and sets errno */
    expect(keeps_errno(SIGUSR1), "chat: errno is the loop's own, in a storm");
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
        raise(SIGUSR1); /* waits for its turn */
        raise(SIGUSR2); /* does not */
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
           "Signal: its own signal alone is blocked in a handler");

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
           "Signal: a read that waits is restarted");
    Sigemptyset(&none);
    expect(Sigsuspend(&none) == -1 && errno == EINTR,
           "Sigsuspend returns once a signal has come");
    Pause();
    expect(1, "and so does Pause");
    end_storm(storm);
    waitpid(writer, NULL, 0);
    close(fds[0]);
    close(fds[1]);
}

/* From now on the signal is counted, and interrupts what waits. */
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
    poll(NULL, 0, 100); /* until then, the storm goes on while P waits */
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
    expect(connfd >= 0 && signals_seen > 0, "Accept waits through a storm");
    close(connfd);
    close(listenfd);

    Sem_init(&sem, 0, 0);
    Sigfillset(&set); /* no signal is for the thread */
    Sigprocmask(SIG_BLOCK, &set, &set);
    Pthread_create(&tid, NULL, post_soon, &sem);
    Sigprocmask(SIG_SETMASK, &set, NULL);
    signals_seen = 0;
    P(&sem);
    expect(sem_trywait(&sem) < 0 && signals_seen > 0,
           "P waits through a storm");
    end_storm(storm);
    Pthread_join(tid, NULL);
    while (waitpid(client, NULL, 0) < 0 && errno == EINTR)
        ;
    sem_destroy(&sem);
}

/* What the handler below prints, and nothing else may come between. */
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

/* Prints so many lines or more, and allocates, while a handler prints. */
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
        Alarm(20); /* SIGALRM ends it, should it wait for itself */
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
           "sio_puts and sio_putl print whole, amid printf and malloc");
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ); /* a line is one write */
    Signal(SIGPIPE, SIG_IGN);
    Alarm(60); /* SIGALRM ends it, should something wait for ever */
    test_reaping();
    test_errno();
    test_loop_signals();
    test_signal();
    test_waiting();
    test_sio();
    printf("1..%d\n", count);
    return failed;
}

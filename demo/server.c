/*
 * server.c - the server that timeline or watch shows: starts it, and ends it
 *
 * server.h says what each function does; this file shows how.
 */
#include "demo/server.h"
#include "chat/deadline.h"
#include <spawn.h>

#define PATIENCE 5000000 /* us until it must listen */
#define GRACE 1000000    /* us from SIGTERM to SIGKILL */

/* The server; 0 if there is none. A signal handler may read it. */
static volatile sig_atomic_t server_pid;
static long long started; /* when it was started, by time_now */

const char *server_model(const char *program)
{
    static const struct {
        const char *name, *model;
    } servers[] = {
        {"echoserveri", "one client at a time"},
        {"echoserverp", "a process for each client"},
        {"echoservert", "a thread for each client"},
        {"echoservert_pre", "a pool of threads"},
        {"echoserver_select", "one thread for all clients"},
        {"chatserver", "one thread for all clients"},
    };
    const char *slash = strrchr(program, '/');
    const char *name = slash != NULL ? slash + 1 : program;

    for (size_t i = 0; i < sizeof(servers) / sizeof(servers[0]); i++)
        if (strcmp(name, servers[i].name) == 0)
            return servers[i].model;
    return "";
}

/* Starting */

/* Returns the address of a port on this machine that was free a moment ago. */
static struct sockaddr_in free_port(void)
{
    struct sockaddr_in addr = {0};
    socklen_t len = sizeof(addr);
    int fd = Socket(AF_INET, SOCK_STREAM, 0);

    addr.sin_family = AF_INET;
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    Bind(fd, (SA *)&addr, sizeof(addr));
    if (getsockname(fd, (SA *)&addr, &len) < 0)
        unix_error("getsockname error");
    Close(fd);
    return addr;
}

/* Returns a copy of arg with port instead of each %p. */
static char *put_port(const char *arg, int port)
{
    char *copy = Malloc(3 * strlen(arg) + 1), *end = copy; /* %p: 5 digits */

    while (*arg != '\0')
        if (strncmp(arg, "%p", 2) == 0) {
            end += sprintf(end, "%d", port);
            arg += 2;
        } else {
            *end++ = *arg++;
        }
    *end = '\0';
    return copy;
}

/* Returns a copy of command with the port in its arguments. */
static char **put_arguments(char *const command[], int port)
{
    size_t n = 1;
    int found = 0;

    for (; command[n] != NULL; n++)
        found |= strstr(command[n], "%p") != NULL;
    char **argv = Calloc(n + 2, sizeof(char *));
    argv[0] = command[0];
    for (size_t i = 1; i < n; i++)
        argv[i] = put_port(command[i], port);
    if (!found)
        argv[n] = put_port("%p", port);
    return argv;
}

/* Starts the process: it leads a process group, and it has the usual signals.
   Returns 0, or the error. */
static int spawn(pid_t *pid, char *const argv[], int outfd, int errfd,
                 const sigset_t *mask)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t usual;

    Sigemptyset(&usual);
    Sigaddset(&usual, SIGPIPE); /* this program ignores them */
    Sigaddset(&usual, SIGXFSZ);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, outfd, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, errfd, STDERR_FILENO);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
                                     O_RDONLY, 0);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP |
                                              POSIX_SPAWN_SETSIGDEF |
                                              POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setsigmask(&attributes, mask);
    int error = posix_spawnp(pid, argv[0], &files, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return error;
}

struct sockaddr_in server_start(const char *myname, char *const command[],
                                int outfd, int errfd)
{
    struct sockaddr_in address = free_port();
    char **argv = put_arguments(command, ntohs(address.sin_port));
    sigset_t all, before;
    pid_t pid = 0;

    Sigfillset(&all);
    Sigprocmask(SIG_BLOCK, &all, &before); /* until server_pid is known */
    int error = spawn(&pid, argv, outfd, errfd, &before);
    if (error == 0)
        server_pid = pid;
    started = time_now();
    Sigprocmask(SIG_SETMASK, &before, NULL);
    if (error != 0) {
        fprintf(stderr, "%s: %s: %s\n", myname, command[0], strerror(error));
        exit(1);
    }
    for (size_t i = 1; argv[i] != NULL; i++)
        Free(argv[i]);
    Free(argv);
    return address;
}

/* Waiting */

/* Returns true if fd is connected to itself. TCP allows that, if the port that
   the kernel picks for the client is the server's port. */
static int connected_to_itself(int fd, const struct sockaddr_in *peer)
{
    struct sockaddr_in own;
    socklen_t len = sizeof(own);

    return getsockname(fd, (SA *)&own, &len) == 0 &&
           own.sin_port == peer->sin_port;
}

static int listens(const struct sockaddr_in *address)
{
    int fd = Socket(AF_INET, SOCK_STREAM, 0);
    int connected = connect(fd, (const SA *)address, sizeof(*address)) == 0 &&
                    !connected_to_itself(fd, address);

    Close(fd);
    return connected;
}

/* Stores how the server has ended, if it has. It stays a zombie until
   server_stop, so that no other process gets its id. */
static int has_ended(siginfo_t *how)
{
    how->si_pid = 0;
    return server_pid > 0 &&
           waitid(P_PID, server_pid, how, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           how->si_pid != 0;
}

int server_try(const struct sockaddr_in *address)
{
    siginfo_t how;

    if (has_ended(&how) || time_now() > started + PATIENCE)
        return -1; /* even if another program listens there now */
    if (listens(address))
        return 1;
    poll(NULL, 0, 10);
    return 0;
}

int server_ended(char *why, size_t size)
{
    siginfo_t how;

    if (!has_ended(&how))
        return 0;
    if (how.si_code == CLD_EXITED)
        snprintf(why, size, "exited with status %d", how.si_status);
    else
        snprintf(why, size, "was killed by signal %d (%s)", how.si_status,
                 strsignal(how.si_status));
    return 1;
}

/* Ending */

static void kill_all(void)
{
    if (server_pid > 0)
        kill(-server_pid, SIGKILL); /* and its children: it leads a group */
}

void server_stop(void)
{
    pid_t pid = server_pid;
    long long end = time_now() + GRACE;
    siginfo_t how;

    if (pid <= 0)
        return;
    kill(-pid, SIGTERM);
    while (!has_ended(&how) && time_now() < end)
        poll(NULL, 0, 10);
    kill_all();
    server_pid = 0; /* once it is reaped, another process may get this id */
    waitpid(pid, NULL, 0);
}

static void end_handler(int signum)
{
    kill_all();
    _exit(128 + signum);
}

void server_guard(void)
{
    if (atexit(server_stop) != 0)
        app_error("atexit error");
    Signal(SIGINT, end_handler);
    Signal(SIGTERM, end_handler);
    Signal(SIGHUP, end_handler);
    Signal(SIGQUIT, end_handler);
}

/* The census */

/* Counts a process if it is one of the server's, and not the zombie that is
   kept of the first one (see has_ended). Its stat has a line: the id, the name
   in parentheses, the state, and the numbers of proc(5). */
static void count(const char *pid, census_t *census)
{
    char name[64], line[1024], state;
    int group, threads;

    snprintf(name, sizeof(name), "/proc/%s/stat", pid);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, line, sizeof(line) - 1);
    if (fd >= 0)
        close(fd);
    if (n <= 0)
        return; /* it has just ended */
    line[n] = '\0';
    const char *rest = strrchr(line, ')'); /* the name may contain others */
    if (rest == NULL ||
        sscanf(rest,
               ") %c %*d %d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d "
               "%*d %*d %d",
               &state, &group, &threads) != 3 ||
        group != server_pid || (state == 'Z' && atoi(pid) == server_pid))
        return;
    census->processes++;
    if (state == 'Z')
        census->zombies++;
    else
        census->threads += threads;
}

int server_census(census_t *census)
{
    struct dirent *entry;
    char name[64];
    DIR *dir = opendir("/proc");

    *census = (census_t){0};
    if (dir == NULL)
        return -1;
    while ((entry = readdir(dir)) != NULL)
        if (isdigit((unsigned char)entry->d_name[0]))
            count(entry->d_name, census);
    closedir(dir);

    snprintf(name, sizeof(name), "/proc/%d/fd", (int)server_pid);
    dir = opendir(name);
    while (dir != NULL && (entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.')
            census->descriptors++;
    if (dir != NULL)
        closedir(dir);
    return census->processes > 0 ? 0 : -1;
}

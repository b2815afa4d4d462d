/*
 * run_program.c - probe run, stat, idle: runs an untrusted program, leaves
 *                 nothing of it behind, and reports which resources it uses
 *
 * The resources of the program are limited before it starts. When it has ended,
 * or must end, all its processes are killed. If root runs the probe, these are
 * all processes of the user ID that was made up for the program. Otherwise they
 * are all processes in the session of the program, and all descendants of the
 * probe. On Linux, a process whose parent has ended becomes a child of the
 * probe, so none can escape. On other systems, a process escapes if it begins
 * a session of its own (setsid) and its parent has ended.
 *
 * What is known about other processes comes from /proc, where there is one.
 * Elsewhere it comes from ps and netstat, which know less.
 */
#define _DEFAULT_SOURCE /* setgroups and syscall are not in POSIX */
#include "probe.h"

#include <grp.h>
#include <pwd.h>
#include <sys/resource.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#endif

enum {
    FIRST_PORT = 10000, /* below the kernel's ephemeral ports */
    LAST_PORT = 29999,
    MEMORY_KB = 1024 * 1024,
    FILE_BYTES = 64 * 1024 * 1024,
    CPU_SECONDS = 60,
    PROCESSES = 500,
    OTHERS = 1500, /* processes of other tests, if they have the same user */
    DESCRIPTORS = 4096
};

typedef struct {
    const char *ready;  /* -r: FIFO that gets a line when it listens */
    const char *ended;  /* -e: file that gets words for how it ended */
    const char *output; /* -o: file for its stdout; NULL: our stdout */
    long descriptors, processes, megabytes, seconds;
    long grace;  /* -g: seconds between SIGTERM and SIGKILL */
    long opened; /* how many descriptors it had when it began to listen */
    int forward; /* -w: pass signals on, and exit with its exit status */
    int trusted; /* -x: it keeps its user, and has no limit but -t */
    int port, lockfd;
    int failfd;       /* the child writes errno there if exec fails */
    int stdinfd;      /* without -w: its standard input, which is silent */
    uid_t uid;        /* the user ID made up for the program, or 0 */
    struct stat home; /* the current folder, before it belonged to uid */
    pid_t pid;        /* 0 when it has ended */
    pid_t session; /* its processes are in this session, unless they leave it */
} run_t;

static volatile sig_atomic_t told_to_stop;

static void stop_handler(int sig)
{
    told_to_stop = sig;
}

static void wake_handler(int sig)
{
    (void)sig; /* the signal itself ends the pselect in doze */
}

/* The resources of processes */

typedef struct {
    pid_t pid, parent;
    char state;      /* Z for a zombie; ps tells no other state */
    long threads;    /* 0 without /proc */
    long long ticks; /* of processor time, with that of reaped children */
    int wanted;      /* it is one of the descendants that are looked for */
} process_t;

/* Returns true if there is such a process, be it a zombie. */
static int exists(pid_t pid)
{
    return pid > 0 && (kill(pid, 0) == 0 || errno != ESRCH);
}

static int has_proc(void)
{
    return access("/proc/self/stat", R_OK) == 0;
}

/* Reads /proc/PID/stat. Returns 0, or -1 if it cannot be read. */
static int read_process(const char *pid, process_t *pp)
{
    char path[64], line[1024], *p;
    FILE *file;
    int parent;
    long user, system, childuser, childsystem;

    snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
    file = fopen(path, "r");
    if (file == NULL)
        return -1;
    p = fgets(line, sizeof(line), file);
    fclose(file);
    if (p == NULL || (p = strrchr(line, ')')) == NULL)
        return -1; /* the last ')': the name before it may contain any byte */
    if (sscanf(p,
               ") %c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld %ld %ld"
               " %*d %*d %ld",
               &pp->state, &parent, &user, &system, &childuser, &childsystem,
               &pp->threads) != 7)
        return -1;
    pp->pid = atoi(pid);
    pp->parent = parent;
    pp->ticks = (long long)user + system + childuser + childsystem;
    pp->wanted = 0;
    return 0;
}

/* Appends a process to the n that are in *list. */
static void append(process_t **list, size_t n, const process_t *pp)
{
    if (n % 256 == 0)
        *list = Realloc(*list, (n + 256) * sizeof(**list));
    (*list)[n] = *pp;
}

/* Starts a command of this system, and returns what it prints. */
static FILE *open_command(const char *command)
{
    /* NOLINTNEXTLINE(cert-env33-c): these commands are fixed texts */
    FILE *out = popen(command, "r");

    if (out == NULL)
        broken(command);
    return out;
}

static void close_command(FILE *out, const char *command)
{
    int status = pclose(out);

    if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
        errno = ENOENT; /* the shell has not found it */
        broken(command);
    }
}

/* Lists all processes by ps. POSIX calls a zombie "defunct" there. */
static size_t ask_ps(process_t **list)
{
    static const char command[] = "ps -A -o pid= -o ppid= -o args=";
    FILE *ps = open_command(command);
    char *line = NULL;
    size_t size = 0, n = 0;
    long pid, parent;

    while (getline(&line, &size, ps) > 0)
        if (sscanf(line, "%ld %ld", &pid, &parent) == 2) {
            process_t process = {.pid = pid, .parent = parent, .state = '?'};

            if (strstr(line, "<defunct>") != NULL)
                process.state = 'Z';
            append(list, n++, &process);
        }
    free(line);
    close_command(ps, command);
    return n;
}

/* Lists all processes. Returns how many; the caller frees *list. */
static size_t list_processes(process_t **list)
{
    DIR *proc;
    struct dirent *entry;
    process_t process;
    size_t n = 0;

    *list = NULL;
    if (!has_proc())
        return ask_ps(list);
    proc = opendir("/proc");
    while (proc != NULL && (entry = readdir(proc)) != NULL)
        if (isdigit((unsigned char)entry->d_name[0]) &&
            read_process(entry->d_name, &process) == 0)
            append(list, n++, &process);
    if (proc != NULL)
        closedir(proc);
    return n;
}

/*
 * Finds the descendants of root, and the processes of a session (0: of none).
 * Returns how many; the caller frees *list. A process that has ended since the
 * list was made is left out. One of these is ps, which lists itself, too.
 */
static size_t find_descendants(pid_t root, pid_t session, process_t **list)
{
    process_t *all;
    size_t n = list_processes(&all), kept = 0;
    int found;

    for (size_t i = 0; i < n; i++)
        all[i].wanted = (all[i].parent == root ||
                         (session != 0 && getsid(all[i].pid) == session)) &&
                        exists(all[i].pid);
    do { /* usually twice, as most parents come before their children */
        found = 0;
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; !all[i].wanted && j < n; j++)
                if (all[j].wanted && all[j].pid == all[i].parent)
                    found = all[i].wanted = 1;
    } while (found);
    for (size_t i = 0; i < n; i++)
        if (all[i].wanted)
            all[kept++] = all[i];
    *list = all;
    return kept;
}

/* Returns a process's resident memory without file mappings, in kilobytes. */
static long anonymous_memory(pid_t pid)
{
    char path[64], line[256];
    FILE *file;
    long kb = 0;

    snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
    file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof(line), file) != NULL)
        if (sscanf(line, "RssAnon: %ld", &kb) == 1)
            break;
    if (file != NULL)
        fclose(file);
    return kb;
}

static long count_descriptors(pid_t pid)
{
    char path[64];
    DIR *dir;
    long n = 0;

    snprintf(path, sizeof(path), "/proc/%ld/fd", (long)pid);
    dir = opendir(path);
    if (dir == NULL)
        return -1;
    while (readdir(dir) != NULL)
        n++;
    closedir(dir);
    return n - 2; /* . and .. */
}

typedef struct {
    long fds, threads, children, zombies, memory, cpu;
} usage_t;

/*
 * Fills *up for pid and its descendants: memory in kilobytes, processor time in
 * milliseconds. Descriptors and threads are those of pid alone. Without /proc,
 * only children and zombies are known; the others become -1. Returns 0, or -1
 * if there is no such process.
 */
static int get_usage(pid_t pid, usage_t *up)
{
    char name[24];
    process_t self, *list;
    size_t n;

    *up = (usage_t){-1, -1, 0, 0, -1, -1};
    if (!exists(pid))
        return -1;
    n = find_descendants(pid, 0, &list);
    for (size_t i = 0; i < n; i++)
        if (list[i].state == 'Z')
            up->zombies++;
        else
            up->children++;
    snprintf(name, sizeof(name), "%ld", (long)pid);
    if (read_process(name, &self) == 0) {
        long long ticks = self.ticks;

        up->fds = count_descriptors(pid);
        up->threads = self.threads;
        up->memory = anonymous_memory(pid);
        for (size_t i = 0; i < n; i++) {
            up->memory += anonymous_memory(list[i].pid);
            ticks += list[i].ticks;
        }
        up->cpu = ticks * 1000 / sysconf(_SC_CLK_TCK);
    }
    free(list);
    return 0;
}

int stat_main(int argc, char **argv)
{
    usage_t usage;

    if (argc != 2 && argc != 3) {
        fprintf(stderr, "usage: probe stat PID [WHAT]\n");
        return BROKEN;
    }
    if (get_usage(atol(argv[1]), &usage) < 0)
        return FAILED;
    const struct {
        const char *name;
        long value;
    } what[] = {{"fds", usage.fds},           {"threads", usage.threads},
                {"children", usage.children}, {"zombies", usage.zombies},
                {"memory", usage.memory},     {"cpu", usage.cpu}};

    for (size_t i = 0; i < sizeof(what) / sizeof(what[0]); i++) {
        if (what[i].value < 0) /* it is not known */
            continue;
        if (argc == 2)
            printf("%s %ld\n", what[i].name, what[i].value);
        else if (strcmp(argv[2], what[i].name) == 0)
            printf("%ld\n", what[i].value);
    }
    return PASSED;
}

/*
 * A process that waits in a busy loop gets a tenth of a processor or more, even
 * if other programs run at the same time.
 */
int idle_main(int argc, char **argv)
{
    pid_t pid = argc == 2 ? atol(argv[1]) : 0;
    usage_t before, after;
    long long start = now_ms(), elapsed;

    if (!has_proc()) {
        fprintf(stderr, "probe: idle: needs /proc\n");
        return BROKEN;
    }
    if (get_usage(pid, &before) < 0)
        return FAILED;
    poll(NULL, 0, 500);
    elapsed = now_ms() - start;
    if (get_usage(pid, &after) < 0)
        return FAILED;
    if ((after.cpu - before.cpu) * 10 < elapsed)
        return PASSED;
    printf("it used %ld ms of processor time in %lld ms\n",
           after.cpu - before.cpu, elapsed);
    return FAILED;
}

/* The program's port */

static int open_on_port(int type, int port)
{
    struct sockaddr_in addr;
    int fd = socket(AF_INET, type, 0);

    if (fd < 0)
        broken("socket");
    memset(&addr, 0, sizeof(addr));
    addr.sin_family = AF_INET;
    addr.sin_addr.s_addr = htonl(INADDR_ANY);
    addr.sin_port = htons(port);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    if (bind(fd, (SA *)&addr, sizeof(addr)) == 0)
        return fd;
    close(fd);
    return -1;
}

/*
 * Picks a free port for the program, without connections in TIME_WAIT, as the
 * program may not set SO_REUSEADDR. The probe keeps the UDP port of the same
 * number until it ends. Other probes find that port in use, and pick another.
 */
static void pick_port(run_t *rp)
{
    int span = LAST_PORT - FIRST_PORT + 1, fd;

    for (int i = 0, start = getpid() * 7 % span; i < span; i++) {
        rp->port = FIRST_PORT + (start + i) % span;
        rp->lockfd = open_on_port(SOCK_DGRAM, rp->port);
        if (rp->lockfd < 0)
            continue;
        fd = open_on_port(SOCK_STREAM, rp->port);
        if (fd >= 0) {
            close(fd);
            return;
        }
        close(rp->lockfd);
    }
    broken("no port is free");
}

/* Prints a free port. No other probe picks it until this one is killed. */
int port_main(int argc, char **argv)
{
    run_t run;

    (void)argc, (void)argv;
    pick_port(&run);
    printf("%d\n", run.port);
    fclose(stdout);
    pause();
    return PASSED;
}

/*
 * Returns 1 if this table of the kernel has a socket that listens on port, 0 if
 * it has none, and -1 if there is no such table. Sockets that listen come
 * first. The loop stops after them: there may be 100,000 old connections. The
 * kernel needs much time for so many lines. So each read asks for about one.
 */
static int table_has_listener(const char *path, int port)
{
    char line[512], buffer[150];
    FILE *file = fopen(path, "r");
    unsigned found, state;
    int has = 0;

    if (file == NULL)
        return -1;
    setvbuf(file, buffer, _IOFBF, sizeof(buffer));
    while (!has && fgets(line, sizeof(line), file) != NULL) {
        if (sscanf(line, " %*d: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x", &found,
                   &state) != 2)
            continue; /* the heading */
        if (state != 0x0a)
            break;
        has = (int)found == port;
    }
    fclose(file);
    return has;
}

/*
 * The same by netstat, which macOS and every BSD have. A call of connect would
 * tell it, too, but the program would then have a client that no test expects.
 */
static int netstat_has_listener(int port)
{
    static const char command[] = "netstat -an";
    FILE *netstat = open_command(command);
    char line[512], protocol[16], local[64], state[16], *end;
    int has = 0;

    while (fgets(line, sizeof(line), netstat) != NULL) {
        if (sscanf(line, "%15s %*s %*s %63s %*s %15s", protocol, local,
                   state) != 3 ||
            strncmp(protocol, "tcp", 3) != 0 || strcmp(state, "LISTEN") != 0)
            continue;
        end = local + strlen(local); /* *.80 or ::1.80; Linux: 0.0.0.0:80 */
        while (end > local && isdigit((unsigned char)end[-1]))
            end--;
        has = has || atoi(end) == port;
    }
    close_command(netstat, command);
    return has;
}

/* Returns true if a socket listens on port. */
static int has_listener(int port)
{
    int v4 = table_has_listener("/proc/net/tcp", port);

    if (v4 < 0)
        return netstat_has_listener(port);
    return v4 || table_has_listener("/proc/net/tcp6", port) == 1;
}

/* Starting */

/*
 * If TEST_GROUP is set, this is the group of the program: class.sh lets only
 * this group enter the folder with the submission.
 */
static int become(uid_t uid)
{
    const char *group = getenv("TEST_GROUP");
    gid_t gid = group != NULL ? (gid_t)atol(group) : (gid_t)uid;

    return setgroups(0, NULL) == 0 && setgid(gid) == 0 && setuid(uid) == 0 &&
           getuid() == uid && geteuid() == uid;
}

/* Returns true if this process may become uid, and uid may run program. */
static int can_become(uid_t uid, const char *program)
{
    int status;
    pid_t pid = fork();

    if (pid == 0)
        _exit(!(become(uid) && access(program, X_OK) == 0));
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

/*
 * Returns a user ID that no user has and that this process may become, or 0. It
 * differs for each port. The first try is above the user IDs that LDAP and the
 * like assign. The second is within the range of user IDs that a container has.
 */
static uid_t make_up_user(int port, const char *program)
{
    const uid_t uids[] = {2100000000 + (uid_t)port, 30000 + (uid_t)port};

    for (int i = 0; i < 2; i++)
        if (getpwuid(uids[i]) == NULL && can_become(uids[i], program))
            return uids[i];
    return 0;
}

/*
 * Counts the processes of this user. Without /proc, the system is hardly Linux,
 * and RLIMIT_NPROC counts processes, not threads.
 */
static long count_own_processes(void)
{
    char command[64], line[64];
    FILE *ps;
    long processes = 0;

    snprintf(command, sizeof(command), "ps -U %ld -o pid=", (long)getuid());
    ps = open_command(command);
    while (fgets(line, sizeof(line), ps) != NULL)
        processes++;
    close_command(ps, command);
    return processes;
}

/*
 * Counts what RLIMIT_NPROC counts for this user: on Linux, the threads of all
 * processes.
 */
static long count_own_threads(void)
{
    process_t *list;
    size_t n;
    long threads = 0;

    if (!has_proc())
        return count_own_processes();
    n = list_processes(&list);
    for (size_t i = 0; i < n; i++) {
        char path[64];
        struct stat st;

        snprintf(path, sizeof(path), "/proc/%ld", (long)list[i].pid);
        if (stat(path, &st) == 0 && st.st_uid == getuid())
            threads += list[i].threads;
    }
    free(list);
    return threads;
}

/*
 * Returns how many other processes count towards the limit of the program. If
 * the limit is the usual one, this includes room for what other tests start
 * meanwhile.
 */
static long count_others(const run_t *rp)
{
    return count_own_threads() + (rp->processes == PROCESSES ? OTHERS : 0);
}

#ifdef SYS_unshare

/* Returns true if RLIMIT_NPROC counts per user namespace: since Linux 5.14. */
static int counts_by_namespace(void)
{
    struct utsname name;
    int major, minor;

    return uname(&name) >= 0 &&
           sscanf(name.release, "%d.%d", &major, &minor) == 2 &&
           (major > 5 || (major == 5 && minor >= 14));
}

/*
 * Moves this process into a user namespace of its own. There only this process
 * and its descendants count towards RLIMIT_NPROC, and not the other processes
 * of the user. Returns 1, or 0 if the system does not allow it.
 */
static int count_alone(void)
{
    enum { NEW_USER = 0x10000000 }; /* CLONE_NEWUSER in Linux's sched.h */
    static const char *files[] = {"setgroups", "uid_map", "gid_map"};
    char texts[3][64] = {"deny"};

    snprintf(texts[1], sizeof(texts[1]), "%ld %ld 1", (long)getuid(),
             (long)getuid());
    snprintf(texts[2], sizeof(texts[2]), "%ld %ld 1", (long)getgid(),
             (long)getgid());
    if (!has_proc() || !counts_by_namespace() ||
        syscall(SYS_unshare, NEW_USER) < 0)
        return 0;
    for (int i = 0; i < 3; i++) { /* its user and group IDs stay the same */
        char path[64];
        int fd;

        snprintf(path, sizeof(path), "/proc/self/%s", files[i]);
        fd = open(path, O_WRONLY);
        if (fd >= 0) {
            rio_writen(fd, texts[i], strlen(texts[i]));
            close(fd);
        }
    }
    return 1;
}

#else

static int count_alone(void)
{
    return 0;
}

#endif

static void limit(int resource, rlim_t most)
{
    struct rlimit old, new;

    if (getrlimit(resource, &old) < 0)
        broken("getrlimit");
    new.rlim_cur = new.rlim_max =
        old.rlim_max == RLIM_INFINITY || most < old.rlim_max ? most
                                                             : old.rlim_max;
    if (setrlimit(resource, &new) < 0)
        broken("setrlimit");
}

/* Called in the child: executes the program. */
CSAPP_NORETURN static void execute(const run_t *rp, char **argv)
{
    sigset_t none;

    Signal(SIGPIPE, SIG_DFL); /* the probe ignores it; the program must not */
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
#ifdef PR_SET_PDEATHSIG
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* it ends even if it kills the probe */
#endif
    execv(argv[0], argv);
    rio_writen(rp->failfd, &errno, sizeof(errno));
    _exit(127);
}

/* Called in the child: sets the limits, and executes the program. */
CSAPP_NORETURN static void become_program(const run_t *rp, char **argv)
{
    int fd;

    setsid();
    if (!rp->forward && dup2(rp->stdinfd, STDIN_FILENO) < 0)
        broken("stdin");
    if (rp->output != NULL) {
        close(STDOUT_FILENO);
        if (strcmp(rp->output, "closed") != 0) {
            fd = Open(rp->output, O_WRONLY, 0);
            if (fd != STDOUT_FILENO)
                Dup2(fd, STDOUT_FILENO);
        }
    }
    for (fd = 3; fd < 64; fd++) /* those that the shell has left open */
        if (fd != rp->failfd)
            close(fd);
    limit(RLIMIT_CORE, 0);
    if (rp->trusted) {
        Signal(SIGHUP, SIG_DFL); /* nohup ignores it, end_in_grace sends it */
        Signal(SIGINT, SIG_DFL); /* a shell ignores it in the background */
        execute(rp, argv);
    }
    limit(RLIMIT_CPU, CPU_SECONDS);
    limit(RLIMIT_FSIZE, FILE_BYTES);
    limit(RLIMIT_NOFILE, rp->descriptors);
    if (rp->megabytes > 0)
        limit(RLIMIT_AS, (rlim_t)rp->megabytes << 20);
#ifdef RLIMIT_NPROC
    limit(RLIMIT_NPROC,
          rp->processes +
              (rp->uid == 0 && !count_alone() ? count_others(rp) : 0));
#endif
    if (rp->uid != 0 && !become(rp->uid))
        broken("setuid");
    execute(rp, argv);
}

/* Forks, and executes the program in the child. Sets *why if that fails. */
static void start_program(run_t *rp, char **argv, const char **why)
{
    static char words[128];
    int fds[2], silent[2], error;

    if (pipe(fds) < 0 || fcntl(fds[1], F_SETFD, FD_CLOEXEC) < 0 ||
        pipe(silent) < 0) /* nobody writes to it, and it stays open */
        broken("pipe");
    rp->failfd = fds[1];
    rp->stdinfd = silent[0];
    rp->pid = fork();
    if (rp->pid < 0)
        broken("fork");
    if (rp->pid == 0)
        become_program(rp, argv);
    rp->session = rp->pid;
    close(fds[1]); /* exec closes the child's copy: then EOF comes */
    if (rio_readn(fds[0], &error, sizeof(error)) == sizeof(error)) {
        snprintf(words, sizeof(words), "it cannot be run: %s", strerror(error));
        *why = words;
    }
    close(fds[0]);
}

/* Ending */

/* Kills every process of the program's own user ID, in one system call. */
static void kill_user(uid_t uid)
{
    pid_t pid = fork();

    if (pid == 0) {
        if (uid != 0 && become(uid))
            kill(-1, SIGKILL); /* all of the user's processes but this one */
        _exit(0);
    }
    if (pid > 0)
        waitpid(pid, NULL, 0);
}

/* Returns true if one of the n processes in list has this ID. */
static int is_in(const process_t *list, size_t n, pid_t pid)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].pid == pid)
            return 1;
    return 0;
}

/*
 * Kills all processes of the program. It stops all of them before it kills the
 * first: a stopped process still counts towards the limit of processes, so a
 * program that forks without end cannot replace it by a new one. All are
 * stopped when it finds no process that it has not stopped before, and none
 * that runs again because another one has sent SIGCONT (ps does not tell that).
 * It gives up after ten seconds.
 */
static void kill_descendants(const run_t *rp)
{
    process_t *list = NULL;
    size_t n = 0;
    long long end = now_ms() + 10000;
    int more;

    do {
        process_t *stopped = list;
        size_t nstopped = n;

        more = 0;
        n = find_descendants(getpid(), rp->session, &list);
        for (size_t i = 0; i < n; i++)
            if ((!is_in(stopped, nstopped, list[i].pid) ||
                 strchr("RS", list[i].state) != NULL) &&
                kill(list[i].pid, SIGSTOP) == 0)
                more = 1;
        free(stopped);
    } while (more && now_ms() < end);
    for (size_t i = 0; i < n; i++)
        kill(list[i].pid, SIGKILL);
    free(list);
}

/* Removes the files of a user from the folders where every user may write. */
static void remove_files(uid_t uid)
{
    static const char *shared[] = {"/tmp", "/var/tmp", "/dev/shm"};

    for (int i = 0; i < 3; i++) {
        DIR *dir = opendir(shared[i]);
        struct dirent *entry;

        while (dir != NULL && (entry = readdir(dir)) != NULL) {
            char path[512];
            struct stat st;
            pid_t pid;

            snprintf(path, sizeof(path), "%s/%s", shared[i], entry->d_name);
            if (lstat(path, &st) < 0 || st.st_uid != uid)
                continue;
            pid = fork();
            if (pid == 0) {
                execlp("rm", "rm", "-rf", path, (char *)NULL);
                _exit(127);
            }
            if (pid > 0)
                waitpid(pid, NULL, 0);
        }
        if (dir != NULL)
            closedir(dir);
    }
}

/* Waits until no descendant is left, for at most ms milliseconds. */
static void reap_all(long ms)
{
    long long limit_ms = now_ms() + ms;
    pid_t pid;

    while (((pid = waitpid(-1, NULL, WNOHANG)) >= 0 || errno == EINTR) &&
           now_ms() < limit_ms)
        if (pid == 0)
            poll(NULL, 0, 1);
}

/*
 * Waits until the program has closed the connections of clients that left, and
 * then ends it and its children by SIGTERM. At that signal, some tools look for
 * memory and descriptors that it has lost. SIGHUP also ends each probe that a
 * trusted program has started.
 */
static void end_in_grace(const run_t *rp)
{
    long long limit_ms = now_ms() + rp->grace * 1000;

    while (rp->opened > 0 && count_descriptors(rp->pid) > rp->opened &&
           now_ms() < limit_ms)
        poll(NULL, 0, 5);
    kill(-rp->pid, rp->trusted ? SIGHUP : SIGTERM);
    reap_all(rp->grace * 1000);
}

static void end_program(run_t *rp)
{
    if (rp->pid > 0 && rp->grace > 0)
        end_in_grace(rp);
    if (rp->uid != 0)
        kill_user(rp->uid);
    else
        kill_descendants(rp);
    if (rp->pid > 0)
        kill(-rp->pid, SIGKILL);
    reap_all(10000);
    if (rp->uid == 0)
        return;
    /* Gives the folder back first: if it is in /tmp, it must not be removed. */
    if (chown(".", rp->home.st_uid, rp->home.st_gid) < 0)
        broken("chown");
    remove_files(rp->uid);
}

/* Returns words for how a program ended. */
static const char *ending(int status)
{
    static char words[128];

    if (WIFEXITED(status))
        snprintf(words, sizeof(words), "it exited with status %d",
                 WEXITSTATUS(status));
    else
        snprintf(words, sizeof(words), "it was killed by signal %d (%s)",
                 WTERMSIG(status), strsignal(WTERMSIG(status)));
    return words;
}

/* Sleeps for ms milliseconds, or until a child ends or a signal comes. */
static void doze(int ms)
{
    struct timespec ts = {ms / 1000, ms % 1000 * 1000000L};
    sigset_t none;

    sigemptyset(&none);
    pselect(0, NULL, NULL, NULL, &ts, &none);
}

/* Writes words to a file, or to a FIFO as soon as a process reads from it. */
static void tell(const char *path, int flags, const char *words)
{
    int fd;

    if (path == NULL)
        return;
    while ((fd = open(path, O_WRONLY | flags, 0644)) < 0) {
        if (errno != ENXIO && errno != EINTR)
            broken(path);
        if (told_to_stop)
            return;
        doze(2); /* no process reads from the FIFO yet */
    }
    rio_writen(fd, words, strlen(words));
    close(fd);
}

/*
 * Returns the milliseconds within which a server has to listen: TEST_LIMIT (in
 * seconds) as for an answer, but 5,000 at least.
 */
static long long silence(void)
{
    const char *seconds = getenv("TEST_LIMIT");
    long n = seconds != NULL ? atol(seconds) : 10;

    return n > 5 ? n * 1000LL : 5000;
}

/*
 * Reads the line that tell writes to a FIFO. It does not wait for ever: the
 * probe that should write the line may have been killed.
 */
int hear_main(int argc, char **argv)
{
    long long end = now_ms() + silence() + 5000;
    char line[64];
    ssize_t n;
    int fd;

    if (argc != 2 || (fd = open(argv[1], O_RDONLY | O_NONBLOCK)) < 0) {
        fprintf(stderr, "usage: probe hear FIFO\n");
        return BROKEN;
    }
    while ((n = read(fd, line, sizeof(line))) <= 0 && now_ms() < end)
        poll(NULL, 0, 2);
    close(fd);
    if (n <= 0)
        puts("lost");
    else
        fwrite(line, 1, (size_t)n, stdout); /* all of it: tell writes once */
    return PASSED;
}

/*
 * Watches the program until it ends, or must be ended. Returns its wait status
 * if it has ended, and otherwise -1. Then *why is set if the program exceeded a
 * limit, and not set if a signal ends the probe, or its parent has ended.
 */
static int watch(run_t *rp, const char **why)
{
    long long start = now_ms(), check = start + 200;
    int status, pause = 5; /* ms: to look for a listener costs time */
    char words[64];
    pid_t parent = getppid();

    while (1) {
        pid_t pid;

        doze(rp->ready != NULL ? pause : 100);
        if (pause < 100)
            pause += pause / 2;
        while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
            if (pid == rp->pid)
                return status;
        if (getppid() != parent || told_to_stop == SIGHUP ||
            (told_to_stop && !rp->forward))
            return -1;      /* our parent has ended, or a signal ends us */
        if (told_to_stop) { /* -w: how the program ends is for our caller */
            kill(rp->pid, told_to_stop);
            told_to_stop = 0;
        }
        if (now_ms() - start > rp->seconds * 1000) {
            *why = "it was still running at the end of its time";
            return -1;
        }
        if (rp->ready != NULL && has_listener(rp->port)) {
            rp->opened =
                count_descriptors(rp->pid); /* no client knows the port yet */
            snprintf(words, sizeof(words), "%d %ld\n", rp->port, (long)rp->pid);
            tell(rp->ready, O_NONBLOCK, words);
            rp->ready = NULL;
        } else if (rp->ready != NULL && now_ms() - start > silence()) {
            tell(rp->ready, O_NONBLOCK, "silent\n");
            rp->ready = NULL;
        }
        if (!rp->trusted && has_proc() && now_ms() > check) {
            usage_t usage;
            long long before = now_ms();

            if (get_usage(rp->pid, &usage) == 0 && usage.memory > MEMORY_KB) {
                *why = "it used more than 1 GiB of memory";
                return -1;
            }
            check = now_ms() + 200 + 10 * (now_ms() - before);
        }
    }
}

static long number(const char *arg)
{
    char *end;
    long n = strtol(arg, &end, 10);

    if (!isdigit((unsigned char)*arg) || *end != '\0') {
        fprintf(stderr, "probe: run: %s: not a number\n", arg);
        exit(BROKEN);
    }
    return n;
}

static void parse_options(run_t *rp, int argc, char **argv)
{
    int option;

    while ((option = getopt(argc, argv, "+d:e:g:m:o:p:r:t:u:wx")) != -1)
        switch (option) {
        case 'd':
            rp->descriptors = number(optarg);
            break;
        case 'e':
            rp->ended = optarg;
            break;
        case 'g':
            rp->grace = number(optarg);
            break;
        case 'm':
            rp->megabytes = number(optarg);
            break;
        case 'o':
            rp->output = optarg;
            break;
        case 'p':
            rp->port = number(optarg);
            break;
        case 'r':
            rp->ready = optarg;
            break;
        case 't':
            rp->seconds = number(optarg);
            break;
        case 'u':
            rp->processes = number(optarg);
            break;
        case 'w':
            rp->forward = 1;
            break;
        case 'x':
            rp->trusted = 1;
            break;
        default:
            exit(BROKEN);
        }
    if (optind == argc) {
        fprintf(stderr, "probe: run: which program?\n");
        exit(BROKEN);
    }
}

/* Returns argument, in which port replaces %p, if it contains that. */
static char *with_port(char *argument, int port)
{
    char *place = strstr(argument, "%p"), *text;
    size_t size = strlen(argument) + 8; /* room for the port */

    if (place == NULL)
        return argument;
    text = Malloc(size);
    snprintf(text, size, "%.*s%d%s", (int)(place - argument), argument, port,
             place + 2);
    return text;
}

int run_main(int argc, char **argv)
{
    run_t run = {.descriptors = DESCRIPTORS,
                 .processes = PROCESSES,
                 .seconds = 120,
                 .lockfd = -1};
    const char *why = NULL;
    sigset_t watched;
    int status;

    parse_options(&run, argc, argv);
    argv += optind;
#ifdef PR_SET_CHILD_SUBREAPER
    prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
    if (run.port == 0)
        pick_port(&run);
    for (int i = 1; argv[i] != NULL; i++)
        argv[i] = with_port(argv[i], run.port);
    if (stat(".", &run.home) < 0)
        broken("stat");
    if (geteuid() == 0 && !run.trusted)
        run.uid = make_up_user(run.port, argv[0]);
    if (run.uid != 0 && chown(".", run.uid, run.uid) < 0)
        broken("chown");

    /* Signals arrive only in doze, so none is missed just before it sleeps. */
    sigemptyset(&watched);
    sigaddset(&watched, SIGCHLD);
    sigaddset(&watched, SIGTERM);
    sigaddset(&watched, SIGINT);
    sigaddset(&watched, SIGHUP);
    sigprocmask(SIG_BLOCK, &watched, NULL);
    Signal(SIGCHLD, wake_handler);
    Signal(SIGTERM, stop_handler);
    Signal(SIGINT, stop_handler);
    Signal(SIGHUP, stop_handler);

    start_program(&run, argv, &why);
    status = why == NULL ? watch(&run, &why) : -1;
    if (status >= 0) {
        run.pid = 0;
        why = ending(status);
    }
    end_program(&run);
    if (why != NULL) {
        tell(run.ended, O_CREAT | O_TRUNC, why);
        tell(run.ready, O_NONBLOCK, "ended\n"); /* NULL if it has listened */
    }
    if (!run.forward)
        return PASSED;
    if (status < 0)
        return 255;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

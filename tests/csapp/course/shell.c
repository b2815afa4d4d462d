/*
 * shell.c - a small shell with job control
 *
 * Shows how a shell starts each program in a process group of its own, handles
 * SIGCHLD when a program ends or stops, and waits for the job in the
 * foreground. No signal is lost between the check and the sleep: signals are
 * blocked while main reads the list of jobs, and Sigsuspend unblocks them and
 * sleeps in one step.
 *
 * The shell does not use stdio: it is not safe in a handler, and a child that
 * exits would write its copy of the buffers once more.
 *
 * Run:   ./shell     then   /bin/sleep 60 &   jobs   fg %1   bg %1   kill %1
 *        quit        Programs are called by their path. Ctrl-C and Ctrl-Z go
 *        to the job in the foreground, Ctrl-\ ends the shell. The shell stays
 *        the terminal's foreground group: a job that reads from the terminal is
 *        stopped.
 * Read:  group.c and pending.c before.
 */
#include "csapp.h"

enum { MAXJOBS = 16, MAXARGS = 128 };

enum state { FREE, FOREGROUND, RUNNING, STOPPED };

typedef struct {
    enum state state;
    pid_t pid; /* also the number of its process group */
    char line[128];
} job_t;

static job_t jobs[MAXJOBS];         /* job N is jobs[N - 1] */
static volatile sig_atomic_t typed; /* SIGINT or SIGTSTP, not yet passed on */

static void say_job(const job_t *jp, const char *what)
{
    sio_puts("[");
    sio_putl(jp - jobs + 1);
    sio_puts("] ");
    sio_putl(jp->pid);
    sio_puts(what);
    sio_puts(jp->line);
    sio_puts("\n");
}

static job_t *foreground(void)
{
    for (job_t *jp = jobs; jp < jobs + MAXJOBS; jp++)
        if (jp->state == FOREGROUND)
            return jp;
    return NULL;
}

/* Updates the job of each child that has ended or stopped. */
static void sigchld_handler(int sig)
{
    int olderrno = errno, status;
    pid_t pid;

    (void)sig;
    while ((pid = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0)
        for (job_t *jp = jobs; jp < jobs + MAXJOBS; jp++) {
            if (jp->state == FREE || jp->pid != pid)
                continue;
            if (WIFSTOPPED(status)) {
                jp->state = STOPPED;
                say_job(jp, " stopped: ");
                continue;
            }
            if (WIFSIGNALED(status))
                say_job(jp, " killed: ");
            jp->state = FREE;
        }
    errno = olderrno;
}

/* Handles Ctrl-C and Ctrl-Z: wait_for_foreground passes the signal on. */
static void keyboard_handler(int sig)
{
    typed = sig;
}

static void sigquit_handler(int sig)
{
    (void)sig;
    Sio_error("shell: quit\n");
}

/* Splits a line at blanks. Returns the number of words, without a last &. */
static int split(char *line, char **argv, int *background)
{
    int argc = 0;

    for (char *p = strtok(line, " \t\n"); p != NULL; p = strtok(NULL, " \t\n"))
        if (argc < MAXARGS - 1)
            argv[argc++] = p;
    *background = argc > 0 && strcmp(argv[argc - 1], "&") == 0;
    if (*background)
        argc--;
    argv[argc] = NULL;
    return argc;
}

/* Waits until the foreground job ends or stops. Passes typed on to the job. */
static void wait_for_foreground(const sigset_t *unblocked)
{
    typed = 0;
    while (foreground() != NULL) {
        Sigsuspend(unblocked);
        if (typed && foreground() != NULL)
            Kill(-foreground()->pid, typed);
        typed = 0;
    }
}

static void launch(char **argv, int background, const char *line,
                   const sigset_t *unblocked)
{
    job_t *jp = jobs;

    while (jp < jobs + MAXJOBS && jp->state != FREE)
        jp++;
    if (jp == jobs + MAXJOBS) {
        Sio_puts("shell: too many jobs\n");
        return;
    }
    jp->pid = Fork();
    if (jp->pid == 0) {
        Setpgid(0, 0);
        Sigprocmask(SIG_SETMASK, unblocked, NULL); /* exec keeps the mask */
        Execve(argv[0], argv, environ);
    }
    setpgid(jp->pid, jp->pid); /* the child does it, too; one may fail */
    jp->state = background ? RUNNING : FOREGROUND;
    snprintf(jp->line, sizeof(jp->line), "%.*s", (int)strcspn(line, "\n"),
             line);
    if (background)
        say_job(jp, " ");
    wait_for_foreground(unblocked);
}

static void list_jobs(void)
{
    for (job_t *jp = jobs; jp < jobs + MAXJOBS; jp++)
        if (jp->state != FREE)
            say_job(jp, jp->state == STOPPED ? " stopped: " : " running: ");
}

/* Performs fg, bg or kill on the job %N. */
static void control(const char *command, const char *name,
                    const sigset_t *unblocked)
{
    long n = name != NULL && name[0] == '%' ? strtol(name + 1, NULL, 10) : 0;
    job_t *jp = jobs + n - 1;

    if (n < 1 || n > MAXJOBS || jp->state == FREE) {
        Sio_puts("shell: no such job\n");
        return;
    }
    if (strcmp(command, "kill") == 0)
        Kill(-jp->pid, SIGTERM);
    else
        jp->state = strcmp(command, "fg") == 0 ? FOREGROUND : RUNNING;
    Kill(-jp->pid, SIGCONT);
    wait_for_foreground(unblocked);
}

/* Executes a line. Returns 0 for quit, and otherwise 1. */
static int evaluate(const char *line, const sigset_t *unblocked)
{
    char words[MAXLINE], *argv[MAXARGS];
    int argc, background;

    strcpy(words, line);
    argc = split(words, argv, &background);
    if (argc == 0)
        return 1;
    if (strcmp(argv[0], "quit") == 0)
        return 0;
    if (strcmp(argv[0], "jobs") == 0)
        list_jobs();
    else if (strcmp(argv[0], "fg") == 0 || strcmp(argv[0], "bg") == 0 ||
             strcmp(argv[0], "kill") == 0)
        control(argv[0], argv[1], unblocked);
    else
        launch(argv, background, line, unblocked);
    return 1;
}

int main(void)
{
    char line[MAXLINE];
    sigset_t blocked, unblocked;
    rio_t rio;
    int more = 1;

    Signal(SIGCHLD, sigchld_handler);
    Signal(SIGINT, keyboard_handler);
    Signal(SIGTSTP, keyboard_handler);
    Signal(SIGQUIT, sigquit_handler);
    Sigemptyset(&blocked);
    Sigaddset(&blocked, SIGCHLD);
    Sigaddset(&blocked, SIGINT);
    Sigaddset(&blocked, SIGTSTP);
    Rio_readinitb(&rio, STDIN_FILENO);
    while (more) {
        if (isatty(STDIN_FILENO))
            Sio_puts("> ");
        if (Rio_readlineb(&rio, line, MAXLINE) == 0)
            break;
        Sigprocmask(SIG_BLOCK, &blocked, &unblocked);
        more = evaluate(line, &unblocked);
        Sigprocmask(SIG_SETMASK, &unblocked, NULL);
    }
    Sigprocmask(SIG_BLOCK, &blocked, NULL);
    for (job_t *jp = jobs; jp < jobs + MAXJOBS; jp++)
        if (jp->state != FREE) { /* stopped jobs would never continue */
            Kill(-jp->pid, SIGHUP);
            Kill(-jp->pid, SIGCONT);
        }
    return 0;
}

/*
 * timeout.c - runs a program, and ends it if it takes too long
 *
 * Shows an alarm, and how to be sure that it never kills another process: the
 * process ID of a child is not used again before the child is reaped, so the
 * alarm is turned off before that.
 *
 * Run:   ./timeout <seconds> <program> [argument]...     exits with the
 *        program's exit status, or with 124 if its time was up
 * Read:  ticks.c before.
 */
#include "csapp.h"

static volatile pid_t child;

static void handler(int sig)
{
    int olderrno = errno;

    (void)sig;
    if (kill(child, SIGKILL) < 0)
        sio_error("timeout: kill failed\n");
    errno = olderrno;
}

int main(int argc, char **argv)
{
    int seconds = argc > 2 ? atoi(argv[1]) : 0, status;
    siginfo_t info;

    if (seconds < 1)
        app_error("usage: timeout <seconds> <program> [argument]...");
    child = Fork();
    if (child == 0)
        Execve(argv[2], argv + 2, environ);
    Signal(SIGALRM, handler);
    Alarm(seconds);
    if (waitid(P_PID, child, &info, WEXITED | WNOWAIT) < 0) /* no reaping */
        unix_error("waitid");
    unsigned int left = Alarm(0);
    Waitpid(child, &status, 0);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && left == 0)
        return 124;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/*
 * timeout.c - runs a program, and ends it if it takes too long
 *
 * Shows an alarm, and how to be sure that it cannot hit a stranger: the number
 * of a child is its own until it is reaped, so the alarm is turned off before.
 *
 * Run:   ./timeout <seconds> <program> [argument]...     the exit status is
 *        the program's, or 124 if its time ran out
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
    if (waitid(P_PID, child, &info, WEXITED | WNOWAIT) < 0) /* and not reap */
        unix_error("waitid");
    unsigned int left = Alarm(0);
    Waitpid(child, &status, 0);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && left == 0)
        return 124;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

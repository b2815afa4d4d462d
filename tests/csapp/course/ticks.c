/*
 * ticks.c - a clock that ticks by SIGALRM
 *
 * Shows an interval timer made of Alarm, and a handler that does all the work
 * with the few calls that are safe there.
 *
 * Run:   ./ticks <seconds>
 */
#include "csapp.h"

static volatile sig_atomic_t seconds, passed;

static void handler(int sig)
{
    int olderrno = errno;

    (void)sig;
    Sio_puts("tick ");
    Sio_putl(++passed);
    Sio_puts("\n");
    if (passed == seconds)
        _exit(0); /* exit is not safe here: it may be in the middle of one */
    Alarm(1);
    errno = olderrno;
}

int main(int argc, char **argv)
{
    seconds = argc == 2 ? atoi(argv[1]) : 0;
    if (seconds < 1)
        app_error("usage: ticks <seconds>");
    Signal(SIGALRM, handler);
    Alarm(1);
    while (1)
        Pause(); /* nothing is left to do here that a signal might miss */
}

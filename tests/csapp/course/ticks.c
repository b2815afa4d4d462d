/*
 * ticks.c - a clock that ticks by SIGALRM
 *
 * Shows a timer that Alarm restarts at each tick, and a handler that does all
 * the work with the few calls that are safe in a handler.
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
        _exit(0); /* exit is not async-signal-safe */
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
        Pause(); /* the handler does all the work, so no signal is missed */
}

/*
 * signals.c - signals that an event loop can wait for by poll or select
 *
 * signals.h says what each function does; this file shows how.
 */
#include "signals.h"

#define HIGHEST 127 /* the highest signal number; those of POSIX are low */

static int signal_pipe[2];
static volatile sig_atomic_t waits[HIGHEST + 1]; /* true: it is in the pipe */

static void handle_signal(int signum)
{
    int olderrno = errno; /* the program may be about to look at errno */
    char byte = (char)signum;

    if (!waits[signum] && write(signal_pipe[1], &byte, 1) == 1)
        waits[signum] = 1;
    errno = olderrno;
}

int signals_open(void)
{
    if (pipe(signal_pipe) < 0)
        unix_error("pipe error");
    if (fcntl(signal_pipe[0], F_SETFL, O_NONBLOCK) < 0)
        unix_error("fcntl error");
    return signal_pipe[0];
}

void signals_catch(int signum)
{
    Signal(signum, handle_signal);
}

int signals_take(void)
{
    char signum;

    if (read(signal_pipe[0], &signum, 1) != 1)
        return 0;
    waits[(int)signum] = 0; /* if it comes again, it is written again */
    return signum;
}

/*
 * signals.c - signals, as something that poll(2) waits for
 *
 * What each function promises is said in signals.h. Here is how.
 */
#include "signals.h"

#define HIGHEST 127 /* signal: those of POSIX have low numbers */

static int signal_pipe[2];
static volatile sig_atomic_t waits[HIGHEST + 1]; /* in the pipe, by number */

static void handle_signal(int signum)
{
    int olderrno = errno; /* the loop may be about to look at it */
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
    waits[(int)signum] = 0; /* what comes from here on is another one */
    return signum;
}

/*
 * pending.c - a blocked signal stays pending, but it does not queue
 *
 * Run:   ./pending
 * Read:  shell.c after, which depends on both.
 */
#include "csapp.h"

static volatile sig_atomic_t counts[2]; /* of SIGUSR1, of SIGUSR2 */

static void handler(int sig)
{
    counts[sig == SIGUSR2]++;
}

static void show(const char *when)
{
    sigset_t set;

    if (sigpending(&set) < 0)
        unix_error("sigpending");
    printf("%s: handled %d and %d, pending%s%s\n", when, (int)counts[0],
           (int)counts[1], Sigismember(&set, SIGUSR1) ? " SIGUSR1" : "",
           Sigismember(&set, SIGUSR2) ? " SIGUSR2" : "");
}

int main(void)
{
    sigset_t all, all_but_one, old;

    Signal(SIGUSR1, handler);
    Signal(SIGUSR2, handler);
    Sigfillset(&all);
    Sigprocmask(SIG_BLOCK, &all, &old);
    Kill(getpid(), SIGUSR1);
    for (int i = 0; i < 3; i++)
        Kill(getpid(), SIGUSR2);
    show("1 and 3 sent");

    all_but_one = all;
    Sigdelset(&all_but_one, SIGUSR1);
    Sigsuspend(&all_but_one); /* returns as soon as SIGUSR1 is handled */
    show("SIGUSR1 awaited");

    Sigprocmask(SIG_SETMASK, &old, NULL);
    show("all unblocked");
    return 0;
}

/*
 * coverage.c - writes gcov's counts when a process ends without exit; make
 *              coverage links this into every program
 *
 * gcc's own code writes the counts at exit, and before fork and exec. It does
 * not write them if a signal ends the process, as with servers, or if the
 * process calls _exit, as their children do.
 *
 * Read:  tests/proof/coverage.sh, which links it with -Wl,--wrap=_exit.
 */
#include "csapp.h"

void __gcov_dump(void); /* of libgcov */
CSAPP_NORETURN void __real__exit(int status);
CSAPP_NORETURN void __wrap__exit(int status);

/* Writes the counts. A signal handler in the middle could spoil the file. */
static void dump(void)
{
    sigset_t all, old;

    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &old);
    __gcov_dump();
    sigprocmask(SIG_SETMASK, &old, NULL);
}

void __wrap__exit(int status)
{
    dump();
    __real__exit(status);
}

static void end_handler(int sig)
{
    dump();
    raise(sig); /* SA_RESETHAND has restored the default action */
}

/* At exit, this runs before gcc's own destructor, which then writes nothing. */
__attribute__((destructor)) static void finish(void)
{
    dump();
}

/* Runs before main. Later, main may replace these handlers by its own. */
__attribute__((constructor)) static void install(void)
{
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGALRM};
    struct sigaction action, old;

    memset(&action, 0, sizeof(action));
    action.sa_handler = end_handler;
    action.sa_flags = SA_RESETHAND | SA_NODEFER;
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
        if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
            sigaction(signals[i], &action, NULL);
}

/*
 * coverage.c - linked into every program by make coverage: has gcov's counts
 *              written where a process ends without exit
 *
 * gcc writes them at exit, and before fork and exec. The servers, which run
 * until a signal ends them, and children, which leave by _exit, go without.
 *
 * Read:  tests/proof/coverage.sh, which links it with -Wl,--wrap=_exit.
 */
#include "csapp.h"

void __gcov_dump(void); /* of libgcov */
CSAPP_NORETURN void __real__exit(int status);
CSAPP_NORETURN void __wrap__exit(int status);

/* A signal that comes in the middle would spoil the file. */
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
    raise(sig); /* the default action, which SA_RESETHAND has put back */
}

/* At exit, this comes before gcc's own, which then has nothing to do. */
__attribute__((destructor)) static void finish(void)
{
    dump();
}

/* Runs before main, whose own handlers and what it ignores take precedence. */
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

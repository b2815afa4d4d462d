/*
 * leakcheck.c - has LeakSanitizer look for leaks in servers, too
 *
 * It looks when a program exits. An echo server never does: a signal ends it;
 * and the children of echoserverp end with _exit, which it does not see. This
 * is linked, with -Wl,--wrap=_exit, into the programs of sh
 * tests/proof/variant.sh asan, and into no others.
 *
 * A look takes a twentieth of a second. Children of one server all do the same,
 * and there may be thousands: so it looks in the first of them only.
 */
#include "csapp.h"

#define CHILDREN 10

void __lsan_do_leak_check(void); /* ends the process if it finds one */
void __real__exit(int status);
void __wrap__exit(int status);

static pid_t parent;
static int children; /* that were made before this process was, and itself */

static void count_child(void)
{
    children++;
}

void __wrap__exit(int status)
{
    if (getpid() == parent || children <= CHILDREN)
        __lsan_do_leak_check();
    __real__exit(status);
}

static void handle_sigterm(int sig)
{
    __wrap__exit(128 + sig);
}

__attribute__((constructor)) static void install(void)
{
    parent = getpid();
    pthread_atfork(count_child, NULL, NULL);
    Signal(SIGTERM, handle_sigterm);
}

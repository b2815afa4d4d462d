/*
 * leakcheck.c - makes LeakSanitizer look for leaks in servers, too
 *
 * LeakSanitizer looks for leaks when a program calls exit. An echo server never
 * does so: a signal ends it. The children of echoserverp call _exit, which
 * LeakSanitizer does not notice. So this file replaces _exit, and handles
 * SIGTERM. Only `sh tests/proof/variant.sh asan` links it into its programs,
 * with -Wl,--wrap=_exit.
 *
 * To look for leaks takes a twentieth of a second. A server may have thousands
 * of children that all do the same, so only the first ones are checked.
 */
#include "csapp.h"

#define CHILDREN 10 /* of the server: only these are checked */

void __lsan_do_leak_check(void); /* ends the process if it finds a leak */
void __real__exit(int status);
void __wrap__exit(int status);

static pid_t parent;
static int children; /* forks so far; a child's copy includes its own fork */

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

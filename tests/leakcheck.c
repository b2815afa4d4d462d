/*
 * leakcheck.c - has LeakSanitizer look for leaks in servers, too
 *
 * It looks when a program exits. An echo server never does: a signal ends it;
 * and the children of echoserverp end with _exit, which it does not see. This
 * is linked, with -Wl,--wrap=_exit, into the programs of sh tests/variant.sh
 * asan, and into no others.
 */
#include "csapp.h"

void __lsan_do_leak_check(void); /* ends the process if it finds one */
void __real__exit(int status);
void __wrap__exit(int status);

void __wrap__exit(int status)
{
    __lsan_do_leak_check();
    __real__exit(status);
}

static void handle_sigterm(int sig)
{
    __wrap__exit(128 + sig);
}

__attribute__((constructor)) static void install(void)
{
    Signal(SIGTERM, handle_sigterm);
}

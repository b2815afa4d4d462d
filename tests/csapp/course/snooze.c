/*
 * snooze.c - sleeps, but not through Ctrl-C
 *
 * Run:   ./snooze <seconds>     and press Ctrl-C before they are over
 */
#include "csapp.h"

static void handler(int sig)
{
    (void)sig; /* that it runs is enough: it ends the sleep */
}

int main(int argc, char **argv)
{
    int seconds = argc == 2 ? atoi(argv[1]) : 0;
    handler_t *before;
    unsigned int left;

    if (seconds < 1)
        app_error("usage: snooze <seconds>");
    before = Signal(SIGINT, handler);
    left = Sleep(seconds);
    Signal(SIGINT, before);
    printf("slept %u of %d seconds\n", seconds - left, seconds);
    return 0;
}

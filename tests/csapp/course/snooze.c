/*
 * snooze.c - sleeps until the time is up, or Ctrl-C is pressed
 *
 * Run:   ./snooze <seconds>     and press Ctrl-C before the time is up
 */
#include "csapp.h"

static void handler(int sig)
{
    (void)sig; /* does nothing: any handler that runs ends the sleep */
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

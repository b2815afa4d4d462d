/*
 * signals.h - signals that an event loop can wait for by poll or select
 *
 * A signal handler may do very little (CS:APP 8.5.5). This one writes the
 * signal's number into a pipe. The event loop waits for the pipe with its other
 * descriptors, and reads the number when it has time: the self-pipe trick.
 * While a number is in the pipe, it is not written a second time, just as
 * pending signals are not queued. So the pipe never fills up, and the handler
 * never blocks.
 */
#ifndef SIGNALS_H
#define SIGNALS_H

#include "csapp.h"

/* Makes the pipe; returns the descriptor that a signal makes readable. */
int signals_open(void);

/* From now on, signals_take returns this signal when it has come. */
void signals_catch(int signum);

/* Returns the signal that came first of those that wait, or 0 if none waits. */
int signals_take(void);

#endif /* SIGNALS_H */

/*
 * signals.h - signals, as something that poll(2) waits for
 *
 * A handler may do next to nothing (CS:APP 8.5.5). This one writes the signal's
 * number into a pipe, which the event loop polls with all else, and takes from
 * when it has time: the self-pipe trick. A signal that waits there already is
 * not written again, as one that is blocked is not counted: so the pipe never
 * fills, and the handler never waits.
 */
#ifndef SIGNALS_H
#define SIGNALS_H

#include "csapp.h"

/* Makes the pipe, and returns the descriptor to poll for POLLIN. */
int signals_open(void);

/* From now on, this signal waits for signals_take. */
void signals_catch(int signum);

/* Returns the signal that has waited longest, or 0 if none waits. */
int signals_take(void);

#endif /* SIGNALS_H */

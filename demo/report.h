/*
 * report.h - the events of a session, a line each, for a pipe or a file
 *
 * A slow reader holds up nobody: what it does not take waits in a buffer, and
 * what does not fit there is left out and counted.
 */
#ifndef REPORT_H
#define REPORT_H

#include "csapp.h"

/* Until this is called, report does nothing. */
void report_open(void);

/*
 * Adds a line: the time in seconds, and a text that is formatted as by printf,
 * and cleaned of control characters.
 */
void report(double now, const char *format, ...) CSAPP_PRINTF(2, 3);

/* The poll(2) events to wait for, POLLOUT or 0, and the descriptor. */
short report_events(void);
int report_fd(void);

/*
 * Writes what stdout, which is ready, takes without blocking. Returns 0, or -1
 * if it failed: report_end will say why.
 */
int report_ready(void);

/*
 * Writes what still waits. If that fails, if stdout takes nothing for a second,
 * or if events were left out, prints an error and exits.
 */
void report_end(void);

#endif /* REPORT_H */

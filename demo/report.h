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

/* Returns the poll(2) events to wait for on stdout: POLLOUT, or 0. */
short report_events(void);

/* Writes some of what waits; stdout is ready, so this does not block. */
void report_ready(void);

/*
 * Writes what still waits. If stdout takes nothing for a second, or events were
 * left out, prints an error and exits.
 */
void report_end(void);

#endif /* REPORT_H */

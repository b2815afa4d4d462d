/*
 * terminal.h - the terminal: reads keys one by one, and restores its settings
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include "csapp.h"

/*
 * terminal_take changes the settings of stdin, a terminal. Each key can be read
 * at once, and there is no echo. Only Ctrl-C still sends a signal. Pasted text
 * comes between two escape sequences. terminal_restore restores the settings;
 * it is also called at exit.
 */
void terminal_take(void);
void terminal_restore(void);

/*
 * Returns a descriptor that writes to stdout and never blocks, if stdout is a
 * terminal: it is opened again, because O_NONBLOCK belongs to the open file,
 * which other programs share (10.8). Otherwise, or if this fails, returns
 * STDOUT_FILENO.
 */
int terminal_output(void);

/* Stores the size of the window; if it is not known, 24 rows of 80 columns. */
void terminal_size(size_t *rows, size_t *columns);

/* Returns the number of these columns. */
size_t terminal_columns(void);

#endif /* TERMINAL_H */

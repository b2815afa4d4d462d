/*
 * terminal.h - the terminal: keys as they are pressed, and as it was at the end
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include "csapp.h"

/*
 * terminal_take makes stdin, a terminal, hand over each key at once, with no
 * echo and no signal but Ctrl-C's, and pasted text as such. terminal_restore
 * makes it what it was; it is also called at exit.
 */
void terminal_take(void);
void terminal_restore(void);

/* Returns the columns of the window. */
size_t terminal_columns(void);

#endif /* TERMINAL_H */

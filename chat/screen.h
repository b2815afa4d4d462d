/*
 * screen.h - a line of the chat as a terminal shows it: time, colour, rows
 */
#ifndef SCREEN_H
#define SCREEN_H

#include "csapp.h"

/*
 * Finds the name of a member in a line from the server: who has said or done
 * something, or is listed. Returns its length, or 0 if there is no name.
 */
size_t screen_name(const char *line, const char **name);

/*
 * Prints a line of at most 3 * LINE_SIZE bytes, with the time before it, on a
 * terminal with so many columns. A line that needs several rows is broken
 * between words. The other rows begin under the text of the first one, but not
 * farther to the right than half of the columns.
 */
void screen_print(FILE *out, const char *line, size_t columns, int in_colour);

#endif /* SCREEN_H */

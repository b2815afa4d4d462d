/*
 * lineedit.h - a line that is being typed, as a terminal shows it
 *
 * Takes the bytes that a terminal sends, keys and pasted text, and tells what
 * to print so that the line stands on one row, scrolled if it is longer. Does
 * no input or output itself.
 */
#ifndef LINEEDIT_H
#define LINEEDIT_H

#include "text.h"

#define HISTORY 100  /* lines that are remembered */
#define WORD_SIZE 64 /* of a word that is completed */

enum { LINE_DRAWING = 2 * LINE_SIZE }; /* bytes, at most, to draw one */

/*
 * Returns the nth word (0, 1, ...) that begins with the given one, or NULL.
 */
typedef const char *complete_t(void *argument, const char *word, size_t nth);

typedef enum { KEY_EDITS, KEY_ENTERS, KEY_LEAVES, KEY_SUSPENDS } pressed_t;

/* All zeros, but for columns and complete, is an empty line. */
typedef struct {
    size_t columns; /* of the terminal */
    complete_t *complete;
    void *argument; /* of complete */

    char text[LINE_SIZE]; /* '\0'-terminated */
    size_t length;        /* bytes */
    size_t cursor, first; /* offsets: of the cursor, of what is shown */
    size_t column;        /* of the cursor, when it was last drawn */
    int beep;             /* a key could not be obeyed */

    char *history[HISTORY];
    size_t history_count, history_at; /* at history_count: what is typed */
    char draft[LINE_SIZE];            /* that, while the history is shown */

    size_t word_at, nth; /* the word that Tab completes, and how often */
    char word[WORD_SIZE];
    int completing;

    int pasting;
    int escape;        /* the state of the parser of key sequences */
    unsigned number;   /* the first parameter of one */
    char character[4]; /* the bytes of one, as they come */
    size_t character_count;
} lineedit_t;

/* Takes one byte from the terminal. */
pressed_t lineedit_key(lineedit_t *le, char byte);

/* After KEY_ENTERS: remembers the line, and begins an empty one. */
void lineedit_next(lineedit_t *le);

/*
 * Stores in drawing what draws the line in its row, over whatever stands there,
 * and returns the bytes of it.
 */
size_t lineedit_draw(lineedit_t *le, char drawing[LINE_DRAWING]);

/*
 * The window has other columns now. Stores in drawing what erases the line,
 * which may be wrapped, and returns the bytes of it.
 */
size_t lineedit_resize(lineedit_t *le, size_t columns,
                       char drawing[LINE_DRAWING]);

#endif /* LINEEDIT_H */

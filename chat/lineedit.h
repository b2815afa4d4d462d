/*
 * lineedit.h - the line that a user is typing, and the keys that edit it
 *
 * These functions take the bytes that a terminal sends, for keys and for pasted
 * text. They return the bytes to print so that the line is shown on one row; a
 * longer line is scrolled. They do no input or output themselves.
 */
#ifndef LINEEDIT_H
#define LINEEDIT_H

#include "row.h"

#define HISTORY 100  /* lines that are remembered */
#define WORD_SIZE 64 /* bytes in a word to complete, and '\0' */

enum { LINE_DRAWING = 2 * LINE_SIZE }; /* bytes, at most, to draw a line */
enum { ROW_SIZE = LINE_SIZE + 2 };     /* with a prompt of two bytes */

/*
 * Returns the nth (0, 1, ...) of the words that begin with word, or NULL.
 */
typedef const char *complete_t(void *argument, const char *word, size_t nth);

typedef enum {
    KEY_EDITS,
    KEY_ENTERS,
    KEY_LEAVES,
    KEY_REDRAWS,
    KEY_SUSPENDS
} pressed_t;

/* For an empty line, columns, complete and argument are set; the rest is 0. */
typedef struct {
    size_t columns; /* of the terminal */
    complete_t *complete;
    void *argument; /* of complete */

    char text[LINE_SIZE]; /* '\0'-terminated */
    size_t length;        /* bytes */
    size_t cursor, first; /* offsets: the cursor, the first byte shown */
    int beep;             /* the next drawing rings the bell */

    char row[ROW_SIZE]; /* the screen shows these bytes on the cursor's row */
    size_t row_length;
    size_t column; /* the cursor is in this column of the screen */

    char *history[HISTORY];
    size_t history_count, history_at; /* equal: the new line is shown */
    char draft[LINE_SIZE]; /* the new line, while an old one is shown */

    size_t word_at, nth; /* for Tab: the word's offset, which name is next */
    char word[WORD_SIZE];
    int completing;

    int pasting;
    int escape;        /* the state of the parser of key sequences */
    unsigned number;   /* the first parameter of a key sequence */
    char character[4]; /* the bytes of a character, as they come */
    size_t character_count;
} lineedit_t;

/* Takes one byte from the terminal. */
pressed_t lineedit_key(lineedit_t *le, char byte);

/* After KEY_ENTERS: remembers the line, and begins an empty one. */
void lineedit_next(lineedit_t *le);

/*
 * Stores in drawing the bytes that show the line on the cursor's row. They
 * change only what differs from the last drawing: a screen reader reads what is
 * written, and a connection may be slow. Returns how many bytes they are.
 */
size_t lineedit_draw(lineedit_t *le, char drawing[LINE_DRAWING]);

/*
 * Stores in drawing the bytes that erase the line, if it is shown. Returns how
 * many they are. After them, other text can be printed. The next drawing must
 * begin on an empty row.
 */
size_t lineedit_erase(lineedit_t *le, char drawing[LINE_DRAWING]);

/*
 * Sets the columns of a window that has changed, at least 1. Stores in drawing
 * the bytes that erase the line, which may be wrapped now. Returns how many
 * they are.
 */
size_t lineedit_resize(lineedit_t *le, size_t columns,
                       char drawing[LINE_DRAWING]);

#endif /* LINEEDIT_H */

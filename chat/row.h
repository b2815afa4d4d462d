/*
 * row.h - text on a row of a terminal: how wide it is, and where it breaks
 *
 * Text here is clean UTF-8 (see text_clean). A character is what a person sees
 * as one: a code point, and the marks after it, which take up no column.
 */
#ifndef ROW_H
#define ROW_H

#include "text.h"

/* Returns the bytes of the first character in the n > 0 bytes at s. */
size_t row_character(const char *s, size_t n);

/* Returns how many columns the n bytes at s take up. */
size_t row_columns(const char *s, size_t n);

/* Returns how many of the n bytes at s fit into so many columns. */
size_t row_fit(const char *s, size_t n, size_t columns);

/*
 * Returns how many of the n > 0 bytes at s to print on a row of so many
 * columns. The row ends between words, and without the blanks there; the caller
 * skips them. A word that takes up more than longest columns is broken.
 */
size_t row_break(const char *s, size_t n, size_t columns, size_t longest);

#endif /* ROW_H */

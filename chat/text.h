/*
 * text.h - UTF-8: what may appear on somebody's terminal, and how wide it is
 *
 * Text that one person sends is printed on another's terminal, where control
 * characters are commands. So all of it passes through text_clean, on its way
 * into the server and again on its way out of the client.
 */
#ifndef TEXT_H
#define TEXT_H

#include "csapp.h"

#define TEXT_INVALID 0xFFFD /* stands for bytes that are not UTF-8 */
#define LINE_SIZE 4096      /* bytes in any line, '\n' and '\0' included */

/*
 * text_decode stores the character that begins the n > 0 bytes at s, and
 * returns its length in bytes. Of bytes that are not UTF-8 it takes as many as
 * Unicode's rule ("maximal subparts", 3.9) makes one TEXT_INVALID of.
 */
size_t text_decode(const char *s, size_t n, uint32_t *character);

/*
 * text_clean copies the n bytes at s to clean, which has room for 3n + 1, and
 * adds '\0'. Control characters go, whether in one byte or two, and escape
 * sequences (ECMA-48) with all that belongs to them; a tab, which moves the
 * cursor, and Unicode's own line ends become a space; what is not UTF-8 becomes
 * U+FFFD. Returns the length.
 */
size_t text_clean(const char *s, size_t n, char *clean);

/*
 * text_line makes a line, as by vprintf, ends it with '\n' (and '\0'), and
 * returns its length. What would be beyond LINE_SIZE is left out.
 */
size_t text_line(char line[LINE_SIZE], const char *format, va_list arguments);

/* text_width returns the columns of a character on a terminal: 0, 1 or 2. */
int text_width(uint32_t character);

#endif /* TEXT_H */

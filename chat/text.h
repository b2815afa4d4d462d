/*
 * text.h - text in UTF-8: makes it safe to print, and measures how wide it is
 *
 * Text that one person sends is printed on another's terminal, where control
 * characters are commands. So text_clean cleans all text: the server calls it
 * for what it receives, and the client again before it prints.
 */
#ifndef TEXT_H
#define TEXT_H

#include "csapp.h"

#define TEXT_INVALID 0xFFFD /* stands for bytes that are not UTF-8 */
#define LINE_SIZE 4096      /* bytes in any line, '\n' and '\0' included */

/*
 * text_decode stores the code point of the first character in the n > 0 bytes
 * at s, and returns the length of the character in bytes. If the first bytes
 * are not UTF-8, the function stores TEXT_INVALID and returns the number of
 * bytes that one TEXT_INVALID replaces (Unicode, section 3.9: "maximal
 * subparts").
 */
size_t text_decode(const char *s, size_t n, uint32_t *character);

/*
 * text_last stores the code point of the last character in the n > 0 bytes at
 * s, and returns its length in bytes. It takes bytes that are not UTF-8 as
 * text_decode does. It looks at the last four bytes only.
 */
size_t text_last(const char *s, size_t n, uint32_t *character);

/*
 * text_clean copies the n bytes at s to clean, which has room for 3n + 1 bytes,
 * and adds '\0'. It removes control characters, of one byte or two, and whole
 * escape sequences (ECMA-48). It also removes bidirectional embeddings,
 * overrides and isolates, which can make a line look like another one. A tab,
 * which moves the cursor, and Unicode's own line ends become a space. Bytes
 * that are not UTF-8 become U+FFFD. Returns the length of the clean text.
 */
size_t text_clean(const char *s, size_t n, char *clean);

/*
 * text_word returns the first word of *rest, with '\0' after it, and moves
 * *rest to the next word. Blanks separate words. If there is none, it is "".
 */
char *text_word(char **rest);

/* text_number returns text as a number of lowest to highest, or -1. */
long text_number(const char *text, long lowest, long highest);

/*
 * text_line formats a line as by vprintf, ends it with '\n' (and '\0'), and
 * returns its length with the '\n'. It cuts off what does not fit in LINE_SIZE.
 */
size_t text_line(char line[LINE_SIZE], const char *format, va_list arguments);

/* text_width returns how many columns a character takes up: 0, 1 or 2. */
int text_width(uint32_t character);

#endif /* TEXT_H */

/*
 * row.c - text on a row of a terminal: how wide it is, and where it breaks
 *
 * row.h says what each function does; this file shows how.
 */
#include "row.h"

size_t row_character(const char *s, size_t n)
{
    uint32_t character;
    size_t end = text_decode(s, n, &character);

    while (end < n) {
        size_t length = text_decode(s + end, n - end, &character);
        if (text_width(character) > 0)
            break;
        end += length;
    }
    return end;
}

size_t row_columns(const char *s, size_t n)
{
    size_t columns = 0, length;

    for (size_t i = 0; i < n; i += length) {
        uint32_t character;

        length = text_decode(s + i, n - i, &character);
        columns += (size_t)text_width(character);
    }
    return columns;
}

size_t row_fit(const char *s, size_t n, size_t columns)
{
    size_t end = 0;

    while (end < n) {
        size_t length = row_character(s + end, n - end);
        size_t width = row_columns(s + end, length);

        if (width > columns)
            break;
        columns -= width;
        end += length;
    }
    return end;
}

size_t row_break(const char *s, size_t n, size_t columns, size_t longest)
{
    size_t end = row_fit(s, n, columns);

    if (end == n)
        return n;
    if (s[end] != ' ') { /* the row would end inside or before a word */
        size_t word = end, length = 0;

        while (word > 0 && s[word - 1] != ' ')
            word--;
        while (word + length < n && s[word + length] != ' ')
            length++;
        if (word > 0 && row_fit(s + word, length, longest) == length)
            end = word;
        if (end == 0)
            return row_character(s, n); /* it is wider than the row */
    }
    while (end > 0 && s[end - 1] == ' ')
        end--;
    return end;
}

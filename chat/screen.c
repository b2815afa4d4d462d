/*
 * screen.c - a line of the chat as a terminal shows it: time, colour, rows
 *
 * screen.h says what each function does; this file shows how.
 */
#include "screen.h"
#include "row.h"

size_t screen_name(const char *line, const char **name)
{
    *name = line + 2;
    switch (line[0]) {
    case '<':
    case '(':
    case '[':
        *name = line + 1;
        return strcspn(*name, ">)]");
    case '+':
        return line[1] == ' ' ? strcspn(*name, " ") : 0;
    case '*': /* * ann joined #lobby */
        if (strstr(line, " joined #") != NULL || strstr(line, " left: "))
            return strcspn(*name, " ");
        return 0;
    case '=': /* = ann #lobby 127.0.0.1 12345 0 */
        if (strstr(line, " #") != NULL)
            return strcspn(*name, " ");
        return 0;
    }
    return 0;
}

/* The part of a text that is in colour. */
typedef struct {
    size_t from, to; /* offsets */
    int number;      /* of the colour (ECMA-48, SGR) */
} colour_t;

/* A name always has the same colour; red is only for errors. */
static int colour_of_name(const char *name, size_t length)
{
    static const int colours[] = {32, 33, 34, 35, 36, 92, 93, 94, 95, 96};
    unsigned hash = 0;

    while (length-- > 0)
        hash = hash * 31 + (unsigned char)*name++;
    return colours[hash % (sizeof(colours) / sizeof(colours[0]))];
}

/* Chooses the colour of the line that begins at an offset of the text. */
static colour_t colour_of(const char *text, size_t at)
{
    const char *line = text + at, *name;
    size_t length = screen_name(line, &name), from = (size_t)(name - text);

    if (*line == '!')
        return (colour_t){at, strlen(text), 31};
    if (*line == '*')
        return (colour_t){at, strlen(text), 2};
    if (*line == '=' || length == 0)
        return (colour_t){0, 0, 0};
    return (colour_t){from, from + length, colour_of_name(name, length)};
}

/* Prints the text from one offset to another, and its colour. */
static void print_part(FILE *out, const char *text, size_t from, size_t to,
                       colour_t colour)
{
    size_t first = colour.from < from ? from : colour.from;
    size_t last = colour.to > to ? to : colour.to;

    if (first >= last) {
        fprintf(out, "%.*s", (int)(to - from), text + from);
        return;
    }
    fprintf(out, "%.*s\033[%dm%.*s\033[0m%.*s", (int)(first - from),
            text + from, colour.number, (int)(last - first), text + first,
            (int)(to - last), text + last);
}

/* Prints a text in rows. All but the first are indented. */
static void print_rows(FILE *out, const char *text, size_t columns,
                       size_t indent, colour_t colour)
{
    size_t length = strlen(text), longest = columns - indent, room = columns;

    for (size_t i = 0; i < length; room = longest) {
        size_t n = row_break(text + i, length - i, room, longest);

        print_part(out, text, i, i + n, colour);
        i += n;
        i += strspn(text + i, " "); /* a break takes the place of blanks */
        fprintf(out, "\n%*s", i < length ? (int)indent : 0, "");
    }
}

enum { TIME_SIZE = sizeof("HH:MM:SS ") };

void screen_print(FILE *out, const char *line, size_t columns, int in_colour)
{
    char text[TIME_SIZE + 3 * LINE_SIZE];
    colour_t none = {0, 0, 0};
    size_t at, indent, half = columns / 2;
    time_t now = time(NULL);
    struct tm local;

    localtime_r(&now, &local);
    at = strftime(text, sizeof(text), "%H:%M:%S ", &local);
    strcpy(text + at, line);
    indent = at + strcspn(line, " ") + 1; /* after "<ann> ", "* " or "> " */
    print_rows(out, text, columns, indent < half ? indent : half,
               in_colour ? colour_of(text, at) : none);
}

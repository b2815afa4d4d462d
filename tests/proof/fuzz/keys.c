/*
 * keys.c - fuzzes the line editor of the chat client: after any bytes from a
 *          terminal, the line is valid text, and the terminal shows it
 *
 * The text is the bytes that the keys send. The script decides how much was
 * typed before, and the widths of the window: instead of suspending the client,
 * Ctrl-Z changes the width to the next one. The drawings go to a model of a
 * terminal's row. A drawing writes only what has changed. After it, the row
 * must be the same as if the whole line had been written to an empty row.
 */
#include "fuzz.h"
#include "chat/lineedit.h"

enum { CTRL_C = 3 };
enum { COLUMNS = 256 }; /* of a window, at most */
enum { KEYS = 500 };    /* bytes of input, at most: more would take too long */
enum { DRAWINGS = 50 }; /* at most; a short input is drawn after each key */

static const char *complete_any(void *argument, const char *word, size_t nth)
{
    static const char *const names[] = {"ann", "bob", "Bobby",
                                        "A-name-of-thirty-two-characters_"};

    (void)argument;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (toupper((unsigned char)*word) == toupper(*names[i]) && nth-- == 0)
            return names[i];
    return NULL;
}

/* Returns true if no character is cut at an offset of the line. */
static int is_between(const lineedit_t *le, size_t i)
{
    uint32_t character;

    if (i == 0 || i == le->length)
        return 1;
    text_decode(le->text + i, le->length - i, &character);
    return is_text(le->text, i) && text_width(character) > 0;
}

static void look_at_line(const lineedit_t *le)
{
    expect(le->length < LINE_SIZE && le->text[le->length] == '\0',
           "a line fits into its buffer, and ends in a NUL");
    expect(is_text(le->text, le->length), "a line is valid text");
    expect(le->cursor <= le->length && is_between(le, le->cursor),
           "the cursor is between two characters");
}

/* A row of a terminal. A cell stands for a character and the marks on it. */
typedef struct {
    size_t columns, cursor;
    uint64_t cells[COLUMNS + 1]; /* 0: blank */
} row_t;

enum { RIGHT_HALF = 1 }; /* the second cell of a wide character */

/* Writes a character; one that is overwritten by half disappears. */
static void write_character(row_t *row, uint32_t character)
{
    size_t width = (size_t)text_width(character);
    uint64_t *cell = row->cells + row->cursor;

    if (width == 0) { /* a mark changes the character before it */
        if (row->cursor > 0 && cell[-1] == RIGHT_HALF)
            cell--;
        if (row->cursor > 0)
            cell[-1] = cell[-1] * 31 + character;
        return;
    }
    expect(row->cursor + width < row->columns,
           "a drawing leaves the last column free");
    if (cell[0] == RIGHT_HALF)
        cell[-1] = 0;
    if (cell[width] == RIGHT_HALF)
        cell[width] = 0;
    cell[0] = character == ' ' ? 0 : character;
    if (width == 2)
        cell[1] = RIGHT_HALF;
    row->cursor += width;
}

static void write_text(row_t *row, const char *s, size_t n)
{
    size_t length;

    expect(is_text(s, n), "a drawing shows valid text");
    for (size_t i = 0; i < n; i += length) {
        uint32_t character;

        length = text_decode(s + i, n - i, &character);
        write_character(row, character);
    }
}

/* Obeys a control character or sequence; returns its length. */
static size_t obey(row_t *row, const char *s)
{
    size_t number;
    char final;
    int length = 1;

    switch (*s) {
    case '\r':
        row->cursor = 0;
        return 1;
    case '\b':
        expect(row->cursor > 0, "the cursor stays in the row");
        row->cursor--;
        return 1;
    case '\a':
        return 1;
    }
    if (strncmp(s, "\033[K", 3) == 0 || strncmp(s, "\033[J", 3) == 0) {
        uint64_t *cell = row->cells + row->cursor;

        if (*cell == RIGHT_HALF)
            cell[-1] = 0;
        memset(cell, 0, (COLUMNS - row->cursor) * sizeof(*cell));
        return 3;
    }
    expect(sscanf(s, "\033[%zu%c%n", &number, &final, &length) == 2,
           "a drawing has the sequences that it needs, and no others");
    if (final == 'A') {
        expect(number == row->cursor / row->columns,
               "the cursor goes up to where the line begins");
    } else if (final == 'C') {
        row->cursor += number;
        expect(row->cursor < row->columns, "the cursor stays in the row");
    } else {
        expect(final == 'D' && number <= row->cursor,
               "the cursor stays in the row");
        row->cursor -= number;
    }
    return (size_t)length;
}

static void show(row_t *row, const char *drawing, size_t n)
{
    size_t length;

    expect(n < LINE_DRAWING, "a drawing fits into its buffer");
    for (size_t i = 0; i < n; i += length) {
        for (length = 0; i + length < n; length++)
            if ((unsigned char)drawing[i + length] < ' ')
                break;
        if (length > 0)
            write_text(row, drawing + i, length);
        else
            length = obey(row, drawing + i);
    }
}

/*
 * Fills a new row with the part of the line that begins at le->first: as many
 * characters as fit.
 */
static void show_all(row_t *row, const lineedit_t *le)
{
    size_t length, i, cursor = 0;

    expect(le->first <= le->cursor && is_between(le, le->first),
           "no character is shown in part");
    memset(row, 0, sizeof(*row));
    row->columns = le->columns;
    if (le->columns <= strlen("> ") + 1)
        return; /* there is no room for a character */
    write_text(row, "> ", 2);
    for (i = le->first; i < le->length; i += length) {
        uint32_t character;

        length = text_decode(le->text + i, le->length - i, &character);
        if (row->cursor + (size_t)text_width(character) >= row->columns)
            break;
        if (i == le->cursor)
            cursor = row->cursor;
        write_character(row, character);
    }
    if (i == le->cursor)
        cursor = row->cursor;
    expect(cursor > 0, "the cursor is in the part that is shown");
    row->cursor = cursor;
}

static void look_at_row(const row_t *row, const lineedit_t *le)
{
    static row_t whole;

    show_all(&whole, le);
    expect(row->cursor == whole.cursor, "the cursor is where the line has it");
    expect(memcmp(row->cells, whole.cells, sizeof(row->cells)) == 0,
           "the row shows the line, and nothing else");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static lineedit_t edit;
    static row_t row;
    static char drawing[LINE_DRAWING];
    input_t in = input_of(data, size);

    if (in.length > KEYS)
        return 0;
    memset(&edit, 0, sizeof(edit));
    memset(&row, 0, sizeof(row));
    edit.length = edit.cursor = next_choice(&in) * (LINE_SIZE / 256);
    memset(edit.text, 'x', edit.length);
    edit.columns = row.columns = next_choice(&in) + 1;
    edit.complete = complete_any;
    for (size_t i = 0; i < in.length; i++) {
        pressed_t pressed = lineedit_key(&edit, in.text[i]);

        if (in.text[i] == CTRL_C && !edit.pasting)
            expect(pressed == KEY_LEAVES, "Ctrl-C ends the client at any time");
        switch (pressed) {
        case KEY_ENTERS:
            show(&row, drawing, lineedit_erase(&edit, drawing));
            lineedit_next(&edit);
            expect(edit.length == 0, "the line after Enter is empty");
            break;
        case KEY_REDRAWS:
            show(&row, drawing, lineedit_erase(&edit, drawing));
            break;
        case KEY_SUSPENDS:
            row.columns = next_choice(&in) + 1;
            show(&row, drawing, lineedit_resize(&edit, row.columns, drawing));
            break;
        case KEY_EDITS:
        case KEY_LEAVES:
            break;
        }
        if (i % (in.length / DRAWINGS + 1) == 0 || i + 1 == in.length) {
            look_at_line(&edit);
            show(&row, drawing, lineedit_draw(&edit, drawing));
            look_at_row(&row, &edit);
            expect(lineedit_draw(&edit, drawing) == 0,
                   "a line that has not changed is not drawn again");
        }
    }
    for (size_t i = 0; i < edit.history_count; i++)
        free(edit.history[i]);
    return 0;
}

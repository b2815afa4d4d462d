/*
 * keys.c - fuzzes the line editor of the chat client: after any bytes from a
 *          terminal, the line is valid text, and its drawing fits into the row
 *
 * The text is the bytes that the keys send. The script decides how much was
 * typed before, and the widths of the window: instead of suspending the client,
 * Ctrl-Z changes the width to the next one.
 */
#include "fuzz.h"
#include "chat/lineedit.h"

enum { CTRL_C = 3 };
enum { KEYS = 500 };    /* bytes of input, at most: more would take too long */
enum { DRAWINGS = 20 }; /* how many drawings are checked, at most */

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

static void look_at_line(const lineedit_t *le)
{
    expect(le->length < LINE_SIZE && le->text[le->length] == '\0',
           "a line fits into its buffer, and ends in a NUL");
    expect(is_text(le->text, le->length), "a line is valid text");
    expect(le->cursor <= le->length && is_text(le->text, le->cursor),
           "the cursor is between two characters");
}

/* Returns how many columns n bytes of text take. */
static size_t columns_of(const char *s, size_t n)
{
    size_t columns = 0, length;

    for (size_t i = 0; i < n; i += length) {
        uint32_t character;

        length = text_decode(s + i, n - i, &character);
        columns += (size_t)text_width(character);
    }
    return columns;
}

/* Checks a drawing: "\r", text, "\033[K", and the column of the cursor. */
static void look_at_drawing(const lineedit_t *le, const char *drawing, size_t n)
{
    const char *end = memchr(drawing, '\033', n);
    size_t length, column;
    int taken = 0;

    expect(n < LINE_DRAWING && drawing[0] == '\r' && end != NULL,
           "a drawing begins at the left, and fits into its buffer");
    length = (size_t)(end - drawing) - 1;
    expect(is_text(drawing + 1, length), "a drawing shows valid text");
    expect(columns_of(drawing + 1, length) < le->columns,
           "a drawing leaves the last column free");
    expect(
        sscanf(end, "\033[K\r\033[%zuC%n", &column, &taken) == 1 &&
            (taken == (int)(n - (size_t)(end - drawing)) || end[taken] == '\a'),
        "a drawing ends with the place of the cursor");
    expect(column < le->columns || le->columns <= strlen("> "),
           "the cursor is in the window");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static lineedit_t edit;
    static char drawing[LINE_DRAWING];
    input_t in = input_of(data, size);

    if (in.length > KEYS)
        return 0;
    memset(&edit, 0, sizeof(edit));
    edit.length = edit.cursor = next_choice(&in) * (LINE_SIZE / 256);
    memset(edit.text, 'x', edit.length);
    edit.columns = next_choice(&in) + 1;
    edit.complete = complete_any;
    for (size_t i = 0; i < in.length; i++) {
        pressed_t pressed = lineedit_key(&edit, in.text[i]);

        if (in.text[i] == CTRL_C && !edit.pasting)
            expect(pressed == KEY_LEAVES, "Ctrl-C ends the client at any time");
        switch (pressed) {
        case KEY_ENTERS:
            lineedit_next(&edit);
            expect(edit.length == 0, "the line after Enter is empty");
            break;
        case KEY_SUSPENDS:
            lineedit_resize(&edit, next_choice(&in) + 1, drawing);
            break;
        case KEY_EDITS:
        case KEY_LEAVES:
            break;
        }
        if (i % (KEYS / DRAWINGS) == 0 || i + 1 == in.length) {
            look_at_line(&edit);
            look_at_drawing(&edit, drawing, lineedit_draw(&edit, drawing));
        }
    }
    for (size_t i = 0; i < edit.history_count; i++)
        free(edit.history[i]);
    return 0;
}

/*
 * lineedit.c - a line that is being typed, as a terminal shows it
 *
 * lineedit.h says what each function does; this file shows how.
 */
#include "lineedit.h"

#define PROMPT "> "
#define CTRL(letter) ((letter)-0x40)

/* Characters */

static uint32_t character_at(const lineedit_t *le, size_t i, size_t *length)
{
    uint32_t character;

    *length = text_decode(le->text + i, le->length - i, &character);
    return character;
}

/* Returns the columns of the text between two offsets. */
static size_t width(const lineedit_t *le, size_t from, size_t to)
{
    size_t columns = 0, length;

    for (size_t i = from; i < to; i += length)
        columns += (size_t)text_width(character_at(le, i, &length));
    return columns;
}

/* Returns where the next character begins, after the accents of this one. */
static size_t next(const lineedit_t *le, size_t i)
{
    size_t length;

    if (i < le->length) {
        character_at(le, i, &length);
        i += length;
    }
    while (i < le->length && text_width(character_at(le, i, &length)) == 0)
        i += length;
    return i;
}

static size_t previous(const lineedit_t *le, size_t i)
{
    size_t before = 0;

    for (size_t j = 0; j < i; j = next(le, j))
        before = j;
    return before;
}

/* Editing */

/* Returns true if n bytes fit in when "others" bytes are removed first. */
static int has_room(const lineedit_t *le, size_t others, size_t n)
{
    return le->length - others + n < sizeof(le->text);
}

static void insert(lineedit_t *le, const char *bytes, size_t n)
{
    if (!has_room(le, 0, n)) {
        le->beep = 1;
        return;
    }
    memmove(le->text + le->cursor + n, le->text + le->cursor,
            le->length - le->cursor + 1);
    memcpy(le->text + le->cursor, bytes, n);
    le->length += n;
    le->cursor += n;
}

/* Deletes the text between two offsets, and puts the cursor there. */
static void erase(lineedit_t *le, size_t from, size_t to)
{
    memmove(le->text + from, le->text + to, le->length - to + 1);
    le->length -= to - from;
    le->cursor = from;
}

static void replace_line(lineedit_t *le, const char *text)
{
    erase(le, 0, le->length);
    insert(le, text, strlen(text));
}

static size_t word_before(const lineedit_t *le)
{
    size_t i = le->cursor;

    while (i > 0 && le->text[i - 1] == ' ')
        i--;
    while (i > 0 && le->text[i - 1] != ' ')
        i--;
    return i;
}

static void show_history(lineedit_t *le, size_t at)
{
    if (le->history_at == le->history_count)
        strcpy(le->draft, le->text);
    le->history_at = at;
    replace_line(le, at == le->history_count ? le->draft : le->history[at]);
}

static void older(lineedit_t *le)
{
    if (le->history_at > 0)
        show_history(le, le->history_at - 1);
}

static void newer(lineedit_t *le)
{
    if (le->history_at < le->history_count)
        show_history(le, le->history_at + 1);
}

/* Returns the nth name that begins with the word; NULL if there is none. */
static const char *nth_name(const lineedit_t *le, size_t nth)
{
    if (le->complete == NULL)
        return NULL;
    return le->complete(le->argument, le->word, nth);
}

/* The first Tab completes the word at the cursor; more try other names. */
static void complete(lineedit_t *le)
{
    const char *name;

    if (!le->completing) {
        size_t i = le->cursor;

        while (i > 0 && le->text[i - 1] != ' ')
            i--;
        if (i == le->cursor || le->cursor - i >= sizeof(le->word))
            return;
        memcpy(le->word, le->text + i, le->cursor - i);
        le->word[le->cursor - i] = '\0';
        le->word_at = i;
        le->nth = 0;
    }
    name = nth_name(le, le->nth++);
    if (name == NULL && le->nth > 1) { /* no more names: begin again */
        le->nth = 1;
        name = nth_name(le, 0);
    }
    if (name == NULL ||
        !has_room(le, le->cursor - le->word_at, strlen(name) + 1)) {
        le->beep = 1;
        return;
    }
    erase(le, le->word_at, le->cursor);
    insert(le, name, strlen(name));
    insert(le, " ", 1);
    le->completing = 1;
}

void lineedit_next(lineedit_t *le)
{
    size_t count = le->history_count;
    char *copy = NULL;

    if (le->length > 0 &&
        (count == 0 || strcmp(le->text, le->history[count - 1]) != 0))
        copy = malloc(le->length + 1);
    if (copy != NULL) {
        strcpy(copy, le->text);
        if (count == HISTORY) {
            free(le->history[0]);
            memmove(le->history, le->history + 1,
                    (HISTORY - 1) * sizeof(le->history[0]));
            count--;
        }
        le->history[count++] = copy;
    }
    le->history_count = le->history_at = count;
    replace_line(le, "");
}

/*
 * Keys. A key sends one byte, or a sequence that begins with ESC (ECMA-48,
 * xterm). A control sequence has a number, if the key needs one, and a final
 * byte. Between them there may be a ';' and another number, which shows whether
 * Shift, Alt or Ctrl was down; this number is skipped here. A sequence with
 * anything else in it is ignored: it is a report from the terminal, not a key.
 */

enum { PLAIN, ESCAPE, CONTROL_SEQUENCE, SINGLE_SHIFT, NO_KEY };

static void sequence(lineedit_t *le, char final)
{
    if (le->escape == CONTROL_SEQUENCE && final == '~') {
        static const char by_number[] = {'\0', 'H',  '\0', 'P', 'F',
                                         '\0', '\0', 'H',  'F'};

        if (le->number == 200 || le->number == 201)
            le->pasting = le->number == 200;
        final = le->number < sizeof(by_number) ? by_number[le->number] : '\0';
    }
    switch (final) {
    case 'A':
        older(le);
        break;
    case 'B':
        newer(le);
        break;
    case 'C':
        le->cursor = next(le, le->cursor);
        break;
    case 'D':
        le->cursor = previous(le, le->cursor);
        break;
    case 'F': /* End */
        le->cursor = le->length;
        break;
    case 'H': /* Home */
        le->cursor = 0;
        break;
    case 'P': /* Delete */
        erase(le, le->cursor, next(le, le->cursor));
        break;
    }
}

static int is_parameter(char byte)
{
    return ' ' <= byte && byte < '@';
}

/* Takes a byte; returns true if it belongs to a sequence that has begun. */
static int in_sequence(lineedit_t *le, char byte)
{
    switch (le->escape) {
    case ESCAPE:
        le->escape = byte == '['   ? CONTROL_SEQUENCE
                     : byte == 'O' ? SINGLE_SHIFT
                                   : PLAIN;
        le->number = 0;
        return 1;
    case CONTROL_SEQUENCE:
        if ('0' <= byte && byte <= '9' && le->number < 1000) {
            le->number = le->number * 10 + (unsigned)(byte - '0');
            return 1;
        }
        if (is_parameter(byte) || byte == '[') { /* F1 on Linux: ESC [ [ A */
            le->escape = byte == ';' ? SINGLE_SHIFT : NO_KEY;
            return 1;
        }
        sequence(le, byte);
        le->escape = PLAIN;
        return 1;
    case SINGLE_SHIFT:
    case NO_KEY:
        if (is_parameter(byte))
            return 1;
        if (le->escape == SINGLE_SHIFT)
            sequence(le, byte);
        le->escape = PLAIN;
        return 1;
    default:
        return 0;
    }
}

/* Handles a control character that is a key. */
static pressed_t control(lineedit_t *le, char byte)
{
    switch (byte) {
    case CTRL('A'):
        le->cursor = 0;
        break;
    case CTRL('B'):
        le->cursor = previous(le, le->cursor);
        break;
    case CTRL('C'):
        return KEY_LEAVES;
    case CTRL('D'):
        if (le->length == 0)
            return KEY_LEAVES;
        erase(le, le->cursor, next(le, le->cursor));
        break;
    case CTRL('E'):
        le->cursor = le->length;
        break;
    case CTRL('F'):
        le->cursor = next(le, le->cursor);
        break;
    case CTRL('H'):
    case 0x7F: /* Backspace sends one or the other */
        erase(le, previous(le, le->cursor), le->cursor);
        break;
    case CTRL('I'):
        complete(le);
        break;
    case CTRL('J'):
    case CTRL('M'):
        return KEY_ENTERS;
    case CTRL('K'):
        erase(le, le->cursor, le->length);
        break;
    case CTRL('N'):
        newer(le);
        break;
    case CTRL('P'):
        older(le);
        break;
    case CTRL('U'):
        erase(le, 0, le->cursor);
        break;
    case CTRL('W'):
        erase(le, word_before(le), le->cursor);
        break;
    case CTRL('Z'):
        return KEY_SUSPENDS;
    }
    return KEY_EDITS;
}

/* Takes a byte of a character; inserts the character when it is complete. */
static void printable(lineedit_t *le, unsigned char byte)
{
    uint32_t character;
    size_t length;

    if (byte < 0x80 || byte >= 0xC0)
        le->character_count = 0; /* a character begins */
    if (le->character_count == sizeof(le->character))
        return;
    le->character[le->character_count++] = (char)byte;
    length = le->character[0] & 0x80 ? 2 : 1;
    if ((unsigned char)le->character[0] >= 0xE0)
        length = (unsigned char)le->character[0] >= 0xF0 ? 4 : 3;
    if (le->character_count < length)
        return;
    le->character_count = 0;
    if (text_decode(le->character, length, &character) == length &&
        character != TEXT_INVALID) {
        char clean[3 * sizeof(le->character) + 1];

        length = text_clean(le->character, length, clean);
        insert(le, clean, length);
    }
}

pressed_t lineedit_key(lineedit_t *le, char byte)
{
    if (byte != CTRL('I'))
        le->completing = 0;
    if ((unsigned char)byte < ' ')
        le->escape = PLAIN; /* a key of its own, which ends any sequence */
    if (in_sequence(le, byte))
        return KEY_EDITS;
    if (byte == CTRL('[')) {
        le->escape = ESCAPE;
        return KEY_EDITS;
    }
    if (le->pasting && byte == '\t')
        byte = ' ';
    if (le->pasting && (byte == '\n' || byte == '\r'))
        return KEY_ENTERS;
    if ((unsigned char)byte < ' ' && le->pasting)
        return KEY_EDITS;
    if ((unsigned char)byte < ' ' || byte == 0x7F)
        return control(le, byte);
    printable(le, (unsigned char)byte);
    return KEY_EDITS;
}

/* Drawing */

/* Chooses where the part that is shown begins, so that the cursor is in it. */
static void scroll(lineedit_t *le, size_t room)
{
    size_t columns, after;

    if (le->first > le->cursor)
        le->first = le->cursor;
    while ((le->text[le->first] & 0xC0) == 0x80)
        le->first--; /* an edit may have put it inside a character */
    columns = width(le, le->first, le->cursor);
    for (; columns > room; le->first = after) {
        after = next(le, le->first);
        columns -= width(le, le->first, after);
    }
    while (le->first > 0 &&
           width(le, previous(le, le->first), le->length) <= room)
        le->first = previous(le, le->first);
}

size_t lineedit_draw(lineedit_t *le, char drawing[LINE_DRAWING])
{
    /* The last column stays free, so that the cursor stays on this row. */
    size_t taken = strlen(PROMPT) + 1;
    size_t room = le->columns > taken ? le->columns - taken : 0;
    size_t end, length;
    int n;

    scroll(le, room);
    end = le->first;
    while (end < le->length && width(le, le->first, next(le, end)) <= room)
        end = next(le, end);
    length = (size_t)sprintf(drawing, "\r%s", room > 0 ? PROMPT : "");
    memcpy(drawing + length, le->text + le->first, end - le->first);
    length += end - le->first;
    le->column = width(le, le->first, le->cursor) + strlen(PROMPT);
    n = sprintf(drawing + length, "\033[K\r\033[%zuC%s", le->column,
                le->beep ? "\a" : "");
    le->beep = 0;
    return length + (size_t)n;
}

size_t lineedit_resize(lineedit_t *le, size_t columns,
                       char drawing[LINE_DRAWING])
{
    /* When a window becomes narrower, the terminal may wrap the line. */
    int was_shown = le->columns > strlen(PROMPT) + 1;
    size_t above = was_shown && columns > 0 ? le->column / columns : 0;
    size_t length = 0;

    le->columns = columns;
    if (above > 0)
        length = (size_t)sprintf(drawing, "\033[%zuA", above);
    return length + (size_t)sprintf(drawing + length, "\r\033[J");
}

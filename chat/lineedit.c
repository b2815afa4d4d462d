/*
 * lineedit.c - the line that a user is typing, and the keys that edit it
 *
 * lineedit.h says what each function does; this file shows how.
 */
#include "lineedit.h"

#define PROMPT "> "
#define CTRL(letter) ((letter)-0x40)

/* Characters */

/* Returns the columns of the text between two offsets. */
static size_t width(const lineedit_t *le, size_t from, size_t to)
{
    return row_columns(le->text + from, to - from);
}

/* Returns where the next character begins. */
static size_t next(const lineedit_t *le, size_t i)
{
    if (i == le->length)
        return i;
    return i + row_character(le->text + i, le->length - i);
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
    if (n > 0 && le->cursor < le->length)
        /* Marks after the cursor now belong to what was inserted. */
        le->cursor = next(le, previous(le, le->cursor));
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

/* FINAL: only the final byte of the sequence is of interest. */
enum { PLAIN, ESCAPE, CONTROL_SEQUENCE, FINAL, NO_KEY };

static void sequence(lineedit_t *le, char final)
{
    if (final == '~') {
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
                     : byte == 'O' ? FINAL
                                   : PLAIN;
        le->number = 0;
        return 1;
    case CONTROL_SEQUENCE:
        if ('0' <= byte && byte <= '9' && le->number < 1000) {
            le->number = le->number * 10 + (unsigned)(byte - '0');
            return 1;
        }
        if (is_parameter(byte) || byte == '[') { /* F1 on Linux: ESC [ [ A */
            le->escape = byte == ';' ? FINAL : NO_KEY;
            return 1;
        }
        sequence(le, byte);
        le->escape = PLAIN;
        return 1;
    case FINAL:
    case NO_KEY:
        if (is_parameter(byte))
            return 1;
        if (le->escape == FINAL)
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
    case CTRL('L'):
        return KEY_REDRAWS;
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

/*
 * Chooses where the part that is shown begins. It stays there as long as the
 * cursor is in this part, and not at its beginning. Otherwise, half a row is
 * shown before the cursor, so that the next keys need not scroll again.
 */
static void scroll(lineedit_t *le, size_t room)
{
    size_t half = room - room / 2, columns = width(le, 0, le->cursor), after;

    if (width(le, 0, le->length) <= room) {
        le->first = 0;
        return;
    }
    if (le->first < le->cursor) {
        /* An edit may have put it inside a character. */
        le->first = previous(le, le->first + 1);
        if (width(le, le->first, le->cursor) <= room)
            return;
    }
    for (le->first = 0; columns > half; le->first = after) {
        after = next(le, le->first);
        columns -= width(le, le->first, after);
    }
}

/*
 * Returns how many bytes are the same at the beginning of two rows. The next
 * byte begins a character in both, because a terminal changes a character as a
 * whole, with its marks.
 */
static size_t common(const char *a, size_t a_length, const char *b,
                     size_t b_length)
{
    size_t i = 0, length;

    for (; i < a_length && i < b_length; i += length) {
        length = row_character(a + i, a_length - i);
        if (length != row_character(b + i, b_length - i) ||
            memcmp(a + i, b + i, length) != 0)
            break;
    }
    return i;
}

/* Stores the bytes that move the cursor in its row; returns their end. */
static char *move(char *end, size_t from, size_t to)
{
    if (from == to)
        return end;
    if (from == to + 1) /* often, and one byte is enough */
        return end + sprintf(end, "\b");
    if (from > to)
        return end + sprintf(end, "\033[%zuD", from - to);
    return end + sprintf(end, "\033[%zuC", to - from);
}

/*
 * Stores what the row should show, and the column where the cursor should be.
 * Returns how many bytes the row has.
 */
static size_t compose(lineedit_t *le, char row[ROW_SIZE], size_t *column)
{
    /* The last column stays free, so that the cursor stays on this row. */
    size_t taken = strlen(PROMPT) + 1;
    size_t room = le->columns > taken ? le->columns - taken : 0;
    const char *prompt = room > 0 ? PROMPT : "", *part;
    size_t length;

    scroll(le, room);
    part = le->text + le->first;
    length = row_fit(part, le->length - le->first, room);
    *column = strlen(prompt) + width(le, le->first, le->cursor);
    return (size_t)sprintf(row, "%s%.*s", prompt, (int)length, part);
}

size_t lineedit_draw(lineedit_t *le, char drawing[LINE_DRAWING])
{
    char row[ROW_SIZE], *end = drawing;
    size_t column, length = compose(le, row, &column);
    size_t same = common(le->row, le->row_length, row, length);

    if (same < length || same < le->row_length) {
        size_t columns = row_columns(row, length);

        end = move(end, le->column, row_columns(row, same));
        memcpy(end, row + same, length - same);
        end += length - same;
        if (columns < row_columns(le->row, le->row_length))
            end += sprintf(end, "\033[K");
        le->column = columns;
    }
    end = move(end, le->column, column);
    if (le->beep)
        *end++ = '\a';
    le->beep = 0;
    memcpy(le->row, row, length);
    le->row_length = length;
    le->column = column;
    return (size_t)(end - drawing);
}

/* Notes that the row is empty now, and the cursor at its beginning. */
static void forget_row(lineedit_t *le)
{
    le->row_length = le->column = 0;
}

size_t lineedit_erase(lineedit_t *le, char drawing[LINE_DRAWING])
{
    int is_shown = le->row_length > 0;

    forget_row(le);
    return is_shown ? (size_t)sprintf(drawing, "\r\033[K") : 0;
}

size_t lineedit_resize(lineedit_t *le, size_t columns,
                       char drawing[LINE_DRAWING])
{
    /* When a window becomes narrower, the terminal may wrap the line. */
    size_t above = le->column / columns, length = 0;

    forget_row(le);
    le->columns = columns;
    if (above > 0)
        length = (size_t)sprintf(drawing, "\033[%zuA", above);
    return length + (size_t)sprintf(drawing + length, "\r\033[J");
}

/*
 * view.c - shows a session on the terminal, while it happens
 *
 * view.h says what each function does; this file shows how. A picture has, from
 * top to bottom: the server, and the time; what to type; how many clients there
 * are, and what the system tells about the server; news; a row for each client;
 * the legend; the keys.
 */
#include "demo/view.h"
#include "chat/row.h"
#include "chat/terminal.h"
#include <termios.h>

#define WINDOW 30.0 /* seconds that the rows of the clients show */
#define MAXROWS 300 /* rows and columns that are used, at most */
#define MAXCOLUMNS 500
/* Bytes of a row, at most: its cells, and a text. */
#define ROW_SIZE (PICTURE_CELL * MAXCOLUMNS + 2048)

#define BOLD "\033[1m"
#define REVERSE "\033[1;7m"
#define PLAIN "\033[0m"
#define CLEAR "\033[H\033[2J"
#define HIDE_CURSOR "\033[?25l\033[?7l" /* and cut off what is too long */
#define SHOW_CURSOR "\033[?25h\033[?7h"

/* The terminal, and what it has not taken yet. */
static int terminal = -1;
static char output[(MAXROWS + 1) * ROW_SIZE];
static size_t first, last;

/* The window, and what is on each of its rows. */
static size_t nrows, ncolumns;
static char shown[MAXROWS][ROW_SIZE];
static int is_stale = 1; /* something else is on the window */

/* Output */

int view_fd(void)
{
    return terminal;
}

short view_events(void)
{
    return first < last ? POLLOUT : 0;
}

void view_ready(void)
{
    ssize_t n = write(terminal, output + first, last - first);

    if (n > 0)
        first += (size_t)n;
    if (first == last || (n < 0 && errno != EAGAIN && errno != EINTR))
        first = last = 0;
}

static void append(const char *text)
{
    while (*text != '\0')
        output[last++] = *text++;
}

/* Stores the size of the window that is used. */
static void measure(void)
{
    size_t rows, columns;

    terminal_size(&rows, &columns);
    rows = rows > MAXROWS ? MAXROWS : rows - 1; /* below: the shell's prompt */
    /* To erase what is behind a full row would erase its last column, too. */
    columns = columns > MAXCOLUMNS ? MAXCOLUMNS : columns - 1;
    if (rows != nrows || columns != ncolumns)
        is_stale = 1;
    nrows = rows;
    ncolumns = columns;
}

static void clear(void)
{
    is_stale = 0;
    memset(shown, 0, sizeof(shown));
    append(HIDE_CURSOR CLEAR);
}

/* Puts text on a row of the window, unless the same text is there. */
static void put(size_t y, const char *text)
{
    char place[32];

    if (y >= nrows || strcmp(shown[y], text) == 0)
        return;
    strcpy(shown[y], text);
    snprintf(place, sizeof(place), "\033[%zuH", y + 1);
    append(place);
    append(text);
    append(PLAIN "\033[K");
}

/* Puts text at the left and, if there is room for both, at the right. */
static void put_sides(size_t y, const char *style, const char *left,
                      const char *right)
{
    char row[ROW_SIZE];
    size_t length = row_fit(left, strlen(left), ncolumns);
    size_t room = ncolumns - row_columns(left, length);
    size_t width = row_columns(right, strlen(right));

    if (room <= width) {
        right = "";
        width = 0;
    }
    snprintf(row, sizeof(row), "%s%.*s" PLAIN "%*s%s", style, (int)length, left,
             (int)(room - width), "", right);
    put(y, row);
}

/* Large letters */

#define LETTER_ROWS 5

/* Each octal digit of rows is a row of the letter, the highest row first. */
static const struct letter {
    char name;
    int width;
    unsigned rows;
} letters[] = {
    {'0', 3, 075557}, {'1', 3, 026227}, {'2', 3, 071747}, {'3', 3, 071717},
    {'4', 3, 055711}, {'5', 3, 074717}, {'6', 3, 074757}, {'7', 3, 071111},
    {'8', 3, 075757}, {'9', 3, 075717}, {'a', 3, 025755}, {'b', 3, 065656},
    {'c', 3, 034443}, {'d', 3, 065556}, {'e', 3, 074647}, {'f', 3, 074644},
    {'i', 1, 011111}, {'r', 3, 065655}, {'s', 3, 034216}, {'v', 3, 055552},
    {'.', 1, 000001}, {':', 1, 001010}, {' ', 1, 000000},
};

static const struct letter *find_letter(char name)
{
    for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
        if (letters[i].name == name)
            return &letters[i];
    return NULL;
}

/* Returns the columns that text takes in large letters, or 0 if it cannot. */
static size_t large_columns(const char *text)
{
    size_t columns = 1;

    for (; *text != '\0'; text++) {
        const struct letter *lp = find_letter(*text);
        if (lp == NULL)
            return 0;
        columns += (size_t)lp->width + 1;
    }
    return columns;
}

/* Puts text in large letters from row y on: twice as wide if that fits. */
static void put_large(size_t y, const char *text)
{
    size_t scale = 2 * large_columns(text) <= ncolumns ? 2 : 1;

    for (int row = 0; row < LETTER_ROWS; row++) {
        char line[ROW_SIZE] = "";
        size_t n = 0;

        for (const char *s = text; *s != '\0'; s++) {
            const struct letter *lp = find_letter(*s);
            unsigned bits = lp->rows >> 3 * (LETTER_ROWS - 1 - row) & 7;

            for (int bit = lp->width; bit >= 0; bit--) /* the first: a gap */
                n += sprintf(line + n, "%s%*s" PLAIN,
                             bits >> bit & 1 ? REVERSE : "", (int)scale, "");
        }
        put(y + (size_t)row, line);
    }
}

/* The clients */

/*
 * Shares out the rows among the phases. Those that wait come first, but if some
 * are being served, a quarter of the rows shows that. What is left shows those
 * that have gone.
 */
static void share_out(const session_t *sp, size_t room, size_t rows[PHASES])
{
    static const phase_t turns[] = {SERVED, WAITING, SERVED, CONNECTED};

    memset(rows, 0, PHASES * sizeof(rows[0]));
    for (int i = 0; i < 4; i++) {
        size_t more = sp->in_phase[turns[i]] - rows[turns[i]];
        size_t most = i == 0 ? (room + 3) / 4 : room;

        if (more > most)
            more = most;
        rows[turns[i]] += more;
        room -= more;
    }
    rows[AWAY] = room;
}

static void put_client(size_t y, const session_t *sp, const client_t *cp)
{
    size_t room = sp->is_quiet ? 0 : ncolumns / 3;
    size_t others = room + 19; /* columns: the number, the status, the text */
    size_t ncells = ncolumns > others ? ncolumns - others : 1;
    double cell = WINDOW / (double)ncells;
    /* The end is that of a cell: so the picture moves by whole cells. */
    double end = ((long)(sp->now / cell) + 1) * cell;
    char status[32] = "", text[3 * TEXT_SIZE + 1], row[ROW_SIZE];
    size_t n = sprintf(row, "%4d ", cp->track.number);

    n += picture_row(&cp->track, end - WINDOW, end, ncells, row + n);
    if (cp->phase == WAITING)
        snprintf(status, sizeof(status), "%.1f s%s", sp->now - cp->since,
                 cp->link->ends[CLIENT].is_eof ? " EOF" : "");
    else if (cp->phase == AWAY)
        strcpy(status, cp->how != NULL && strncmp(cp->how, "reset", 5) == 0
                           ? "reset"
                           : "gone");
    n += sprintf(row + n, " %12s ", status);
    text_clean(cp->last.bytes, cp->last.length, text);
    sprintf(row + n, "%.*s", (int)row_fit(text, strlen(text), room), text);
    put(y, row);
}

/*
 * Puts clients on the rows from y to the last one before end: the newest of
 * each phase. Of those that wait, half of the rows show the oldest.
 */
static void put_clients(size_t y, size_t end, const session_t *sp)
{
    const client_t *chosen[MAXROWS];
    size_t rows[PHASES], n = 0, room = end - y, rest = session_present(sp);
    size_t oldest, hidden; /* of those that wait */
    char text[128];

    if (rest > room)
        room--; /* the last row counts the rest */
    share_out(sp, room, rows);
    rest -= rows[SERVED] + rows[WAITING] + rows[CONNECTED];
    oldest = rows[WAITING] / 2; /* they are served next */
    hidden = sp->in_phase[WAITING] - rows[WAITING];
    snprintf(text, sizeof(text), "     and %zu more, %zu of them waiting", rest,
             hidden);
    for (size_t i = sp->count; i > 0; i--) {
        const client_t *cp = sp->clients[i - 1];
        int is_old = cp->phase == AWAY && cp->since < sp->now - WINDOW;

        if (is_old || rows[cp->phase] == 0)
            continue;
        if (cp->phase == WAITING && rows[WAITING] == oldest && hidden > 0) {
            hidden--;
            continue;
        }
        rows[cp->phase]--;
        chosen[n++] = cp;
    }
    while (n > 0)
        put_client(y++, sp, chosen[--n]);
    if (rest > 0)
        put(y++, text);
    while (y < end)
        put(y++, "");
}

/* The picture */

static const char *census_text(const session_t *sp, char *text, size_t size)
{
    const census_t *cp = &sp->census;
    int n;

    if (!sp->has_census)
        return "";
    n = snprintf(text, size, "%d process%s", cp->processes,
                 cp->processes == 1 ? "" : "es");
    if (cp->zombies > 0)
        n += snprintf(text + n, size - n, " (%d zombie%s)", cp->zombies,
                      cp->zombies == 1 ? "" : "s");
    if (cp->processes == 1 || cp->threads > cp->processes)
        n += snprintf(text + n, size - n, ", %d thread%s", cp->threads,
                      cp->threads == 1 ? "" : "s");
    if (cp->descriptors > 0) /* else it has died */
        snprintf(text + n, size - n, ", %d descriptors%s", cp->descriptors,
                 cp->processes == 1 ? "" : " (parent)");
    return text;
}

static void put_heading(size_t y, const session_t *sp)
{
    char left[NEWS_SIZE], right[32];
    int seconds = sp->now;

    snprintf(left, sizeof(left), "%s%s%s", sp->name,
             *sp->model != '\0' ? ": " : "", sp->model);
    snprintf(right, sizeof(right), "%d:%02d", seconds / 60, seconds % 60);
    put_sides(y, BOLD, left, right);
}

static void put_counts(size_t y, const session_t *sp)
{
    char left[128], right[128];
    size_t present = session_present(sp), silent = sp->in_phase[CONNECTED];
    int n = snprintf(left, sizeof(left),
                     "%zu client%s%s: %zu being served, %zu waiting", present,
                     present == 1 ? "" : "s",
                     sp->connections == sp->maximum ? " (full)" : "",
                     sp->in_phase[SERVED], sp->in_phase[WAITING]);

    if (silent > 0)
        snprintf(left + n, sizeof(left) - n, ", %zu silent", silent);
    put_sides(y, BOLD, left, census_text(sp, right, sizeof(right)));
}

static void put_keys(size_t y, const session_t *sp)
{
    put_sides(y, sp->is_held ? REVERSE : "",
              sp->is_held ? "held: space goes on  s: save  q: end"
                          : "space: hold  s: save  q: end",
              sp->note);
}

/*
 * Puts what to type, or that the server has died, from row y on; in large
 * letters, too, while the clients do not need these rows. Returns the row after
 * it.
 */
static size_t put_where(size_t y, const session_t *sp)
{
    char address[WHERE_SIZE + 16];
    int is_dead = *sp->death != '\0';
    const char *large = is_dead ? "server died" : sp->where;
    size_t columns = large_columns(large);
    int has_room =
        is_dead || nrows >= 28 || sp->arrived + LETTER_ROWS + 8 < nrows;

    snprintf(address, sizeof(address), " telnet %s ", sp->where);
    put_sides(y++, REVERSE, is_dead ? sp->death : address, "");
    if (columns == 0 || columns > ncolumns || !has_room)
        return y;
    put(y++, "");
    put_large(y, large);
    y += LETTER_ROWS;
    put(y++, "");
    return y;
}

static void put_legend(size_t y)
{
    char legend[PICTURE_LEGEND + 32];
    size_t n = picture_legend(legend);

    snprintf(legend + n, sizeof(legend) - n, "  (the last %.0f s)", WINDOW);
    put(y, legend);
}

void view_draw(const session_t *sp)
{
    size_t y = 0, footer;

    if (first < last)
        return;
    measure();
    footer = nrows > 2 ? nrows - 2 : 0;
    if (sp->is_held && !is_stale) {
        put_keys(footer + 1, sp);
        return;
    }
    if (is_stale)
        clear();
    put_heading(y++, sp);
    y = put_where(y, sp);
    put_counts(y++, sp);
    /* The first connection was a test: what the server said then is no news. */
    put_sides(y++, "", sp->arrived > 0 ? sp->news : "", "");
    if (y < footer)
        put_clients(y, footer, sp);
    if (y <= footer) {
        put_legend(footer);
        put_keys(footer + 1, sp);
    }
}

/* The terminal */

void view_open(void)
{
    terminal = terminal_output();
    if (atexit(view_close) != 0)
        app_error("watch: atexit error");
    terminal_take();
    measure();
    for (size_t i = 0; i <= nrows; i++)
        append("\n"); /* moves what is on the screen up */
}

void view_renew(void)
{
    is_stale = 1;
}

void view_close(void)
{
    char end[64];
    struct pollfd out = {terminal, POLLOUT, 0};

    if (terminal < 0)
        return;
    snprintf(end, sizeof(end), PLAIN "\033[%zuH" SHOW_CURSOR "\r\n", nrows);
    append(end);
    while (first < last && poll(&out, 1, 1000) == 1)
        view_ready();
    if (first < last)
        tcflush(terminal, TCOFLUSH); /* else the next lines would wait */
    terminal = -1;
    terminal_restore();
}

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

#define WINDOW 30.0 /* seconds that the rows of the clients show */
#define MAXROWS 300 /* rows and columns that are used, at most */
#define MAXCOLUMNS 500
#define ROW_SIZE                                                               \
    (PICTURE_CELL * MAXCOLUMNS + 2048) /* bytes of a row, at most */

#define BOLD "\033[1m"
#define REVERSE "\033[1;7m"
#define PLAIN "\033[0m"

/* The terminal, and what it has not taken yet. */
static int terminal = -1;
static char output[(MAXROWS + 1) * ROW_SIZE];
static size_t first, last;

/* The window, and what is on each of its rows; used of them were written. */
static size_t nrows, ncolumns, used;
static char shown[MAXROWS][ROW_SIZE];

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

/* Puts text on a row of the window, unless the same text is there. */
static void put(size_t y, const char *text)
{
    char place[32];

    if (y >= nrows || strcmp(shown[y], text) == 0)
        return;
    if (y >= used)
        used = y + 1;
    strcpy(shown[y], text);
    snprintf(place, sizeof(place), "\033[%zuH", y + 1);
    append(place);
    append(text);
    append(PLAIN "\033[K");
}

/* Puts text at the left and at the right; the left one is cut to what fits. */
static void put_sides(size_t y, const char *style, const char *left,
                      const char *right)
{
    char row[ROW_SIZE];
    size_t width = row_columns(right, strlen(right));
    size_t room = width + 1 < ncolumns ? ncolumns - width - 1 : 0;
    size_t length = row_fit(left, strlen(left), room);
    size_t gap = ncolumns - width - row_columns(left, length);

    if (room > 0)
        snprintf(row, sizeof(row), "%s%.*s" PLAIN "%*s%s", style, (int)length,
                 left, (int)gap, "", right);
    put(y, room > 0 ? row : "");
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
                n += (size_t)sprintf(line + n, "%s%*s" PLAIN,
                                     bits >> bit & 1 ? REVERSE : "", (int)scale,
                                     "");
        }
        put(y + (size_t)row, line);
    }
}

/* The clients */

/*
 * Chooses the newest clients in one of the phases until n is limit, except
 * those that are chosen already. Returns the new n.
 */
static size_t choose(const session_t *sp, unsigned phases,
                     const client_t *chosen[], size_t n, size_t limit)
{
    for (size_t i = sp->count; i > 0 && n < limit; i--) {
        const client_t *cp = sp->clients[i - 1];
        size_t k = 0;

        if (!(phases >> cp->phase & 1) ||
            (cp->phase == AWAY && cp->since < sp->now - WINDOW))
            continue;
        while (k < n && chosen[k] != cp)
            k++;
        if (k == n)
            chosen[n++] = cp;
    }
    return n;
}

static int by_arrival(const void *left, const void *right)
{
    const client_t *const *a = left, *const *b = right;

    return (*a)->track.number - (*b)->track.number;
}

static void put_client(size_t y, const session_t *sp, const client_t *cp)
{
    size_t room = sp->is_quiet ? 0 : ncolumns / 3;
    size_t ncells = ncolumns > room + 16 ? ncolumns - room - 16 : 1;
    double cell = WINDOW / (double)ncells;
    double end = (double)(size_t)(sp->now / cell + 1) * cell; /* cells stand */
    phase_t cells[MAXCOLUMNS];
    char text[3 * TEXT_SIZE + 1], row[ROW_SIZE];
    size_t n = (size_t)sprintf(row, "%4d ", cp->track.number);

    track_cells(&cp->track, end - WINDOW, end, ncells, cells);
    n += picture_text(cells, ncells, picture_has_colours(), row + n);
    if (cp->phase == WAITING)
        n += (size_t)sprintf(row + n, " %6.1f s ", sp->now - cp->since);
    else
        n += (size_t)sprintf(row + n, " %8s ", cp->phase == AWAY ? "gone" : "");
    text_clean(cp->last.bytes, cp->last.length, text);
    sprintf(row + n, "%.*s", (int)row_fit(text, strlen(text), room), text);
    put(y, row);
}

/* Counts the clients that are not among the n that were chosen. */
static void put_rest(size_t y, const client_t *chosen[], size_t n,
                     const session_t *sp)
{
    size_t rest = session_present(sp), waiting = sp->in_phase[WAITING];
    char text[128];

    for (size_t i = 0; i < n; i++) {
        rest -= chosen[i]->phase != AWAY;
        waiting -= chosen[i]->phase == WAITING;
    }
    snprintf(text, sizeof(text), "     and %zu more, %zu of them waiting", rest,
             waiting);
    put_sides(y, "", text, "");
}

/* Puts the clients on the rows from y to the last one before end. */
static void put_clients(size_t y, size_t end, const session_t *sp)
{
    const client_t *chosen[MAXROWS];
    size_t room = end - y, n;

    if (session_present(sp) > room)
        room--; /* the last row counts the rest */
    n = choose(sp, 1 << SERVED, chosen, 0, room / 4);
    n = choose(sp, 1 << WAITING, chosen, n, room);
    n = choose(sp, 1 << SERVED | 1 << CONNECTED, chosen, n, room);
    n = choose(sp, 1 << AWAY, chosen, n, room);
    qsort(chosen, n, sizeof(client_t *), by_arrival);
    for (size_t i = 0; i < n; i++)
        put_client(y + i, sp, chosen[i]);
    y += n;
    if (y < end && session_present(sp) > n)
        put_rest(y++, chosen, n, sp);
    while (y < end)
        put(y++, "");
}

/* The picture */

static const char *census_text(const session_t *sp, char *text, size_t size)
{
    const census_t *cp = &sp->census;
    int n = snprintf(text, size, "%d process%s", cp->processes,
                     cp->processes == 1 ? "" : "es");

    if (cp->zombies > 0)
        n += snprintf(text + n, size - (size_t)n, " (%d zombie%s)", cp->zombies,
                      cp->zombies == 1 ? "" : "s");
    if (cp->threads > cp->processes)
        n += snprintf(text + n, size - (size_t)n, ", %d threads", cp->threads);
    if (cp->descriptors > 0) /* else it has died */
        snprintf(text + n, size - (size_t)n, ", %d descriptors",
                 cp->descriptors);
    return sp->has_census ? text : "";
}

static void put_heading(size_t y, const session_t *sp)
{
    char left[NEWS_SIZE], right[32];
    int seconds = (int)sp->now;

    snprintf(left, sizeof(left), "%s%s%s", sp->name,
             *sp->model == '\0' ? "" : ": ", sp->model);
    snprintf(right, sizeof(right), "%d:%02d", seconds / 60, seconds % 60);
    put_sides(y, BOLD, left, right);
}

static void put_counts(size_t y, const session_t *sp)
{
    char left[128], right[128];
    size_t present = session_present(sp);

    snprintf(left, sizeof(left),
             "%zu client%s%s: %zu being served, %zu waiting", present,
             present == 1 ? "" : "s",
             present == sp->maximum ? " (full: more must wait)" : "",
             sp->in_phase[SERVED], sp->in_phase[WAITING]);
    put_sides(y, "", left, census_text(sp, right, sizeof(right)));
}

static void put_keys(size_t y, const session_t *sp)
{
    put_sides(y, sp->is_held ? REVERSE : "",
              sp->is_held ? "held: space goes on  s: save  q: end"
                          : "space: hold  s: save  q: end",
              sp->note);
}

void view_draw(const session_t *sp)
{
    char address[WHERE_SIZE + 16], legend[PICTURE_LEGEND + 16];
    const char *large = *sp->death != '\0' ? "server died" : sp->where;
    size_t n, y = 0, footer = nrows > 2 ? nrows - 2 : 0;

    if (first < last)
        return;
    if (sp->is_held && used > 0) {
        put_keys(footer + 1, sp);
        return;
    }
    put_heading(y++, sp);
    snprintf(address, sizeof(address), " telnet %s ", sp->where);
    put_sides(y++, REVERSE, *sp->death != '\0' ? sp->death : address, "");
    if (large_columns(large) > 0 && large_columns(large) <= ncolumns &&
        (*sp->death != '\0' || nrows >= 40 ||
         sp->arrived + LETTER_ROWS + 8 < nrows)) {
        put(y++, "");
        put_large(y, large);
        y += LETTER_ROWS;
        put(y++, "");
    }
    put_counts(y++, sp);
    put_sides(y++, "", sp->news, "");
    if (y < footer)
        put_clients(y, footer, sp);
    n = picture_legend(picture_has_colours(), legend);
    snprintf(legend + n, sizeof(legend) - n, "  (%.0f s)", WINDOW);
    put(footer, legend);
    put_keys(footer + 1, sp);
}

/* The terminal */

static void measure(void)
{
    terminal_size(&nrows, &ncolumns);
    nrows--;    /* the shell's prompt comes below the picture */
    ncolumns--; /* to erase what is right of the last column erases it, too */
    if (nrows > MAXROWS)
        nrows = MAXROWS;
    if (ncolumns > MAXCOLUMNS)
        ncolumns = MAXCOLUMNS;
}

/*
 * The terminal is opened again, so that only this open file, and not the one
 * that other programs share as their stdout, becomes non-blocking (10.8).
 */
void view_open(void)
{
    const char *name = ttyname(STDOUT_FILENO);

    if (name != NULL)
        terminal = open(name, O_WRONLY | O_NOCTTY | O_NONBLOCK);
    if (terminal < 0)
        terminal = STDOUT_FILENO;
    if (atexit(view_close) != 0)
        app_error("watch: atexit error");
    terminal_take();
    measure();
    for (size_t i = 0; i <= nrows; i++)
        append("\n"); /* moves what is on the screen up */
    view_renew();
}

void view_renew(void)
{
    measure();
    used = 0;
    memset(shown, 0, sizeof(shown));
    append("\033[?25l\033[?7l\033[H\033[2J");
}

void view_close(void)
{
    char place[64];
    struct pollfd out = {terminal, POLLOUT, 0};

    if (terminal < 0)
        return;
    snprintf(place, sizeof(place), PLAIN "\033[%zuH\033[?7h\033[?25h\r\n",
             used);
    append(place);
    while (first < last && poll(&out, 1, 1000) == 1 &&
           !(out.revents & (POLLERR | POLLHUP)))
        view_ready();
    terminal = -1;
    terminal_restore();
}

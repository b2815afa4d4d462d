/*
 * picture.c - how a client's time with a server is drawn, as text and as SVG
 *
 * picture.h says what each function does; this file shows how.
 */
#include "demo/picture.h"
#include "chat/text.h"

/* What stands for each phase: in text, and the class of its parts in an SVG. */
static const struct {
    char sign;
    const char *colour, *kind, *words;
} phases[PHASES] = {
    {' ', "0", "", ""},
    {'>', "37;44", "connected", "connected"},
    {'.', "30;43", "waiting", "waiting for the server"},
    {'#', "30;42", "served", "being served"},
};

/* Tracks */

static void add_change(track_t *tp, phase_t phase, double now)
{
    change_t change = {now, phase};

    if (tp->count == tp->size) {
        tp->size = tp->size > 0 ? 2 * tp->size : 8;
        tp->changes = Realloc(tp->changes, tp->size * sizeof(change_t));
    }
    tp->changes[tp->count++] = change;
}

void track_begin(track_t *tp, int number, double now)
{
    track_t track = {.number = number, .first_reply = NEVER};

    *tp = track;
    add_change(tp, CONNECTED, now);
}

void track_change(track_t *tp, phase_t phase, double now)
{
    const change_t *last = &tp->changes[tp->count - 1];

    if (phase != WAITING && last->phase == WAITING &&
        now - last->when < UNSEEN) {
        now = last->when; /* the new phase takes its place */
        last = &tp->changes[--tp->count - 1];
    }
    if (phase != last->phase)
        add_change(tp, phase, now);
}

/* Returns the phase that a client was in at that time. */
static phase_t track_phase(const track_t *tp, double time)
{
    size_t low = 0, high = tp->count; /* a binary search: there may be many */

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (tp->changes[middle].when <= time)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? AWAY : tp->changes[low - 1].phase;
}

void track_end(track_t *tp)
{
    Free(tp->changes);
    tp->changes = NULL;
    tp->count = tp->size = 0;
}

/* Returns the phase of cell i of the n that divide the time. */
static phase_t track_cell(const track_t *tp, double first, double last,
                          size_t n, size_t i)
{
    double width = (last - first) / n, from = first + i * width;
    double came = tp->changes[0].when;

    if (from <= came && came < from + width)
        return CONNECTED;
    return track_phase(tp, from + width / 2);
}

/* Text */

int picture_on_terminal(void)
{
    const char *term = getenv("TERM");

    return isatty(STDOUT_FILENO) && term != NULL && strcmp(term, "dumb") != 0;
}

/* Sets the colour of a phase, if stdout can show it. Returns the length. */
static size_t set_colour(phase_t phase, char *text)
{
    static int has_colours = -1; /* not known yet: a row asks many times */

    if (has_colours < 0)
        has_colours = picture_on_terminal() && getenv("NO_COLOR") == NULL;
    return has_colours ? sprintf(text, "\033[%sm", phases[phase].colour) : 0;
}

size_t picture_row(const track_t *tp, double first, double last, size_t n,
                   char *text)
{
    phase_t before = AWAY;
    size_t length = 0;

    for (size_t i = 0; i < n; i++) {
        phase_t phase = track_cell(tp, first, last, n, i);

        if (phase != before)
            length += set_colour(phase, text + length);
        text[length++] = phases[phase].sign;
        before = phase;
    }
    if (before != AWAY)
        length += set_colour(AWAY, text + length);
    text[length] = '\0';
    return length;
}

size_t picture_legend(char *text)
{
    size_t length = 0;

    for (phase_t phase = CONNECTED; phase < PHASES; phase++) {
        length += set_colour(phase, text + length);
        text[length++] = phases[phase].sign;
        length += set_colour(AWAY, text + length);
        length += sprintf(text + length, " %s%s", phases[phase].words,
                          phase < PHASES - 1 ? "  " : "");
    }
    return length;
}

/* The SVG is for a slide, in any sans-serif font, on a light or dark page. */

#define PAGE 1280    /* width */
#define LEFT 410     /* of the charts */
#define RIGHT 1060   /* of the charts */
#define TOP 150      /* of the first row of the first chart */
#define ROW 34       /* height of a row, if there is room for all */
#define ROWS 850     /* height of all rows, if there are many */
#define LOWEST_ROW 4 /* height of a row, however many there are */
#define HEADING 56   /* height of a chart at least: its name and its model */
#define GAP 26       /* between two charts */
#define LABEL 26     /* height that the text of a row needs */
#define CELLS 1300   /* from LEFT to RIGHT: each is half a unit wide */

typedef struct {
    FILE *fp;
    double last; /* the end of the charts, s */
    double row;  /* the height of a row */
} svg_t;

static double svg_x(const svg_t *sp, double time)
{
    return LEFT + (RIGHT - LEFT) * time / sp->last;
}

static void svg_begin(const svg_t *sp, double height)
{
    fprintf(sp->fp,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %.0f\" "
            "font-family=\"sans-serif\" font-size=\"26\" role=\"img\" "
            "aria-label=\"When each client was connected, waiting, and being "
            "served\">\n",
            PAGE, height);
    fprintf(sp->fp,
            "<defs><pattern id=\"hatch\" width=\"10\" height=\"10\" "
            "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45) "
            "scale(%.2f)\"><path class=\"stripe\" d=\"M2 0 V10\"/></pattern>"
            "</defs>\n",
            sp->row / ROW);
    fprintf(sp->fp,
            "<style>\n"
            ".page { fill: #ffffff } text { fill: #1a1a1a }\n"
            ".name { font-weight: bold }\n"
            ".grid { stroke: #d0d0d0; stroke-width: 2 }\n"
            ".served { fill: #00754a; stroke: #00754a }\n"
            ".waiting { fill: url(#hatch); stroke: #c23b00 }\n"
            ".served, .waiting { stroke-width: %.2f }\n"
            ".stripe { stroke: #c23b00; stroke-width: 4 }\n"
            ".connected { fill: #0060a8 }\n"
            "@media (prefers-color-scheme: dark) {\n"
            ".page { fill: #16181d } text { fill: #f0f0f0 }\n"
            ".grid { stroke: #444a55 }\n"
            ".served { fill: #4cd0a0; stroke: #4cd0a0 }\n"
            ".waiting { stroke: #ff8a5c } .stripe { stroke: #ff8a5c }\n"
            ".connected { fill: #6cb8f5 }\n"
            "}\n"
            "</style>\n",
            2 * sp->row / ROW);
    fprintf(sp->fp, "<rect class=\"page\" width=\"%d\" height=\"%.0f\"/>\n",
            PAGE, height);
}

static void svg_rect(const svg_t *sp, phase_t phase, double x, double y,
                     double width, double height)
{
    fprintf(sp->fp,
            "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
            "height=\"%.1f\"/>\n",
            phases[phase].kind, x, y, width, height);
}

static void svg_legend(const svg_t *sp)
{
    static const int x[PHASES] = {0, 40, 240, 630};

    for (phase_t phase = CONNECTED; phase < PHASES; phase++) {
        int width = phase == CONNECTED ? 6 : 50;

        svg_rect(sp, phase, x[phase], 30, width, 26);
        fprintf(sp->fp, "<text x=\"%d\" y=\"52\">%s</text>\n",
                x[phase] + width + 14, phases[phase].words);
    }
    fprintf(sp->fp,
            "<text x=\"%d\" y=\"52\" text-anchor=\"end\">first reply "
            "after</text>\n",
            PAGE - 30);
}

/* Draws a time axis: vertical lines, few enough to leave room for labels. */
static void svg_grid(const svg_t *sp, double bottom)
{
    double unit = sp->last > 120 ? 60 : 1; /* min or s */
    double step = sp->last > 120 ? 1 : 0.1;

    for (int i = 0; sp->last / unit / step > 6; i++)
        step *= i % 3 == 1 ? 2.5 : 2; /* 0.1, 0.2, 0.5, 1, 2 ... */
    for (int i = 0; i * step * unit <= sp->last; i++) {
        double x = svg_x(sp, i * step * unit);

        fprintf(sp->fp,
                "<path class=\"grid\" d=\"M%.1f %d V%.0f\"/>\n<text x=\"%.1f\" "
                "y=\"%d\" text-anchor=\"middle\">%g %s</text>\n",
                x, TOP - 20, bottom, x, TOP - 32, i * step,
                unit > 1 ? "min" : "s");
    }
}

/* Writes text at the left of a chart, in smaller letters if it is long. */
static void svg_heading(const svg_t *sp, const char *kind, const char *text,
                        double size, double y)
{
    char *clean = Malloc(3 * strlen(text) + 1);
    double letters = (double)text_clean(text, strlen(text), clean);
    double room = 310 / (0.56 * (letters + 1)); /* most letters are narrower */

    fprintf(sp->fp,
            "<text class=\"%s\" font-size=\"%.1f\" x=\"40\" y=\"%.1f\">", kind,
            room < size ? room : size, y);
    for (const char *s = clean; *s != '\0'; s++)
        if (*s == '<' || *s == '>' || *s == '&') /* XML has a meaning for it */
            fprintf(sp->fp, "&#%d;", *s);
        else
            putc(*s, sp->fp);
    fprintf(sp->fp, "</text>\n");
    Free(clean);
}

static void svg_row(const svg_t *sp, const track_t *tp, double y)
{
    double scale = sp->row / ROW;
    phase_t phase = AWAY;
    size_t first = 0; /* of the cells with this phase */

    for (size_t i = 0; i <= CELLS; i++) {
        phase_t next = i < CELLS ? track_cell(tp, 0, sp->last, CELLS, i) : AWAY;

        if (next == phase)
            continue;
        if (phase != AWAY)
            svg_rect(sp, phase, LEFT + first / 2.0, y, (i - first) / 2.0,
                     26 * scale);
        phase = next;
        first = i;
    }
    /* The beginning needs a mark: many clients are CONNECTED very shortly. */
    svg_rect(sp, CONNECTED, svg_x(sp, tp->changes[0].when) - 3, y - 3 * scale,
             6, 32 * scale);
}

/* Writes the number of a row, and when its client was served first. */
static void svg_label(const svg_t *sp, const track_t *tp, double y)
{
    char reply[32] = "no reply";

    if (tp->first_reply < 1)
        snprintf(reply, sizeof(reply), "%.1f ms", tp->first_reply * 1e3);
    else if (tp->first_reply < NEVER)
        snprintf(reply, sizeof(reply), "%.1f s", tp->first_reply);
    fprintf(sp->fp,
            "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d</text>\n"
            "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
            LEFT - 20, y, tp->number, PAGE - 30, y, reply);
}

static double chart_height(const svg_t *sp, const chart_t *cp)
{
    double height = cp->count * sp->row;

    return (height > HEADING ? height : HEADING) + GAP;
}

static void svg_chart(const svg_t *sp, const chart_t *cp, double y)
{
    const char *slash = strrchr(cp->name, '/');
    double labelled = 0; /* where the next label has room */

    svg_heading(sp, "name", slash != NULL ? slash + 1 : cp->name, 30, y + 24);
    svg_heading(sp, "model", cp->model, 24, y + 54);
    for (size_t i = 0; i < cp->count; i++) {
        svg_row(sp, cp->tracks[i], y);
        if (y >= labelled) {
            svg_label(sp, cp->tracks[i], y + 13 * sp->row / ROW + 9);
            labelled = y + LABEL;
        }
        y += sp->row;
    }
}

int picture_svg(const char *filename, const chart_t charts[], size_t n,
                double last)
{
    svg_t svg = {.fp = fopen(filename, "w"), .last = last, .row = ROW};
    double y = TOP, bottom = TOP;
    size_t rows = 0;

    if (svg.fp == NULL)
        return -1;
    for (size_t i = 0; i < n; i++)
        rows += charts[i].count;
    if (rows * ROW > ROWS)
        svg.row = ROWS / (double)rows;
    if (svg.row < LOWEST_ROW)
        svg.row = LOWEST_ROW;
    for (size_t i = 0; i < n; i++)
        bottom += chart_height(&svg, &charts[i]);

    svg_begin(&svg, bottom);
    svg_legend(&svg);
    svg_grid(&svg, bottom - GAP);
    for (size_t i = 0; i < n; i++) {
        svg_chart(&svg, &charts[i], y);
        y += chart_height(&svg, &charts[i]);
    }
    fprintf(svg.fp, "</svg>\n");
    int failed = ferror(svg.fp);
    return fclose(svg.fp) == 0 && !failed ? 0 : -1;
}

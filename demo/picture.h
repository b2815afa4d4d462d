/*
 * picture.h - how a client's time with a server is drawn, as text and as SVG
 *
 * timeline and watch note for each client when it entered which phase. That is
 * its track, and both programs draw it with the functions here, so that their
 * pictures have the same colours and signs. All times are seconds since the
 * picture begins.
 */
#ifndef PICTURE_H
#define PICTURE_H

#include "csapp.h"

typedef enum {
    AWAY,      /* it has not come yet, or has gone */
    CONNECTED, /* it is connecting, or connected: it has sent nothing */
    WAITING,   /* it has sent a line, and no byte of an answer has come */
    SERVED     /* its line was answered, and it has sent no other one */
} phase_t;

#define PHASES 4
#define NEVER 1e9   /* a time that does not come */
#define UNSEEN 0.01 /* s: nobody sees a wait that is shorter */

typedef struct {
    double when;
    phase_t phase;
} change_t;

typedef struct {
    int number;         /* of the client, from 1 on */
    double first_reply; /* how long its first line has waited; or NEVER */
    change_t *changes;  /* in order of time */
    size_t count, size;
} track_t;

/* What happened at one server. */
typedef struct {
    const char *name;
    const char *model; /* a few words about it, or "" */
    track_t **tracks;
    size_t count;
} chart_t;

/* Begins the track of a client that comes now: it is CONNECTED. */
void track_begin(track_t *tp, int number, double now);

/*
 * Notes that a client enters a phase, which may be the one that it is in. A
 * wait that was shorter than UNSEEN is forgotten: so even the track of a client
 * that sends without pause grows slowly.
 */
void track_change(track_t *tp, phase_t phase, double now);

/* Frees the changes of a track. */
void track_end(track_t *tp);

/* Returns true if stdout is a terminal that knows escape sequences. */
int picture_on_terminal(void);

/*
 * Writes a track as a row of text, from the time first to the time last: n
 * cells, a sign for the phase of each. If stdout is a terminal, they are in
 * colour, unless its user has set NO_COLOR. The cell in which the client came
 * is always CONNECTED, so that even a short connect is seen. text has room for
 * PICTURE_CELL * n + 1 bytes, its '\0' included. Returns the length.
 */
#define PICTURE_CELL 16
size_t picture_row(const track_t *tp, double first, double last, size_t n,
                   char *text);

/*
 * Writes the legend of the signs in the same way, in one row. text has room for
 * PICTURE_LEGEND bytes. Returns the length.
 */
#define PICTURE_LEGEND 160
size_t picture_legend(char *text);

/*
 * Writes the picture of n charts, from 0 to last, to an SVG file; last is more
 * than 0. The picture is for a slide: on a light or a dark page, and with lower
 * rows if there are many. Returns 0, or -1 with errno.
 */
int picture_svg(const char *filename, const chart_t charts[], size_t n,
                double last);

#endif /* PICTURE_H */

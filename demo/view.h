/*
 * view.h - shows a session on the terminal, while it happens
 *
 * The view draws over its last picture, and only the rows that have changed: so
 * it does not flicker. It never waits for the terminal: while the terminal has
 * not taken the last picture, no other one is drawn.
 */
#ifndef VIEW_H
#define VIEW_H

#include "demo/session.h"

/*
 * Takes the terminal: keys are read from stdin one by one, and without an echo.
 * What is on the screen scrolls up, so that it is not lost. view_close is also
 * called at exit.
 */
void view_open(void);

/*
 * Draws the session if the terminal has taken the last picture. If the window
 * has another size, clears it first.
 */
void view_draw(const session_t *sp);

/* The descriptor of the terminal, and the poll(2) events to wait for there. */
int view_fd(void);
short view_events(void);

/* Writes as much as the terminal takes without blocking. */
void view_ready(void);

/* Makes view_draw clear the window first, even if the picture is held. */
void view_renew(void);

/*
 * Leaves the last picture where it is, with the cursor below it, and restores
 * the settings of the terminal.
 */
void view_close(void);

#endif /* VIEW_H */

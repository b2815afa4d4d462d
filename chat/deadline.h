/*
 * deadline.h - lists of deadlines, and how to find one that has passed
 *
 * All deadlines of one list have the same delay. So the list is always sorted:
 * the deadline that was set first is the first to pass. Each function takes
 * constant time, however many deadlines there are.
 */
#ifndef DEADLINE_H
#define DEADLINE_H

#include "csapp.h"

typedef struct deadline {
    long long when; /* microseconds, by time_now; 0 while it is not set */
    void *owner;    /* the member that the deadline is for */
    struct deadline *earlier, *later;
} deadline_t;

typedef struct {
    long long delay; /* microseconds from setting a deadline to its passing */
    deadline_t *first, *last;
} deadlines_t;

/* Returns the microseconds of the monotonic clock, which nobody can set. */
long long time_now(void);

/* Sets a deadline that is not set: it passes list->delay after now. */
void deadline_set(deadlines_t *list, deadline_t *deadline, long long now);

/* Clears a deadline, if it is set. */
void deadline_clear(deadlines_t *list, deadline_t *deadline);

/*
 * Returns the time at which the first deadline of the list passes, or limit if
 * that is earlier.
 */
long long deadline_next(const deadlines_t *list, long long limit);

/* Clears the first deadline if it has passed; returns its owner, or NULL. */
void *deadline_passed(deadlines_t *list, long long now);

#endif /* DEADLINE_H */

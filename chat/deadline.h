/*
 * deadline.h - what is to happen when time is up
 *
 * All deadlines of one list are equally far off when they are set, so the list
 * is in order by itself: the first to be set is the first to pass. Setting,
 * clearing and asking take the same short time however many there are.
 */
#ifndef DEADLINE_H
#define DEADLINE_H

#include "csapp.h"

typedef struct deadline {
    long long when; /* microseconds, by time_now; 0 while it is not set */
    void *owner;    /* whose time is up then */
    struct deadline *earlier, *later;
} deadline_t;

typedef struct {
    long long delay; /* microseconds from setting a deadline to its passing */
    deadline_t *first, *last;
} deadlines_t;

/* Returns microseconds since some moment; changing the clock won't matter. */
long long time_now(void);

/* Sets a deadline that is not set. */
void deadline_set(deadlines_t *list, deadline_t *deadline, long long now);

/* Clears a deadline, if it is set. */
void deadline_clear(deadlines_t *list, deadline_t *deadline);

/* Clears the first deadline if it has passed; returns its owner, or NULL. */
void *deadline_passed(deadlines_t *list, long long now);

#endif /* DEADLINE_H */

/*
 * deadline.c - lists of deadlines, and how to find one that has passed
 *
 * deadline.h says what each function does; this file shows how.
 */
#include "deadline.h"

long long time_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

void deadline_set(deadlines_t *list, deadline_t *deadline, long long now)
{
    deadline->when = now + list->delay;
    deadline->earlier = list->last;
    deadline->later = NULL;
    *(list->last ? &list->last->later : &list->first) = deadline;
    list->last = deadline;
}

void deadline_clear(deadlines_t *list, deadline_t *deadline)
{
    deadline_t *earlier = deadline->earlier, *later = deadline->later;

    if (deadline->when == 0)
        return;
    *(earlier ? &earlier->later : &list->first) = later;
    *(later ? &later->earlier : &list->last) = earlier;
    deadline->when = 0;
}

long long deadline_next(const deadlines_t *list, long long limit)
{
    const deadline_t *first = list->first;

    return first != NULL && first->when < limit ? first->when : limit;
}

void *deadline_passed(deadlines_t *list, long long now)
{
    deadline_t *first = list->first;

    if (first == NULL || first->when > now)
        return NULL;
    deadline_clear(list, first);
    return first->owner;
}

/*
 * names.h - finds members, rooms and users by name, with a hash table
 *
 * A thing with a name is a struct that begins with a named_t: a member, a room,
 * a user. Upper and lower case are the same. A set of things allocates no
 * memory, so adding to it cannot fail.
 */
#ifndef NAMES_H
#define NAMES_H

#include "csapp.h"

#define NAME_LIMIT 32     /* characters in a name of a member or a room */
#define NAME_SIZE 64      /* room for a name, or for an address */
#define NAME_BUCKETS 4096 /* a power of two */

typedef struct named {
    char name[NAME_SIZE];
    struct named *older, *newer; /* the neighbours in the set, by age */
    struct named *chained;       /* the next in the same bucket */
} named_t;

/* All zeros is an empty set. */
typedef struct {
    size_t count;
    named_t *oldest, *newest;
    named_t *buckets[NAME_BUCKETS];
} names_t;

/* Returns true if text is a valid name: 1 to 32 letters, digits, '_', '-'. */
int name_is_valid(const char *text);

/* Returns the thing that has this name, or NULL. */
named_t *names_find(const names_t *names, const char *name);

/* Adds a thing under a name that no thing in the set has. */
void names_add(names_t *names, named_t *thing, const char *name);

/* Removes a thing that is in the set, and makes its name "". */
void names_remove(names_t *names, named_t *thing);

/* Removes and frees the oldest thing, which malloc has allocated. */
void names_free_oldest(names_t *names);

#endif /* NAMES_H */

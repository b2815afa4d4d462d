/*
 * names.c - finds members, rooms and users by name, with a hash table
 *
 * names.h says what each function does; this file shows how: a hash table with
 * chains, and a list through all things in the order in which they came.
 */
#include "names.h"

/* Not isalpha and tolower: these depend on the locale, and names must not. */
static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "abcdefghijklmnopqrstuvwxyz"
                              "0123456789_-";

int name_is_valid(const char *text)
{
    size_t length = strlen(text);

    return 0 < length && length <= NAME_LIMIT &&
           strspn(text, letters) == length;
}

static char lower(char c)
{
    return 'A' <= c && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int same_name(const char *a, const char *b)
{
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return lower(*a) == lower(*b);
}

/* The bucket for a name, by the hash function FNV-1a. */
static size_t bucket_of(const char *name)
{
    uint32_t hash = 2166136261U;

    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)lower(*name)) * 16777619U;
    return hash % NAME_BUCKETS;
}

named_t *names_find(const names_t *names, const char *name)
{
    named_t *thing = names->buckets[bucket_of(name)];

    while (thing != NULL && !same_name(thing->name, name))
        thing = thing->chained;
    return thing;
}

void names_add(names_t *names, named_t *thing, const char *name)
{
    named_t **bucket = &names->buckets[bucket_of(name)];

    snprintf(thing->name, sizeof(thing->name), "%s", name);
    thing->chained = *bucket;
    *bucket = thing;
    thing->older = names->newest;
    thing->newer = NULL;
    *(names->newest ? &names->newest->newer : &names->oldest) = thing;
    names->newest = thing;
    names->count++;
}

void names_remove(names_t *names, named_t *thing)
{
    named_t **link = &names->buckets[bucket_of(thing->name)];

    while (*link != thing)
        link = &(*link)->chained;
    *link = thing->chained;
    *(thing->older ? &thing->older->newer : &names->oldest) = thing->newer;
    *(thing->newer ? &thing->newer->older : &names->newest) = thing->older;
    names->count--;
    thing->name[0] = '\0';
}

void names_free_oldest(names_t *names)
{
    named_t *thing = names->oldest;

    names_remove(names, thing);
    free(thing);
}

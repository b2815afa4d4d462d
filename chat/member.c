/*
 * member.c - somebody who is connected, and may have logged in
 *
 * member.h says what each function does; this file shows how.
 */
#include "member.h"

#define GUESSES 3            /* wrong keys that cost no time */
#define GUESS_TIME 1000000   /* microseconds from one guess to the next, then */
#define FORGET_TIME 60000000 /* microseconds until they are forgotten */
#define GUESSERS 10000       /* addresses that are remembered, at most */

/* An address that has given wrong keys or passwords. */
typedef struct {
    named_t named;  /* the name is the address */
    int wrong;      /* how many, until they are forgotten */
    long long next; /* when the next one may be answered */
} guesser_t;

member_t *member_new(chat_t *chat, int connfd, const SA *addr,
                     socklen_t addrlen)
{
    member_t *mp = calloc(1, sizeof(*mp));

    if (mp == NULL)
        return NULL;
    if (address_text(addr, addrlen, mp->address, sizeof(mp->address), mp->port,
                     sizeof(mp->port)) != 0) {
        strcpy(mp->address, "?");
        strcpy(mp->port, "?");
    }
    connection_init(&mp->connection, connfd, LINE_LIMIT, &chat->rate,
                    &chat->due);
    mp->connection.presence = PRESENCE;
    mp->connection.owner = mp;
    mp->login.owner = mp->pause.owner = mp->closing.owner = mp;
    mp->heard = chat->now;
    deadline_set(&chat->logins, &mp->login, chat->now);
    return mp;
}

void member_free(chat_t *chat, member_t *mp)
{
    deadline_clear(&chat->logins, &mp->login);
    connection_close(&mp->connection);
    free(mp);
}

member_t *member_find(const chat_t *chat, const char *name)
{
    return (member_t *)names_find(&chat->members, name);
}

static int is_forgotten(const chat_t *chat, const guesser_t *gp)
{
    return chat->now >= gp->next + FORGET_TIME;
}

int member_guess(chat_t *chat, const member_t *mp, const char *key,
                 const char *guess)
{
    guesser_t *gp = (guesser_t *)names_find(&chat->guessers, mp->address);
    int is_right = key_matches(key, guess);

    if (gp == NULL && !is_right && (gp = calloc(1, sizeof(*gp))) != NULL) {
        if (chat->guessers.count == GUESSERS)
            names_free_oldest(&chat->guessers);
        names_add(&chat->guessers, &gp->named, mp->address);
    }
    /* A right one ends nothing: a user may guess the passwords of others. */
    if (gp != NULL && !is_right) {
        gp->wrong = is_forgotten(chat, gp) ? 1 : gp->wrong + 1;
        gp->next = chat->now + GUESS_TIME;
    }
    return is_right;
}

void member_hold(const chat_t *chat, member_t *mp)
{
    connection_t *cp = &mp->connection;
    const guesser_t *gp = (guesser_t *)names_find(&chat->guessers, mp->address);
    long long until;

    if (gp == NULL || gp->wrong < GUESSES || is_forgotten(chat, gp))
        return;
    /* If it has waited for input, its next line has come just now. */
    until = cp->waiting == FOR_INPUT ? chat->now + GUESS_TIME : gp->next;
    if (cp->held_until < until)
        cp->held_until = until;
}

void member_login(chat_t *chat, member_t *mp, const char *name)
{
    names_add(&chat->members, &mp->named, name);
    deadline_clear(&chat->logins, &mp->login);
}

void member_logout(chat_t *chat, member_t *mp)
{
    names_remove(&chat->members, &mp->named);
    mp->listens[0] = '\0';
    if (mp->connection.state == OPEN)
        deadline_set(&chat->logins, &mp->login, chat->now);
}

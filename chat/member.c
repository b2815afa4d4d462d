/*
 * member.c - somebody who is connected, and may have logged in
 *
 * member.h says what each function does; this file shows how.
 */
#include "member.h"

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

void member_login(chat_t *chat, member_t *mp, const char *name)
{
    names_add(&chat->members, &mp->named, name);
    deadline_clear(&chat->logins, &mp->login);
}

void member_logout(chat_t *chat, member_t *mp)
{
    names_remove(&chat->members, &mp->named);
    if (mp->connection.state == OPEN)
        deadline_set(&chat->logins, &mp->login, chat->now);
}

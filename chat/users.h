/*
 * users.h - the users who can log in, and their passwords
 */
#ifndef USERS_H
#define USERS_H

#include "key.h"
#include "names.h"

typedef struct {
    named_t named;           /* as the file spells it */
    char password[KEY_SIZE]; /* padded with '\0', for key_matches */
} user_t;

/*
 * users_read replaces the users by those in a file; PROTOCOL.md, "Users",
 * describes it. Returns NULL, or the reason why it refuses the file; the users
 * then stay as they were. The reason is valid until the next call.
 */
const char *users_read(names_t *users, const char *pathname);

#endif /* USERS_H */

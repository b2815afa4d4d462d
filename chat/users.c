/*
 * users.c - the users who can log in, and their passwords
 *
 * users.h says what each function does; this file shows how.
 */
#include "users.h"
#include "text.h"

#define PASSWORD_LIMIT 100 /* bytes in a password */

/* Adds the user of a line; returns NULL, or what is wrong with the line. */
static const char *add_user(names_t *users, char *line)
{
    char *password = line + strcspn(line, ":");
    user_t *up;
    size_t length;

    if (*line == '\0' || *line == '#')
        return NULL;
    if (*password == '\0')
        return "it is not NAME:PASSWORD";
    *password++ = '\0';
    length = strlen(password);
    if (!name_is_valid(line))
        return "a name is 1 to 32 letters, digits, '_', '-'";
    if (names_find(users, line) != NULL)
        return "a line above has the same name";
    if (length == 0 || length > PASSWORD_LIMIT || *password == ' ' ||
        password[length - 1] == ' ')
        return "a password is 1 to 100 bytes, with no blank at either end";
    if ((up = calloc(1, sizeof(*up))) == NULL)
        return strerror(errno);
    memcpy(up->password, password, length);
    names_add(users, &up->named, line);
    return NULL;
}

/* Adds the users of all lines; returns NULL, or why the file is refused. */
static const char *add_users(names_t *users, int fd)
{
    static char why[100];
    char line[MAXLINE], clean[3 * MAXLINE + 1];
    rio_t rio;
    ssize_t n;

    rio_readinitb(&rio, fd);
    for (int i = 1; (n = rio_readlineb(&rio, line, sizeof(line))) > 0; i++) {
        const char *fault;

        text_clean(line, (size_t)n, clean);
        fault = n < MAXLINE - 1 ? add_user(users, clean) : "it is too long";
        if (fault != NULL) {
            snprintf(why, sizeof(why), "line %d: %s", i, fault);
            return why;
        }
    }
    if (n < 0)
        return strerror(errno);
    return users->count > 0 ? NULL : "it names nobody";
}

const char *users_read(names_t *users, const char *pathname)
{
    int fd = open(pathname, O_RDONLY | O_NONBLOCK); /* a FIFO must not block */
    names_t fresh = {0}, *old;
    struct stat status;
    const char *why;

    if (fd < 0 || fstat(fd, &status) < 0)
        why = strerror(errno);
    else if (status.st_mode & (S_IRGRP | S_IROTH))
        why = "others may read it (chmod 600 makes it private)";
    else
        why = add_users(&fresh, fd);
    if (fd >= 0)
        close(fd);
    old = why == NULL ? users : &fresh;
    while (old->count > 0)
        names_free_oldest(old);
    if (why == NULL)
        *users = fresh;
    return why;
}

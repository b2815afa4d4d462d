/*
 * names.c - hostinfo with one of several mistakes; -D picks the mistake
 *
 * Run:   tests/mistakes/names [-4|-6] <name>
 * Read:  hostinfo.c before, which is correct; tests/mistakes/echo.table.
 */
#include "csapp.h"

int main(int argc, char **argv)
{
    struct addrinfo hints = {0}, *list, *ai;
    char address[MAXLINE], before[MAXLINE] = "";
    int rc, flags = NI_NUMERICHOST, size = MAXLINE;

    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
#ifdef SOCKTYPE /* prints each address once for each socket type */
    hints.ai_socktype = 0;
#endif
    if (argc == 3 && strcmp(argv[1], "-6") == 0) {
#ifndef FAMILY_IGNORED /* without this, -6 has no effect */
        hints.ai_family = AF_INET6;
#endif
        argc--, argv++;
    } else if (argc == 3 && strcmp(argv[1], "-4") == 0) {
        argc--, argv++;
    }
#ifndef NO_USAGE /* without this, argv[1] may be NULL */
    if (argc != 2 || argv[1][0] == '-')
        app_error("usage: names [-4|-6] <name>");
#endif
    rc = getaddrinfo(argv[1], NULL, &hints, &list);
#if defined(UNKNOWN_EXITS_0) /* a script takes status 0 for success */
    if (rc != 0) {
        fprintf(stderr, "names: %s: %s\n", argv[1], gai_strerror(rc));
        exit(0);
    }
#elif defined(UNKNOWN_ON_STDOUT) /* a script takes the error for an address */
    if (rc != 0) {
        printf("names: %s: %s\n", argv[1], gai_strerror(rc));
        exit(1);
    }
#elif defined(UNKNOWN_UNCHECKED) /* list is not set after an error */
    (void)rc;
#else
    if (rc != 0) {
        fprintf(stderr, "names: %s: %s\n", argv[1], gai_strerror(rc));
        exit(1);
    }
#endif

#ifdef NAME_NOT_NUMBER /* prints the name instead of the address */
    flags = 0;
#endif
#ifdef SHORT_BUFFER /* too short for an IPv6 address */
    size = INET_ADDRSTRLEN;
#endif
    for (ai = list; ai != NULL; ai = ai->ai_next) {
        Getnameinfo(ai->ai_addr, ai->ai_addrlen, address, size, NULL, 0, flags);
#ifndef SOCKTYPE
        if (strcmp(address, before) == 0)
            continue;
#endif
        strcpy(before, address);
        printf("%s\n", address);
    }
    freeaddrinfo(list);
#ifndef STDOUT_UNCHECKED /* without this, a full disk goes unnoticed */
    Fclose(stdout);
#endif
    return 0;
}

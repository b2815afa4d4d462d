/*
 * hostinfo.c - prints the addresses of a host name, each on a line
 *
 * Shows getaddrinfo and getnameinfo, which turn names into socket addresses
 * and back without a word about the address family.
 *
 * Run:   ./hostinfo [-4|-6] <name>     (IPv4 unless told otherwise)
 * Read:  csapp.h before; echoclient.c after, which connects to an address.
 */
#include "csapp.h"

CSAPP_NORETURN static void usage(void)
{
    app_error("usage: hostinfo [-4|-6] <name>");
}

/* Says whether the address of ai stands in list before it. */
static int seen_before(const struct addrinfo *list, const struct addrinfo *ai)
{
    for (; list != ai; list = list->ai_next)
        if (list->ai_addrlen == ai->ai_addrlen &&
            memcmp(list->ai_addr, ai->ai_addr, ai->ai_addrlen) == 0)
            return 1;
    return 0;
}

int main(int argc, char **argv)
{
    struct addrinfo hints = {0}, *list, *ai;
    int rc, option;

    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM; /* or each address comes for each type */
    while ((option = getopt(argc, argv, "46")) != -1) {
        if (option == '?')
            usage();
        hints.ai_family = option == '6' ? AF_INET6 : AF_INET;
    }
    if (optind != argc - 1)
        usage();
    rc = getaddrinfo(argv[optind], NULL, &hints, &list);
    if (rc != 0) {
        fprintf(stderr, "hostinfo: %s: %s\n", argv[optind],
                rc == EAI_SYSTEM ? strerror(errno) : gai_strerror(rc));
        exit(1);
    }

    for (ai = list; ai != NULL; ai = ai->ai_next) {
        char address[MAXLINE];

        if (seen_before(list, ai))
            continue;
        Getnameinfo(ai->ai_addr, ai->ai_addrlen, address, MAXLINE, NULL, 0,
                    NI_NUMERICHOST);
        if (printf("%s\n", address) < 0)
            unix_error("hostinfo: printf");
    }
    Freeaddrinfo(list);
    Fclose(stdout); /* writes what printf has only buffered, and checks that */
    return 0;
}

/*
 * hostinfo.c - prints the addresses of a host name, each on a line of its own
 *
 * Shows getaddrinfo, which turns a name into socket addresses, and getnameinfo,
 * which turns a socket address into text. Neither needs to know what an address
 * of its family looks like.
 *
 * Run:   ./hostinfo [-4|-6] <name>     (-4, IPv4, if neither is given)
 * Read:  csapp.h before; echoclient.c after, which connects to an address.
 */
#include "csapp.h"

/* Returns true if the address of ai is also that of an earlier one in list. */
static int seen_before(const struct addrinfo *list, const struct addrinfo *ai)
{
    while (list != ai && memcmp(list->ai_addr, ai->ai_addr, ai->ai_addrlen))
        list = list->ai_next;
    return list != ai;
}

int main(int argc, char **argv)
{
    struct addrinfo hints = {0}, *list, *ai;
    char address[MAXLINE];
    int option, rc;

    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM; /* or each address comes once a type */
    while ((option = getopt(argc, argv, "46")) == '4' || option == '6')
        hints.ai_family = option == '4' ? AF_INET : AF_INET6;
    if (option != -1 || optind != argc - 1)
        app_error("usage: hostinfo [-4|-6] <name>");
    if ((rc = getaddrinfo(argv[optind], NULL, &hints, &list)) != 0)
        gai_error(rc, argv[optind]);

    for (ai = list; ai != NULL; ai = ai->ai_next) {
        if (seen_before(list, ai)) /* listed twice, in /etc/hosts perhaps */
            continue;
        Getnameinfo(ai->ai_addr, ai->ai_addrlen, address, MAXLINE, NULL, 0,
                    NI_NUMERICHOST);
        if (printf("%s\n", address) < 0)
            unix_error("hostinfo: stdout");
    }
    Freeaddrinfo(list);
    Fclose(stdout); /* printf may have only buffered: now errors show */
    return 0;
}

/*
 * hostinfo.c - prints the addresses of a host name, each on a line of its own
 *
 * Shows getaddrinfo, which turns a name into socket addresses, and getnameinfo,
 * which turns a socket address into text. A program that uses both works with
 * IPv4 and IPv6, and need not know what the addresses of a family look like.
 *
 * Run:   ./hostinfo [-4|-6] <name>     (-4, IPv4, if neither is given)
 * Read:  csapp.h before; echoclient.c after, which connects to an address.
 */
#include "csapp.h"

/* Returns true if an entry of the list from p to ai has the address of ai. */
static int seen_before(const struct addrinfo *p, const struct addrinfo *ai)
{
    while (p != ai && memcmp(p->ai_addr, ai->ai_addr, ai->ai_addrlen) != 0)
        p = p->ai_next;
    return p != ai;
}

int main(int argc, char **argv)
{
    struct addrinfo hints = {0}, *list, *ai;
    char text[MAXLINE];
    int option, rc;

    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM; /* else each address comes once per type */
    while ((option = getopt(argc, argv, "46")) == '4' || option == '6')
        hints.ai_family = option == '4' ? AF_INET : AF_INET6;
    if (option != -1 || optind != argc - 1)
        app_error("usage: hostinfo [-4|-6] <name>");
    if ((rc = getaddrinfo(argv[optind], NULL, &hints, &list)) != 0) {
        snprintf(text, MAXLINE, "hostinfo: %s", argv[optind]);
        gai_error(rc, text);
    }

    for (ai = list; ai != NULL; ai = ai->ai_next) {
        if (seen_before(list, ai)) /* listed twice, in /etc/hosts perhaps */
            continue;
        Getnameinfo(ai->ai_addr, ai->ai_addrlen, text, MAXLINE, NULL, 0,
                    NI_NUMERICHOST);
        if (printf("%s\n", text) < 0)
            unix_error("hostinfo: stdout");
    }
    Freeaddrinfo(list);
    Fclose(stdout); /* writes the buffer of printf; exits if that fails */
    return 0;
}

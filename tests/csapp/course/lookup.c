/*
 * lookup.c - prints the socket addresses of a host and a service
 *
 * Run:   ./lookup <host> <service>     for example   ./lookup localhost 80
 * Read:  hostinfo.c after; byhand.c, which connects to such an address.
 */
#include "csapp.h"

int main(int argc, char **argv)
{
    struct addrinfo hints = {0}, *list;

    if (argc != 3)
        app_error("usage: lookup <host> <service>");
    hints.ai_socktype = SOCK_STREAM;
    int rc = getaddrinfo(argv[1], argv[2], &hints, &list);
    if (rc != 0)
        gai_error(rc, argv[1]);
    for (struct addrinfo *ai = list; ai != NULL; ai = ai->ai_next) {
        char host[NI_MAXHOST], service[NI_MAXSERV];

        Getnameinfo(ai->ai_addr, ai->ai_addrlen, host, sizeof(host), service,
                    sizeof(service), NI_NUMERICHOST | NI_NUMERICSERV);
        printf("%s port %s\n", host, service);
    }
    Freeaddrinfo(list);
    return 0;
}

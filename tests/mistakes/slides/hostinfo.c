/*
 * hostinfo.c - prints the addresses of a name
 */
#include "csapp.h"

int main(int argc, char **argv)
{
    struct addrinfo hints, *list, *p;
    char buf[MAXLINE];
    int rc;

    if (argc != 2) {
        fprintf(stderr, "usage: %s <domain name>\n", argv[0]);
        exit(0);
    }

    memset(&hints, 0, sizeof(hints));
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    if ((rc = getaddrinfo(argv[1], NULL, &hints, &list)) != 0) {
        fprintf(stderr, "getaddrinfo error: %s\n", gai_strerror(rc));
        exit(1);
    }
    for (p = list; p != NULL; p = p->ai_next) {
        Getnameinfo(p->ai_addr, p->ai_addrlen, buf, MAXLINE, NULL, 0,
                    NI_NUMERICHOST);
        printf("%s\n", buf);
    }
    Freeaddrinfo(list);
    exit(0);
}

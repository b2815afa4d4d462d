/*
 * dotted.c - converts an IPv4 address to its 32-bit number, and back
 *
 * Run:   ./dotted 127.0.0.1     or   ./dotted 0x7f000001
 */
#include "csapp.h"

int main(int argc, char **argv)
{
    struct in_addr addr; /* in network byte order */

    if (argc != 2)
        app_error("usage: dotted <address>|0x<number>");
    if (strncmp(argv[1], "0x", 2) == 0) {
        char dotted[INET_ADDRSTRLEN];

        addr.s_addr = htonl(strtoul(argv[1], NULL, 16));
        Inet_ntop(AF_INET, &addr, dotted, sizeof(dotted));
        printf("%s\n", dotted);
    } else {
        Inet_pton(AF_INET, argv[1], &addr);
        printf("0x%08lx\n", (unsigned long)ntohl(addr.s_addr));
    }
    return 0;
}

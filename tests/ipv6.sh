#!/bin/sh
# ipv6.sh - IPv4 and IPv6
. "$(dirname "$0")/lib.sh"
cause="The server listens for one address family only."
topic="getaddrinfo and open_listenfd (CS:APP 11.4.7, 11.4.8)"

start -- %p
talk a session 'IPv4\n'
grep -q '^0\{31\}1' /proc/net/if_inet6 2>/dev/null ||
    skip 'there is no IPv6 here'
talk -h ::1 a session 'IPv6\n'
pass

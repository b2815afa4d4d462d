#!/bin/sh
# ipv6.sh - with [::]:PORT, a server can be reached over IPv6 and IPv4
. "$(dirname "$0")/../lib.sh"
likely 'deaf refused other' "ADDRESS:PORT is not split into address and port, or IPV6_V6ONLY is on." \
    "open_listenfd, in csapp.h"

"$probe" talk -h ::1 s listen >/dev/null 2>&1 ||
    skip 'this system has no IPv6'
start -- '[::]:%p'
talk -h ::1 a session 'IPv6\n'
talk a session 'IPv4\n'
grep -qx "listening on port $port at ::" "$tmp/out" ||
    fail "listening on port $port at ::" "$(head -n 1 "$tmp/out")"
pass

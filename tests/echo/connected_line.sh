#!/bin/sh
# connected_line.sh - each client is told of
. "$(dirname "$0")/../lib.sh"
cause="A name look-up, a buffered line that comes late or twice (after fork), or an IPv4 address in IPv6 dress."
topic="getnameinfo (CS:APP 11.4.7)"

start -- %p
talk 'a*50' session 'x\n' b connect all_are_told_of check \
    "[ \$(grep -c '^Connected to (127[.]0[.]0[.]1, [1-9][0-9]*)\$' '$tmp/out') -eq 51 ]"
[ "$(wc -l <"$tmp/out")" -eq 52 ] ||
    fail '52 lines on stdout' "$(wc -l <"$tmp/out")"
pass

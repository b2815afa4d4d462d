#!/bin/sh
# connected_line.sh - each client is logged on stdout once
. "$(dirname "$0")/../lib.sh"
likely other "The address is looked up as a name, or printed in IPv6 form (::ffff:127.0.0.1). Or the line stays in a stdio buffer, and comes late, or twice (after fork)." \
    "getnameinfo (CS:APP 11.4.7)"

start -- %p
talk 'a*50' session 'x\n' b connect all_are_told_of check \
    "[ \$(grep -c '^Connected to (127[.]0[.]0[.]1, [1-9][0-9]*)\$' '$tmp/out') -eq 51 ]"
[ "$(wc -l <"$tmp/out")" -eq 52 ] ||
    fail '52 lines on stdout' "$(wc -l <"$tmp/out")"
pass

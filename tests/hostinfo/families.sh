#!/bin/sh
# families.sh - the address family can be chosen
. "$(dirname "$0")/../lib.sh"
likely other "-4 and -6 are ignored, ai_family is not set in the hints, or the buffer is too short for an IPv6 address." \
    "Host and service conversion (CS:APP 11.4.7)"

run_program -4 127.0.0.1
[ "$(cat "$tmp/out")" = 127.0.0.1 ] || fail 127.0.0.1 "$(cat "$tmp/out")"
run_program -6 ::1
[ "$(cat "$tmp/out")" = ::1 ] || fail ::1 "$(cat "$tmp/out")"
long=2001:db8:1111:2222:3333:4444:5555:6666
run_program -6 $long
[ "$(cat "$tmp/out")" = $long ] || fail $long "$(cat "$tmp/out")"
refuses -6 127.0.0.1
refuses -4 ::1
pass

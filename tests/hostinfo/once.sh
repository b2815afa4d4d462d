#!/bin/sh
# once.sh - an address is printed once
. "$(dirname "$0")/../lib.sh"
likely other "getaddrinfo returns an address once for each socket type: set ai_socktype in the hints." \
    "Host and service conversion (CS:APP 11.4.7)"

run_program 127.0.0.1
twice=$(sort "$tmp/out" | uniq -d)
[ -z "$twice" ] || fail 'the address 127.0.0.1, once' "$twice came twice"
likely other "The address is not printed." "Host and service conversion (CS:APP 11.4.7)"
grep -q '127[.]0[.]0[.]1' "$tmp/out" ||
    fail 'the address 127.0.0.1, once' "$(cat "$tmp/out" "$tmp/err")"
pass

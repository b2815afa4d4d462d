#!/bin/sh
# address.sh - the address of a name is printed
. "$(dirname "$0")/../lib.sh"
cause="getaddrinfo or getnameinfo is called with a wrong family, flag or size."
topic="Host and service conversion (CS:APP 11.4.7)"

for name_or_address in localhost 127.0.0.1; do
    run_program $name_or_address
    [ "$status" -eq 0 ] || fail 'exit status 0' "$status"
    [ "$(cat "$tmp/out")" = 127.0.0.1 ] ||
        fail 'the line 127.0.0.1' "$(cat "$tmp/out")"
done
run_program 127.2.3.4
[ "$(cat "$tmp/out")" = 127.2.3.4 ] || fail 127.2.3.4 "$(cat "$tmp/out")"
pass

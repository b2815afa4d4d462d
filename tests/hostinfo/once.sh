#!/bin/sh
# once.sh - each address is printed once
. "$(dirname "$0")/../lib.sh"
cause="getaddrinfo returns an address once for each socket type: set ai_socktype, and skip addresses that were already printed."
topic="Host and service conversion (CS:APP 11.4.7)"

for host in localhost 127.0.0.1 "$(uname -n)"; do
    run_program "$host"
    [ -s "$tmp/out" ] || [ "$host" != localhost ] ||
        fail "each address of $host once" 'none was printed'
    twice=$(sort "$tmp/out" | uniq -d)
    [ -z "$twice" ] || fail "each address of $host once" "$twice came twice"
done
pass

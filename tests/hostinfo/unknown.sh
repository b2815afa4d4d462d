#!/bin/sh
# unknown.sh - an unknown name is an error
. "$(dirname "$0")/../lib.sh"
cause="The result of getaddrinfo is not checked, or the error is not printed."
topic="getaddrinfo and gai_strerror (CS:APP 11.4.7)"

long=$(awk 'BEGIN { while (n++ < 200) printf "x" }')
for name in no-such-host.invalid "$long"; do
    refuses "$name"
    [ ! -s "$tmp/out" ] || fail 'nothing on stdout' "$(cat "$tmp/out")"
done
pass

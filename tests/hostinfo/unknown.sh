#!/bin/sh
# unknown.sh - an unknown name is an error
. "$(dirname "$0")/../lib.sh"
patience=$((patience * 3)) # a name server may take its time
likely 'other crashed' "The result of getaddrinfo is not checked, or the error is not printed." \
    "getaddrinfo and gai_strerror (CS:APP 11.4.7)"

long=$(awk 'BEGIN { while (n++ < 200) printf "x" }')
for name in no-such-host.invalid "$long"; do
    refuses "$name"
done
pass

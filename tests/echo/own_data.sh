#!/bin/sh
# own_data.sh - clients that send at the same time get back what is theirs
. "$(dirname "$0")/../lib.sh"
cause="Threads share a buffer (it is static or global), or clients do: what one sends is overwritten by another."
topic="Shared variables in threaded programs (CS:APP 12.4)"

start -- %p
for who in 1 2 3 4; do
    awk -v who=$who 'BEGIN { while (n++ < 65536)
        printf "client %d sends its line %7d of 65536, 48 bytes\n", who, n
    }' >"$tmp/data$who"
done
for who in 1 2 3 4; do
    talk_beside "client$who" connect "client$who" pour "@$tmp/data$who" \
        "client$who" end
done
end_talks
# What waits to be sent must not change while it waits.
talk 'a*2' connect 'a*2' stuff 20000000 'a*2' take 'a*2' end
pass

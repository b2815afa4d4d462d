#!/bin/sh
# own_data.sh - clients that send at the same time get back their own data
. "$(dirname "$0")/../lib.sh"
likely 'wrong silent closed' "Bytes are lost or mixed up when clients send much at the same time: they share a buffer (it is static or global), or the server sends to the wrong client." \
    "Shared variables in threaded programs (CS:APP 12.4)"

start -- %p
for who in 1 2 3 4; do
    awk -v who=$who 'BEGIN { while (n++ < 32768)
        printf "client %d sends its line %7d of 32768, 48 bytes\n", who, n
    }' >"$tmp/data$who"
done
for who in 1 2 3 4; do
    talk_beside "client$who" connect "client$who" echo "@$tmp/data$who"
done
end_talks
# Echoes that the server cannot send yet must not change while they wait. Both
# clients receive at the same time: a server may wait for the slower one.
for who in 1 2; do
    talk_beside "slow$who" connect "slow$who" stuff 20000000 "slow$who" take
done
end_talks
pass

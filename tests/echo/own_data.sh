#!/bin/sh
# own_data.sh - clients that send at the same time get back their own data
. "$(dirname "$0")/../lib.sh"
cause="Threads or clients share a buffer (it is static or global): one client overwrites the data of another."
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
# Echoes that the server cannot send yet must not change while they wait.
talk 'a*2' connect 'a*2' stuff 20000000 'a*2' take 'a*2' end
pass

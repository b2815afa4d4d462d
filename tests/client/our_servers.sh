#!/bin/sh
# our_servers.sh - each echo server of this library echoes a line of any length
. "$(dirname "$0")/../lib.sh"
likely 'silent other' "The client sends a piece of a line and waits for its echo before it sends the rest, while the server waits for the rest." \
    "rio_readlineb returns at most maxlen-1 bytes; the next call returns more (CS:APP 10.5.2)"

awk 'BEGIN { while (n++ < 1048576) printf "0123456789abcdef"; print "" }' \
    >"$tmp/line"
hold_port
for source in "$tests"/../echoserver*.c; do
    server=$(basename "$source" .c)
    [ -x "$tests/../$server" ] || (cd "$tests/.." && make -s "$server" >&2) ||
        skip "make $server failed"
    "$tests/../$server" "127.0.0.1:$port" >"$tmp/$server" 2>&1 &
    beside=$!
    talk "${server}_listens" check "grep -qs listening '$tmp/$server'" \
        c run "$client 127.0.0.1 $port <'$tmp/line' | cmp - '$tmp/line'" \
        c exit 0
    kill $beside
    wait $beside 2>/dev/null
    beside=''
done
pass

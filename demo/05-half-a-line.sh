#!/bin/sh
# 05-half-a-line.sh - an event loop that waits for the rest of a line, compared
#                     with one that does not
#
# Run:   sh demo/05-half-a-line.sh       (about 5 s)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
need echoserver_select echoclient tests/mistakes/half_line tests/probe/probe

answered()
{
    [ -s "$work/second.out" ]
}

# serve PROGRAM SECONDS - client 1 sends half a line and stays connected; client
# 2 sends a whole line; then client 1 sends its rest. Sets waited (0 if client 2
# was answered within SECONDS, before that rest) and freed (0 if client 2 was
# answered in the end).
serve()
{
    start "$1"
    : >"$work/second.out"
    rm -f "$work/rest"
    tests/probe/probe talk -v -p "$port" -t 20 a connect a send 'half a li' \
        rest_is_typed check "test -e '$work/rest'" \
        a send 'ne\n' a expect 'half a line\n' >"$work/first.out" 2>&1 &
    first=$!
    started "$first"
    within 5 grep -q 'half a li' "$work/first.out"
    sleep 1 # nothing tells us when the server has read the half line
    echo 'a whole line' | ./echoclient localhost "$port" \
        >"$work/second.out" 2>&1 &
    second=$!
    started "$second"
    within "$2" answered
    waited=$?
    if [ "$waited" -eq 0 ]; then
        echo '  client 2 was answered'
    else
        echo "  client 2 was not answered for $2 s"
    fi
    : >"$work/rest"
    within 5 answered
    freed=$?
    [ "$waited" -eq 0 ] || [ "$freed" -ne 0 ] ||
        echo '  client 1 sent the rest of its line, and client 2 was answered'
    stop "$first" "$second" "$server"
}

say 'Client 1 sends half a line, and pauses. Client 2 sends a whole line to' \
    'the same event-driven server. Is client 2 answered?'
echo
echo 'half_line reads a whole line from a client that is ready:'
serve tests/mistakes/half_line 2
half=$waited half_freed=$freed
echo 'echoserver_select reads only the bytes that have arrived:'
serve ./echoserver_select 10

[ "$half" -ne 0 ] || not_shown 'half_line did not make client 2 wait.'
[ "$half_freed" -eq 0 ] || not_shown 'half_line never answered client 2.'
[ "$waited" -eq 0 ] || not_shown 'echoserver_select made client 2 wait, too.'
conclude '"Ready" means that some bytes have arrived, not a whole line. An' \
    'event loop that waits for more from one client makes all other clients' \
    'wait, too.'

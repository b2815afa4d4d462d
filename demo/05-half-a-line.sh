#!/bin/sh
# 05-half-a-line.sh - an event loop that waits for the rest of a line, against
#                     one that does not
#
# Run:   sh demo/05-half-a-line.sh       (about 5 s)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
need echoserver_select echoclient tests/mistakes/half_line

answered()
{
    [ -s "$work/second.out" ]
}

connected()
{
    [ "$(grep -c '^Connected' "$log")" -eq "$1" ]
}

# serve PROGRAM SECONDS - client 1 sends half a line and stays; client 2 sends a
# line. Sets waited (0 if client 2 was answered in that time), and freed (0 if it
# was afterwards).
serve()
{
    start "$1"
    : >"$work/second.out"
    rm -f "$work/first"
    mkfifo "$work/first" || exit 1
    ./echoclient localhost "$port" <"$work/first" >"$work/first.out" \
        2>&1 &
    first=$!
    started "$first"
    exec 3>"$work/first"
    within 5 connected 1
    printf 'half a li' >&3
    sleep 1 # nothing tells us that the server has it
    echo 'a whole line' | ./echoclient localhost "$port" \
        >"$work/second.out" 2>&1 3>&- &
    second=$!
    started "$second"
    within "$2" answered
    waited=$?
    if [ "$waited" -eq 0 ]; then
        echo '  client 2 was answered'
    else
        echo "  client 2 was not answered for $2 s"
    fi
    printf 'ne\n' >&3
    within 5 answered
    freed=$?
    [ "$waited" -eq 0 ] || [ "$freed" -ne 0 ] ||
        echo '  client 1 sent the rest of its line: now client 2 was answered'
    exec 3>&-
    stop "$first" "$second" "$server"
}

say 'Client 1 sends half a line, and thinks. Client 2 sends a whole line to' \
    'the same event-driven server.'
echo
echo 'half_line, which reads a whole line from a client that is ready:'
serve tests/mistakes/half_line 2
half=$waited half_freed=$freed
echo 'echoserver_select, which reads what is there:'
serve ./echoserver_select 10

[ "$half" -ne 0 ] || not_shown 'half_line answered client 2 at once.'
[ "$half_freed" -eq 0 ] || not_shown 'half_line did not recover.'
[ "$waited" -eq 0 ] || not_shown 'echoserver_select made client 2 wait too.'
conclude 'ready means that some bytes are there, not a line; an event loop that' \
    'waits for more of one client makes all the others wait with it.'

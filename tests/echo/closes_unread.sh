#!/bin/sh
# closes_unread.sh - a client may leave without reading its echoes
. "$(dirname "$0")/../lib.sh"
likely 'failed ended' "An error on one client's connection ends the whole server. Use the calls in lowercase, which return errors, and end only that session." \
    "Error handling in servers (CS:APP 8.3, 11.4)"

start -- %p
# The server is stopped while a client sends lines and closes the connection.
# When the server goes on, it reads these lines, and its second write to that
# client raises SIGPIPE.
awk 'BEGIN { while (n++ < 1000) print "a line of a client that is gone" }' \
    >"$tmp/lines"
stopped="[ ! -r /proc/$pid/stat ] || grep -q ') T ' /proc/$pid/stat"
for round in 1 2 3; do
    kill -STOP "$pid"
    talk it_is_stopped check "$stopped" a connect a send "@$tmp/lines" a close \
        it_goes_on check "kill -CONT $pid" b session "round $round\\n"
done
pass

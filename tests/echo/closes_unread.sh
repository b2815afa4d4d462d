#!/bin/sh
# closes_unread.sh - a client may leave without reading its echoes
. "$(dirname "$0")/../lib.sh"
cause="A write to a client that has left raises SIGPIPE, which kills a server that does not ignore it."
topic="SIGPIPE (CS:APP 8.5), EPIPE"

start -- %p
for round in 1 2 3; do
    talk a connect a stuff 2000000 a close b session "round $round\\n"
    talk 'a*10' connect 'a*10' send 'x\ny\nz\n' 'a*10' close \
        b session 'and on\n'
done
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

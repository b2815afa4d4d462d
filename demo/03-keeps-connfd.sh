#!/bin/sh
# 03-keeps-connfd.sh - a parent that does not close connfd: its descriptors pile
#                      up, and the client never receives EOF
#
# Run:   sh demo/03-keeps-connfd.sh       (about 6 s)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
need echoserverp tests/mistakes/keeps_connfd tests/probe/probe

# visit - runs a client that sends a line, receives its echo, and leaves
visit()
{
    tests/probe/probe talk -p "$port" a connect a echo 'hello\n' a close \
        >"$work/talk" || die "$(cat "$work/talk")"
}

# sees_the_end SECONDS - the same, but after the echo the client half-closes the
# connection, and waits for EOF; fails if EOF does not come within SECONDS
sees_the_end()
{
    tests/probe/probe talk -p "$port" -t "$1" a connect a echo 'hello\n' \
        a finish a end >"$work/talk"
}

# watch PROGRAM SECONDS - runs the server and ten clients. Sets before and after
# (the open descriptors of the server before and after the clients) and seen (0
# if the first client received EOF within SECONDS).
watch()
{
    start "$1"
    before=$(descriptors "$server")
    sees_the_end "$2"
    seen=$?
    if [ "$seen" -eq 0 ]; then
        echo '  the client received its answer, and then EOF'
    else
        echo "  the client received its answer, but no EOF within $2 s"
    fi
    for _ in 2 3 4 5 6 7 8 9 10; do
        visit
    done
    within 2 settled
    after=$(descriptors "$server")
    echo "  open descriptors of the parent: ${before:-unknown} before," \
        "${after:-unknown} after 10 clients"
    stop "$server"
}

settled()
{
    [ "$(descriptors "$server")" = "$before" ]
}

say 'A client sends a line to keeps_connfd, half-closes the connection, and' \
    'waits until the server ends it (EOF). Nine more clients connect and' \
    'leave. Then we do the same with echoserverp. Which server ends the' \
    'connection, and how many descriptors does each have open in the end?'
echo
echo 'keeps_connfd:'
watch tests/mistakes/keeps_connfd 1
kept_seen=$seen kept=$((${after:-0} - ${before:-0}))
echo 'echoserverp:'
watch ./echoserverp 10

[ "$kept_seen" -ne 0 ] || not_shown 'the client of keeps_connfd received EOF.'
[ "$seen" -eq 0 ] || not_shown 'the client of echoserverp received no EOF.'
if [ -n "$before" ]; then
    [ "$kept" -ge 10 ] || not_shown 'keeps_connfd did not use up descriptors.'
    [ "$after" -eq "$before" ] || not_shown 'echoserverp kept descriptors, too.'
fi
conclude 'A connection ends only when its last descriptor is closed, and' \
    'after fork there are two. A parent that does not close its own leaves' \
    'the client waiting for EOF, and uses up one descriptor for each client.'

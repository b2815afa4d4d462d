#!/bin/sh
# 03-keeps-connfd.sh - the parent that does not close connfd: descriptors that
#                      pile up, a client that never sees the end
#
# Run:   sh demo/03-keeps-connfd.sh       (about 6 s)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
need echoserverp tests/mistakes/keeps_connfd tests/probe/probe

# visit - a client sends a line, receives its echo, and leaves
visit()
{
    tests/probe/probe talk -p "$port" a connect a echo 'hello\n' a close \
        >"$work/talk" || die "$(cat "$work/talk")"
}

# sees_the_end SECONDS - the same, but the client half-closes instead, and waits
# that long for the server to end the connection; fails if it does not
sees_the_end()
{
    tests/probe/probe talk -p "$port" -t "$1" a connect a echo 'hello\n' \
        a finish a end >"$work/talk"
}

# watch PROGRAM SECONDS - sets before, after (descriptors) and seen (0 if the
# client saw the end in that time)
watch()
{
    start "$1"
    before=$(descriptors "$server")
    sees_the_end "$2"
    seen=$?
    if [ "$seen" -eq 0 ]; then
        echo '  the client had its answer, and then saw the end'
    else
        echo "  the client had its answer, and saw no end for $2 s"
    fi
    for client in 2 3 4 5 6 7 8 9 10; do
        visit
    done
    within 2 settled
    after=$(descriptors "$server")
    echo "  the parent's descriptors: ${before:-unknown} before," \
        "${after:-unknown} after 10 clients"
    stop "$server"
}

settled()
{
    [ "$(descriptors "$server")" = "$before" ]
}

say 'A client says a line to keeps_connfd, half-closes, and waits for the end' \
    'of the connection. Nine more come and go. Then the same with echoserverp.'
echo
echo 'keeps_connfd:'
watch tests/mistakes/keeps_connfd 1
kept_seen=$seen kept=$((${after:-0} - ${before:-0}))
echo 'echoserverp:'
watch ./echoserverp 10

[ "$kept_seen" -ne 0 ] || not_shown 'the client saw the end nevertheless.'
[ "$seen" -eq 0 ] || not_shown 'with echoserverp the client saw no end either.'
if [ -n "$before" ]; then
    [ "$kept" -ge 10 ] || not_shown 'the descriptors did not pile up.'
    [ "$after" -eq "$before" ] || not_shown 'echoserverp kept descriptors too.'
fi
conclude 'a connection ends when the last descriptor of it is closed, and after' \
    'fork there are two; a parent that keeps its own leaves the client waiting' \
    'for the end, and has a descriptor less for each client.'

#!/bin/sh
# waits_its_turn.sh - a client that cannot be served yet is served later
. "$(dirname "$0")/../lib.sh"
likely closed "A connection that cannot be served yet is closed instead of waiting." \
    "Bounded buffers (CS:APP 12.5.4)"
likely silent "A connection that cannot be served yet is forgotten." \
    "Bounded buffers (CS:APP 12.5.4)"
likely refused "The backlog of listen is too small for the clients that wait." \
    "The backlog (CS:APP 11.4.5)"

start -- %p
# Other clients connect while client f is being served. Those that cannot be
# served yet have to wait; in the end, all are served. They wait in the backlog,
# which often has room for five, or in the buffer of a pool.
case ${program##*/} in
echoserveri) count=5 ;;
*) count=30 ;;
esac
set --
i=0
while [ $i -lt $count ]; do
    i=$((i + 1))
    set -- "$@" "a$i" expect "I am $i\\n" "a$i" close
done
talk f connect "a*$count" connect "a*$count" send 'I am \#\n' \
    f echo 'first\n' f close "$@"
pass

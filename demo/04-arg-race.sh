#!/bin/sh
# 04-arg-race.sh - the deadly race: the address of a local handed to a thread,
#                  against malloc and against the value itself
#
# Run:   sh demo/04-arg-race.sh       (up to 20 s, mostly 7)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
need echoservert demo/bare demo/load tests/mistakes/arg_race

# crowd - fifty clients at once, each of which must get its own bytes back
crowd()
{
    demo/load lockstep -c 50 -t 0.1 localhost "$port" >"$work/load" \
        2>"$work/load.err"
}

# race MOST PROGRAM... - until a client suffers, or MOST times; sets suffered
race()
{
    most=$1 tries=0 suffered=0
    shift
    start "$@"
    while [ "$suffered" -eq 0 ] && [ "$tries" -lt "$most" ]; do
        tries=$((tries + 1))
        crowd || suffered=$tries
    done
    if [ "$suffered" -gt 0 ]; then
        echo "  crowd $tries: $(cat "$work/load.err")"
    else
        echo "  $tries crowds: each client had its own bytes back"
    fi
    stop "$server"
}

say 'Crowds of fifty clients connect at once. In arg_race the thread gets the' \
    'address of a local variable of main, in which the next accept may store' \
    'another descriptor before the thread has looked.'
echo
echo 'arg_race, &connfd:'
race 20 tests/mistakes/arg_race
address=$suffered
more=$((tries + 5))
echo 'bare thread, a descriptor in memory from malloc:'
race "$more" demo/bare thread
malloc=$suffered
echo 'echoservert, the value of the descriptor:'
race "$more" ./echoservert
value=$suffered

[ "$address" -gt 0 ] || not_shown 'the race was won each time; it is still one.'
[ "$((malloc + value))" -eq 0 ] || not_shown 'the right servers failed too.'
conclude 'what a thread is handed must belong to it alone, memory of its own or' \
    'a value: a variable that main goes on to change is a race, lost only' \
    'now and then, and then a client is not served.'

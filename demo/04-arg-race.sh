#!/bin/sh
# 04-arg-race.sh - a race: a thread gets the address of a local variable of
#                  main; compared with memory from malloc, and with the value
#
# Run:   sh demo/04-arg-race.sh       (mostly 7 s, at most 20 s)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
need echoservert demo/bare demo/load tests/mistakes/arg_race

# crowd - runs fifty clients at once; fails if one of them does not get its own
# bytes back
crowd()
{
    demo/load lockstep -c 50 -t 0.1 localhost "$port" >"$work/load" \
        2>"$work/load.err"
}

# race MOST PROGRAM... - sends crowds to the server until one crowd fails, or
# MOST times. Sets tries (the number of crowds) and suffered (the number of the
# crowd that failed, or 0).
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
        echo "  crowd $tries failed:"
        sed 's/^load: /    /' "$work/load.err"
    else
        echo "  $tries crowds: each client got its own bytes back"
    fi
    stop "$server"
}

say 'Crowds of fifty clients connect at once. In arg_race each thread gets' \
    'the address of the same local variable of main. The next accept may' \
    'store another descriptor there before the thread has read its own. How' \
    'many crowds are served before this happens?'
echo
echo 'arg_race passes the address, &connfd:'
race 20 tests/mistakes/arg_race
address=$suffered
more=$((tries + 5))
echo 'bare thread passes memory from malloc, which holds the descriptor:'
race "$more" demo/bare thread
malloc=$suffered
echo 'echoservert passes the value of the descriptor:'
race "$more" ./echoservert
value=$suffered

[ "$address" -gt 0 ] ||
    not_shown 'all clients were served, but arg_race still contains a race.'
[ "$((malloc + value))" -eq 0 ] || not_shown 'a correct server failed, too.'
conclude 'The argument of a thread must belong to that thread alone: a value,' \
    'or memory of its own. The address of a variable that main changes later' \
    'is a race. The thread loses it only now and then, but each time that it' \
    'does, a client is not served.'

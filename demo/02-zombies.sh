#!/bin/sh
# 02-zombies.sh - zombies of a server that never reaps its children, and of one
#                 that reaps a single child for each SIGCHLD
#
# Run:   sh demo/02-zombies.sh       (about 3 s)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
need echoserverp echoclient demo/load tests/mistakes/no_reap \
    tests/mistakes/reap_one

zombies()
{
    states "$server" | grep -c '^Z'
}

all_ended()
{
    ! states "$server" | grep -q '^[^Z]'
}

no_zombies()
{
    [ "$(zombies)" -eq 0 ]
}

# visit - runs five clients, one after the other, and waits until the children
# that served them have ended
visit()
{
    for client in 1 2 3 4 5; do
        echo "hello from client $client" | ./echoclient localhost "$port" \
            >"$work/echo" || die 'a client failed'
    done
    within 5 all_ended
}

# crowd - runs fifty clients that all leave at once, and waits until the
# children that served them have ended
crowd()
{
    demo/load lockstep -c 50 -t 0.1 localhost "$port" >"$work/load" \
        2>"$work/load.err" || die "$(cat "$work/load.err")"
    within 5 all_ended
}

say 'Five clients visit no_reap, a server that forks a child for each client' \
    'and never waits for its children. Then five clients visit echoserverp,' \
    'which reaps its children. How many zombies does each server have then?'
start tests/mistakes/no_reap
visit
unreaped=$(zombies)
echo "  no_reap:      $unreaped zombies (Z), as the process table shows them:"
states "$server" | sed 's/^/                /'
left=$(children "$server")
stop "$server"
gone()
{
    for child in $left; do
        ! kill -0 "$child" 2>/dev/null || return 1
    done
}
if within 2 gone; then
    echo '                The server ended. init has adopted and reaped them.'
else
    echo '                The server ended, but here no process reaps them.'
fi
start ./echoserverp
visit
within 5 no_zombies
reaped=$(zombies)
echo "  echoserverp:  $reaped zombies"

echo
say 'Now fifty clients leave at once. The handler of reap_one reaps one child' \
    'for each SIGCHLD. The handler of echoserverp loops until it has reaped' \
    'all children that have ended.'
one=0 try=0
start tests/mistakes/reap_one
while [ "$one" -eq 0 ] && [ "$try" -lt 10 ]; do
    crowd
    one=$(zombies) try=$((try + 1))
done
echo "  reap_one:     $one zombies of $((50 * try)) children"
stop "$server"
start ./echoserverp
crowd
within 5 no_zombies
looped=$(zombies)
echo "  echoserverp:  $looped zombies of 50 children"

[ "$unreaped" -eq 5 ] || not_shown 'no_reap did not leave five zombies.'
[ "$((reaped + looped))" -eq 0 ] || not_shown 'echoserverp left zombies.'
[ "$one" -gt 0 ] || not_shown 'reap_one received a SIGCHLD for each child.'
conclude 'A child that has ended stays a zombie until its parent waits for' \
    'it. Signals do not queue, so one SIGCHLD may stand for several children.' \
    'Therefore the handler must reap all children that have ended, not only' \
    'one.'

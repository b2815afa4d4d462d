#!/bin/sh
# 02-zombies.sh - children that are not reaped, children that are, and one
#                 SIGCHLD for several of them
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

# visit - five clients, one after the other; prints the zombies they leave
visit()
{
    for client in 1 2 3 4 5; do
        echo "hello from client $client" | ./echoclient localhost "$port" \
            >"$work/echo" || die 'a client failed'
    done
    within 5 all_ended
}

# crowd - fifty clients that all leave at once
crowd()
{
    demo/load lockstep -c 50 -t 0.1 localhost "$port" >"$work/load" \
        2>"$work/load.err" || die "$(cat "$work/load.err")"
    within 5 all_ended
}

say 'Five clients visit no_reap, a process server whose parent never waits for' \
    'its children, and then echoserverp, which reaps them.'
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
    echo '                The server has ended: init has adopted and reaped them.'
else
    echo '                The server has ended, and nobody reaps them here.'
fi
start ./echoserverp
visit
within 5 no_zombies
reaped=$(zombies)
echo "  echoserverp:  $reaped zombies"

echo
say 'Now fifty clients leave at once. reap_one reaps one child a SIGCHLD;' \
    'echoserverp loops until no more are left.'
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

[ "$unreaped" -eq 5 ] || not_shown 'no_reap left no zombies.'
[ "$((reaped + looped))" -eq 0 ] || not_shown 'echoserverp left zombies.'
[ "$one" -gt 0 ] || not_shown 'each child had a SIGCHLD of its own.'
conclude 'a child that ends stays a zombie until its parent waits for it; and' \
    'as signals do not queue, a handler must reap all children that have' \
    'ended, not one.'

#!/bin/sh
# experiments.sh - tests that each live experiment observes its effect, and
#                  leaves nothing behind
set -u
# shellcheck source=tests/demo/lib.sh
. "$(dirname "$0")/lib.sh"
need all demo/relay
set -- demo/[0-9][0-9]-*.sh
plan $((2 * $# + 7))

mkdir "$work/tmp"
watcher=''

# watch - starts a watcher, which reads a FIFO. An experiment and all that it
# starts have the FIFO open as descriptor 9, so the watcher ends with the last of
# them.
watch()
{
    [ -z "$watcher" ] || stop "$watcher"
    rm -f "$work/open"
    mkfifo "$work/open"
    cat "$work/open" &
    watcher=$!
    started "$watcher"
}

concludes()
{
    watch
    TMPDIR=$work/tmp sh "$1" 9>"$work/open" >"$work/said"
    status=$?
    cat "$work/said"
    [ "$status" -eq 0 ] && grep -q '^Conclusion: ' "$work/said"
}

# A busy machine may hide an effect once, but not twice.
observes()
{
    concludes "$1" || { within 5 nothing_left && concludes "$1"; }
}

fails_with()
{
    cat "$1"
    false
}

# Fails if a file is left in $work/tmp, or a process of the experiment runs on.
nothing_left()
{
    ls -A "$work/tmp"
    [ -z "$(ls -A "$work/tmp")" ] && ended "$watcher"
}

has_haproxy()
{
    (PATH=$PATH:/usr/sbin && command -v haproxy >/dev/null)
}

# unless_busy EXPERIMENT REASON - tests an experiment that needs two processors
# which do nothing else. It is skipped if it says that it has not shown its effect
# for this reason, and 08-one-processor-or-all.sh has found the machine busy.
busy=
unless_busy()
{
    if observes "$1" >"$work/said_twice"; then
        ok "$1" true
        return
    fi
    because=
    ! tr '\n' ' ' <"$work/said_twice" | grep -qE "effect: $2" || because=1
    case $1 in demo/08*) busy=$because ;; esac
    if [ -n "$because" ] && [ -n "$busy" ]; then
        skip "$1" 'no second processor is free'
    else
        ok "$1" fails_with "$work/said_twice"
    fi
}

for experiment in "$@"; do
    case $experiment in
    demo/08*) unless_busy "$experiment" '.*(one processor|busy just now)' ;;
    demo/11*) unless_busy "$experiment" 'no count was lost without a lock' ;;
    demo/13*)
        if has_haproxy; then
            unless_busy "$experiment" 'no session failed before'
        else
            skip "$experiment" 'haproxy is not installed'
        fi
        ;;
    *) ok "$experiment" observes "$experiment" ;;
    esac
    ok "$experiment leaves nothing behind" within 5 nothing_left
done

# doubts SCRIPT PROGRAM REASON - runs the experiment with another PROGRAM, which
# is read from stdin; succeeds if the effect is not shown, for this reason, and
# nothing is left
mkdir "$work/top" "$work/top/demo" "$work/top/chat"
cp demo/lib.sh demo/relay "$work/top/demo"
cp chat/chatserver "$work/top/chat"
doubts()
{
    cp "demo/$1" "$work/top/demo"
    cat >"$work/top/$2"
    chmod +x "$work/top/$2"
    concludes "$work/top/demo/$1"
    [ "$status" -eq 2 ] &&
        tr '\n' ' ' <"$work/said" | grep -q "effect: [^.]*$3" &&
        within 5 nothing_left
}
ok '10-peers.sh notices that all lines pass the server' \
    doubts 10-peers.sh chat/chatclient 'heard ann by way of the server' <<EOF
#!/bin/sh
shift 2 # without -p, a client makes no direct connections
"$PWD/chat/chatclient" "\$@" | while IFS= read -r line; do
    printf '%s\n' "\$line"
    case \$line in "* \$3 joined"*) echo '* direct connections: none' ;; esac
done
EOF
ok '10-peers.sh notices a line that passes the server as well' \
    doubts 10-peers.sh chat/chatclient 'passed the server' <<EOF
#!/bin/sh
while IFS= read -r line; do
    case \$5:\$line in ann:/msg*) printf '/me %s\n' "\$line" ;; esac
    printf '%s\n' "\$line"
done | "$PWD/chat/chatclient" "\$@"
EOF
ok '11-sharing.sh notices that no count was lost' \
    doubts 11-sharing.sh demo/sharing 'no count was lost without' <<EOF
#!/bin/sh
"$PWD/demo/sharing" | sed '/^without/s/.*/without a lock 0 of 9 0 0 2.0 ns/'
EOF
ok '12-orders.sh notices that there was only one order' \
    doubts 12-orders.sh demo/orders 'the processes answered in the same' <<EOF
#!/bin/sh
"$PWD/demo/orders" | sed '/^processes/s/.*/processes 1 12345678 300/'
EOF

# interrupt SCRIPT CONDITION - ends the script as soon as the condition is met;
# succeeds if nothing is left behind
interrupt()
{
    watch
    TMPDIR=$work/tmp sh "$1" 9>"$work/open" >"$work/said" &
    script=$!
    started "$script"
    within 60 "$2"
    met=$?
    stop "$script"
    within 5 nothing_left && [ "$met" -eq 0 ]
}
server_runs()
{
    grep -qs '^listening' "$work"/tmp/*/server1
}
haproxy_runs()
{
    grep -qs 'Connect from' "$work"/tmp/*/log
}
ok 'an interrupted experiment leaves nothing behind' \
    interrupt demo/03-keeps-connfd.sh server_runs
title='an interrupted load balancer leaves nothing behind'
if has_haproxy; then
    ok "$title" interrupt demo/13-balancer.sh haproxy_runs
else
    skip "$title" 'haproxy is not installed'
fi
ok 'an interrupted benchmark leaves nothing behind' \
    interrupt demo/bench.sh server_runs
finished

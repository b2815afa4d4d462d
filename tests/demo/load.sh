#!/bin/sh
# load.sh - tests that demo/load accepts right answers and notices wrong ones
set -u
# shellcheck source=tests/demo/lib.sh
. "$(dirname "$0")/lib.sh"
need all demo/load tests/demo/liar
plan $((15 + 3 * servers))

load()
{
    mode=$1
    shift
    demo/load "$mode" -t 0.2 "$@" 127.0.0.1 "$port"
}

# reports UNIT MODE... - succeeds if load reports a rate in UNIT, and its
# percentiles in ascending order
reports()
{
    unit=$1
    shift
    load "$@" >"$work/report" || return 1
    cat "$work/report"
    grep -q "^rate *[1-9][0-9]* $unit a second" "$work/report" &&
        awk '/^p/ { n++; if ($2 < last) exit 1; last = $2 }
             END { exit n != 3 }' "$work/report"
}

for source in echoserver*.c; do
    name=${source%.c}
    start "./$name"
    ok "lockstep with $name" reports 'round trips' lockstep -c 10
    ok "sessions with $name" reports sessions sessions -c 10
    ok "stream with $name" reports lines stream -c 10
    stop "$server"
done

answered()
{
    load "$1" -c 10 | grep "^clients *10, $2 of them answered"
}
start ./echoserveri
ok 'load says how many clients an iterative server answered' answered lockstep 1
stop "$server"

start tests/demo/liar honest 1
ok 'lines of one byte' load stream -l 1 -c 3
ok 'lines of 100,000 bytes' load lockstep -l 100000 -c 3
stop "$server"

# lies TEXT LIE NTH MODE... - succeeds if load fails with an error that contains
# TEXT when the server is a liar
lies()
{
    text=$1 lie=$2 nth=$3
    shift 3
    start tests/demo/liar "$lie" "$nth"
    refuses "$text" load "$@"
    noticed=$?
    stop "$server"
    return "$noticed"
}
ok 'a byte is lost' lies 'closed the connection' drop 3 lockstep -c 3
ok 'a byte is lost in a session' lies 'closed the connection' drop 1 sessions
ok 'a byte is lost in a stream' lies 'not what was sent' drop 3 stream -c 3
ok 'a byte is changed' lies 'not what was sent' change 20 lockstep -c 3
ok 'bytes are reordered' lies 'not what was sent' reorder 3 lockstep
ok 'bytes are reordered in a stream' lies 'not what was sent' reorder 5 stream
ok 'a byte is added' lies 'more came back' add 3 lockstep -l 1 -c 3
ok 'a connection is closed' lies 'closed the connection' close 5 lockstep -c 3
ok 'a server is mute' lies 'closed the connection' mute 1 lockstep

ok 'nobody listens' refuses 'refused' demo/load lockstep 127.0.0.1 1
ok 'no such mode' refuses '^usage: load' demo/load gallop 127.0.0.1 1
ok 'an argument that is not a number' refuses 'load: many: not a number' \
    demo/load lockstep -c many 127.0.0.1 1
finished

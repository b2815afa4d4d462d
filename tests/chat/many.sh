#!/bin/sh
# many.sh - ten thousand members at once
set -u
. "$(dirname "$0")/lib.sh"
cause="Each connection has buffers of its full size from the start."
topic="The memory of a connection"
plan 4 server
# shellcheck disable=SC3045 # not of POSIX, but every sh has it
[ "$(ulimit -n)" = unlimited ] || [ "$(ulimit -n)" -ge 10100 ] ||
    skip_rest "ulimit -n is $(ulimit -n), 10100 are needed"
descriptors=10100
start %p || give_up
"$chatprobe" idle "$port" "$pid" 10000 1000 >"$tmp/numbers"
result "$?" 'ten thousand are connected, and a thousand of them get a line'
sed 's/^[^#]/# bytes each, milliseconds: &/' "$tmp/numbers"
read -r bytes milliseconds <"$tmp/numbers"
if [ "${bytes:-0}" -gt 0 ] 2>/dev/null; then
    check 'each takes 8 KiB at most' [ "$bytes" -le 8192 ]
else
    skip 'the memory of a process cannot be told here'
fi
# On an unloaded machine it is 100; a test has to pass on a loaded one.
check 'the line was there within a second' [ "${milliseconds:-9999}" -le 1000 ]
check 'the server ends with 0' stop
finish

#!/bin/sh
# many.sh - ten thousand members at once
set -u
. "$(dirname "$0")/lib.sh"
cause="Each connection has buffers of full size from the start."
topic="The memory of a connection"
plan 4 server
# shellcheck disable=SC3045 # not of POSIX, but every sh has it
ulimit -S -n 10100 2>/dev/null ||
    skip_rest "needs more than the $(ulimit -H -n) descriptors that are allowed here"
descriptors=10100
start %p || give_up
"$chatprobe" idle "$port" "$pid" 10000 1000 >"$tmp/numbers"
result "$?" 'ten thousand members connect, and a thousand of them get a line'
sed 's/^[^#]/# bytes each, milliseconds: &/' "$tmp/numbers"
read -r bytes milliseconds <"$tmp/numbers"
if [ "${bytes:-0}" -gt 0 ] 2>/dev/null; then
    check 'each takes at most 8 KiB of memory' [ "$bytes" -le 8192 ]
else
    skip 'needs /proc, to see the memory of a process'
fi
# It takes 100 milliseconds on an idle machine, but a test must pass on a busy
# machine, too.
check 'the line arrived within a second' [ "${milliseconds:-9999}" -le 1000 ]
check 'the server exits with status 0' stop
finish

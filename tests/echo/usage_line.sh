#!/bin/sh
# usage_line.sh - the usage line names the program and its arguments
. "$(dirname "$0")/../lib.sh"
likely other "The usage line does not name the program and its arguments." \
    "Programs and their arguments (CS:APP 8.4.5)"

refuses
grep -q "^usage: ${program##*/} <port>" "$tmp/err" ||
    fail "usage: ${program##*/} <port>" "$(cat "$tmp/err")"
[ "$status" -eq 1 ] || fail 'exit status 1' "$status"
refuses 70000
[ "$(wc -l <"$tmp/err")" -eq 1 ] || fail 'one line' "$(wc -l <"$tmp/err")"
grep -q 'port 70000: ' "$tmp/err" || fail 'a message with the port' "$(cat "$tmp/err")"
pass

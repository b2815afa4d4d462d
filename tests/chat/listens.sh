#!/bin/sh
# listens.sh - port 0, and what the chat server tells on stdout
set -u
. "$(dirname "$0")/lib.sh"
cause='Port 0 is not passed on to bind, or lines are not written at once.'
topic='Start-up and log lines, as of every server here'
plan 3 server

(cd "$tmp/home" && exec "$probe" run -e "$tmp/ended" "$server" 0 \
    >"$tmp/out" 2>"$tmp/err") &
runner=$!
check 'it takes a free port and says which' "$probe" talk -t "${TEST_LIMIT:-10}" X check \
    "grep -q '^listening on port [1-9][0-9]*\$' '$tmp/out'"
port=$(sed -n 's/^listening on port //p' "$tmp/out")
check 'it can be talked to there' "$probe" talk -t "${TEST_LIMIT:-10}" -p "$port" \
    a connect a send '/login ann\n' a find 'joined #lobby'
check 'each client is told of once, in numbers' "$probe" talk -t "${TEST_LIMIT:-10}" X check \
    "[ \$(grep -c '^Connected to (127[.]0[.]0[.]1, [1-9][0-9]*)\$' '$tmp/out') \
        -eq 1 ] && [ \$(wc -l <'$tmp/out') -eq 2 ]"
finish

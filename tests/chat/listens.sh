#!/bin/sh
# listens.sh - port 0, and what the chat server prints on stdout
set -u
. "$(dirname "$0")/lib.sh"
cause='Port 0 is not passed on to bind, or lines are not written at once.'
topic='The start-up line and the log lines, which every server here prints'
plan 3 server

(cd "$tmp/home" && exec "$probe" run -e "$tmp/ended" "$server" 0 \
    >"$tmp/out" 2>"$tmp/err") &
runner=$!
check 'it takes a free port and prints it' "$probe" talk -t "${TEST_LIMIT:-10}" X check \
    "grep -q '^listening on port [1-9][0-9]*\$' '$tmp/out'"
port=$(sed -n 's/^listening on port //p' "$tmp/out")
check 'a client can connect to that port' "$probe" talk -t "${TEST_LIMIT:-10}" -p "$port" \
    a connect a send '/login ann\n' a find 'joined #lobby'
check 'each client is logged once, with its numeric address' "$probe" talk -t "${TEST_LIMIT:-10}" X check \
    "[ \$(grep -c '^Connected to (127[.]0[.]0[.]1, [1-9][0-9]*)\$' '$tmp/out') \
        -eq 1 ] && [ \$(wc -l <'$tmp/out') -eq 2 ]"
finish

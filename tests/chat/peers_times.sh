#!/bin/sh
# peers_times.sh - how long peers may take, without waiting so long
set -u
. "$(dirname "$0")/lib.sh"
cause="A time is wrong, or is counted from the wrong moment."
topic="The chat protocol: calls"
plan 8 client
[ -f "$given/chat/peer.c" ] || skip_rest 'needs the sources of the client'

cd "$given/chat" || exit 2
${CC:-cc} -O1 -Wall -Wextra -pthread -I.. -o "$tmp/times" \
    "$tests/chat/peers_times.c" peer.c connection.c deadline.c names.c text.c \
    ../csapp.c ||
    broken 'peers_times.c cannot be compiled'
check 'a caller may be a second earlier than its token' "$tmp/times" late
check 'a token is valid for a minute' "$tmp/times" token
check 'the last 1024 tokens are remembered' "$tmp/times" tokens
check 'a caller has ten seconds to say who it is' "$tmp/times" silence
check 'whoever is called has ten seconds to answer' "$tmp/times" call
check 'a late answer of the server is not shown; the next text makes a call' \
    "$tmp/times" unanswered
check 'who sends too fast for thirty seconds is disconnected' "$tmp/times" flood
check 'who does not read is disconnected at once when too much waits' \
    "$tmp/times" slow
finish

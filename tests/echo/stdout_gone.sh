#!/bin/sh
# stdout_gone.sh - the server goes on when the reader of its stdout has ended
. "$(dirname "$0")/../lib.sh"
likely sigpipe "A write to a pipe whose reader has ended raises SIGPIPE, which kills a server that does not ignore it." \
    "SIGPIPE (CS:APP 8.5), standard I/O and its errors (10.10)"

mkfifo "$tmp/fifo"
chmod 666 "$tmp/fifo"
cat "$tmp/fifo" >/dev/null &
holder=$!
start -o "$tmp/fifo" -- %p
talk a session 'while it is read\n'
kill "$holder"
wait "$holder" 2>/dev/null
holder=''
talk 'a*3' session 'one\n' b session 'two\n'
pass

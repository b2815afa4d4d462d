#!/bin/sh
# stdout_unread.sh - the server goes on when nobody reads its stdout
. "$(dirname "$0")/../lib.sh"
likely silent "The server writes a line about each client to a pipe that is full, and blocks until somebody reads it." \
    "Pipes hold a limited amount (CS:APP 10.10)"

# Its stdout is a FIFO that is open and never read. The lines about 2,500
# clients are more than the FIFO holds.
mkfifo "$tmp/fifo"
chmod 666 "$tmp/fifo"
exec 9<>"$tmp/fifo"
start -o "$tmp/fifo" -- %p
talk 'a*2500' session 'x\n' b session 'served on\n'
exec 9>&-
pass

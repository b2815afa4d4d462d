#!/bin/sh
# stdout_unread.sh - nobody need read the log
. "$(dirname "$0")/../lib.sh"
cause="Each client is told of on a pipe that is full: the server waits for its reader for ever."
topic="Pipes hold a limited amount (CS:APP 10.10)"

# A FIFO that is open, filled to the brim, and never read.
mkfifo "$tmp/fifo"
chmod 666 "$tmp/fifo"
exec 9<>"$tmp/fifo"
start -o "$tmp/fifo" -- %p
talk 'a*2500' session 'x\n' b session 'served on\n'
exec 9>&-
pass

#!/bin/sh
# stdout_full.sh - the server goes on when its stdout is a full disk
. "$(dirname "$0")/../lib.sh"
likely 'failed ended' "The server ends because a write to stdout (printf or fflush) fails." \
    "Standard I/O and its errors (CS:APP 10.10)"

[ -c /dev/full ] || skip "this system has no /dev/full"
start -o /dev/full -- %p
talk 'a*3' session 'one\n' b session 'two\n'
pass

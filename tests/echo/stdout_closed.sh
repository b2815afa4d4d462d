#!/bin/sh
# stdout_closed.sh - the server goes on when its stdout is closed
. "$(dirname "$0")/../lib.sh"
likely 'failed ended sigpipe silent wrong' "The server ends because printf fails, or SIGPIPE kills it. Or a connection gets descriptor 1, and becomes its stdout." \
    "Standard I/O and its errors (CS:APP 10.10)"

start -o closed -- %p
talk 'a*3' session 'one\n' b session 'two\n'
pass

#!/bin/sh
# stdout_closed.sh - the server goes on when its stdout is closed
. "$(dirname "$0")/../lib.sh"
cause="The server exits because printf fails, or SIGPIPE kills it; or a connection gets descriptor 1, and becomes its stdout."
topic="Standard I/O and its errors (CS:APP 10.10)"

start -o closed -- %p
talk 'a*3' session 'one\n' b connect b echo 'two\n' b reset c session 'three\n'
pass

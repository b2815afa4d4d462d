#!/bin/sh
# stdout_closed.sh - stdout may be nothing at all
. "$(dirname "$0")/../lib.sh"
cause="A failed printf ends the server, or raises SIGPIPE; or a connection takes the place of stdout."
topic="Standard I/O and its errors (CS:APP 10.10)"

start -o closed -- %p
talk 'a*3' session 'one\n' b connect b echo 'two\n' b reset c session 'three\n'
pass

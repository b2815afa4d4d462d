#!/bin/sh
# stdout_full.sh - stdout may be a full disk
. "$(dirname "$0")/../lib.sh"
cause="A failed printf ends the server, or raises SIGPIPE; or a connection takes the place of stdout."
topic="Standard I/O and its errors (CS:APP 10.10)"

[ -c /dev/full ] || skip "there is no /dev/full here"
start -o /dev/full -- %p
talk 'a*3' session 'one\n' b connect b echo 'two\n' b reset c session 'three\n'
pass

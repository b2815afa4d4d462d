#!/bin/sh
# restart.sh - a server can be started again at once
. "$(dirname "$0")/../lib.sh"

hold_port
start -p "$port" -- %p
# The server ends while it has a client, so that its side closes first: that
# puts the connection into the state TIME_WAIT.
talk a connect a echo 'before\n' it_is_stopped check "kill $runner" a gone
stop
likely deaf "Without SO_REUSEADDR, bind fails while connections of the old server are in the state TIME_WAIT." \
    "open_listenfd and SO_REUSEADDR (CS:APP 11.4.8)"
start -p "$port" -- %p
talk a session 'after\n'
pass

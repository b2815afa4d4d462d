#!/bin/sh
# idle.sh - a server that waits uses no processor time
. "$(dirname "$0")/../lib.sh"
cause="The server polls again and again instead of blocking: it does not notice that a client has left, or it waits for descriptors that are always ready. Or it disconnects a client that pauses in the middle of a line."
topic="Blocking and select (CS:APP 12.2)"

start -- %p
talk a session 'x\n'
idle
talk a connect a echo 'x\n' a send 'half' it_is_idle check "'$probe' idle $pid" \
    a send ' a line\n' a expect 'half a line\n' a reset b connect b echo 'x\n' b finish b end it_is_idle check "'$probe' idle $pid"
talk a connect a stuff 50000000 it_is_idle check "'$probe' idle $pid" a reset
pass

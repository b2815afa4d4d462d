#!/bin/sh
# idle.sh - waiting costs nothing
. "$(dirname "$0")/../lib.sh"
cause="The server asks again and again instead of waiting: it does not notice that a client has left, or watches what is always ready. Or it throws out a client that thinks."
topic="Blocking and select (CS:APP 12.2)"

start -- %p
talk a session 'x\n'
idle
talk a connect a echo 'x\n' a send 'half' it_is_idle check "'$probe' idle $pid" \
    a send ' a line\n' a expect 'half a line\n' a reset b connect b echo 'x\n' b finish b end it_is_idle check "'$probe' idle $pid"
talk a connect a stuff 50000000 it_is_idle check "'$probe' idle $pid" a reset
pass

#!/bin/sh
# out_of_descriptors.sh - the server survives a shortage of descriptors
. "$(dirname "$0")/../lib.sh"
likely failed "The server ends when a call (accept, say) fails because no descriptor is left. Other clients still need it, and will free some." \
    "Error handling in servers (CS:APP 8.3, 11.4.6)"
likely busy "The server calls accept again at once, in an endless loop, while no descriptor is left. Wait a little first." \
    "Error handling in servers (CS:APP 8.3, 11.4.6)"
likely silent "The server waits until a descriptor is free, and serves no client meanwhile." \
    "Event-driven servers never block on one client (CS:APP 12.2)"
likely fds "A connection that is refused when descriptors run out is not closed." \
    "Error handling in servers (CS:APP 8.3, 11.4.6)"

outlasts_shortage -d 24
pass

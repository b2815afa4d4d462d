#!/bin/sh
# half_line.sh - half a line holds up only the client that sent it
. "$(dirname "$0")/../lib.sh"
cause="The event loop, or the only process, blocks in a read until the rest of the line comes."
topic="Event-driven servers never block on one client (CS:APP 12.2)"

start -- %p
talk a connect a send 'half a li' c connect \
    b session 'b is served\n' b session 'again\n' \
    a send 'ne\n' a expect 'half a line\n' a finish a end
pass

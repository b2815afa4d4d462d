#!/bin/sh
# half_line.sh - half a line holds up only the client that sent it
. "$(dirname "$0")/../lib.sh"
likely silent "The server waits for the rest of a line, and serves no other client meanwhile." \
    "Event-driven servers never block on one client (CS:APP 12.2)"

start -- %p
talk a connect a send 'half a li' c connect b session 'b is served\n' \
    c echo 'c, too\n'
pass

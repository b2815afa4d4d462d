#!/bin/sh
# byte_by_byte.sh - a line may arrive in pieces
. "$(dirname "$0")/../lib.sh"
likely 'silent wrong' "The result of one read is taken for one line. TCP is a stream of bytes: a line may arrive in several pieces." \
    "Short counts (CS:APP 10.4, 10.5)"
likely closed "A client that pauses within a line is disconnected. It may send the rest of its line at any time." \
    "Short counts (CS:APP 10.4, 10.5)"

start -- %p
talk a connect a trickle 'byte by byte\n' a expect 'byte by byte\n' \
    a close b connect b send 'half ' b_pauses check 'sleep 1' b send 'a line\n' \
    b expect 'half a line\n'
pass

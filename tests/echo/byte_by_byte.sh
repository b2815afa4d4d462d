#!/bin/sh
# byte_by_byte.sh - a line may arrive in any number of pieces
. "$(dirname "$0")/../lib.sh"
cause="The result of one read is treated as one line. TCP is a stream of bytes: a line may arrive in pieces (short counts)."
topic="Short counts (CS:APP 10.4, 10.5)"

start -- %p
talk a connect a trickle 'byte by byte\n' a expect 'byte by byte\n' \
    a trickle 'again\n' a expect 'again\n' a finish a end
pass

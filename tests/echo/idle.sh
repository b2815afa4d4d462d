#!/bin/sh
# idle.sh - a server that waits uses no processor time
. "$(dirname "$0")/../lib.sh"
likely busy "The server asks again and again instead of waiting. Perhaps it does not notice that a client has left, or selects descriptors that are always ready." \
    "Blocking and select (CS:APP 12.2)"

has_proc || skip 'needs /proc, to see processor time'
start -- %p
is_idle=$(is_idle)
talk a session 'x\n' it_is_idle check "$is_idle" \
    a connect a send 'half' it_is_idle check "$is_idle" \
    b connect b stuff 30000000 it_is_idle check "$is_idle"
pass

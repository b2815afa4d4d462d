#!/bin/sh
# lockstep.sh - each line is answered before the next is sent
. "$(dirname "$0")/../lib.sh"
likely silent "Echoes are kept back until more input, or end of file, arrives." \
    "The echo client and server (CS:APP 11.4.9)"
likely closed "The session ends too early: the loop around read is missing, or something closes the connection." \
    "The echo server (CS:APP 11.4.9)"

start -- %p
set --
i=0
while [ $i -lt 100 ]; do
    i=$((i + 1))
    set -- "$@" a send "line $i\\n" a expect "line $i\\n"
done
talk a connect "$@"
pass

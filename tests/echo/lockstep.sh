#!/bin/sh
# lockstep.sh - each line is answered before the next is sent
. "$(dirname "$0")/../lib.sh"
cause="Echoes are kept back until more input, or end of file, arrives."
topic="The echo client and server (CS:APP 11.4.9)"

start -- %p
set --
i=0
while [ $i -lt 100 ]; do
    i=$((i + 1))
    set -- "$@" a send "line $i\\n" a expect "line $i\\n"
done
talk a connect "$@" a finish a end
pass

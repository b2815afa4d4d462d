#!/bin/sh
# long_line.sh - a line may be longer than any buffer
. "$(dirname "$0")/../lib.sh"
cause="A line that does not fit into the buffer is cut or lost, or overruns it."
topic="rio_readlineb returns at most maxlen-1 bytes; the next call returns more (CS:APP 10.5.2)"

start -- %p
awk 'BEGIN { while (n++ < 65536) printf "0123456789abcdef"; print "" }' \
    >"$tmp/line"
talk a connect a echo "@$tmp/line" a echo 'short\n' a finish a end
pass

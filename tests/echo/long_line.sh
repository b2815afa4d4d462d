#!/bin/sh
# long_line.sh - a line may be longer than any buffer
. "$(dirname "$0")/../lib.sh"
likely 'silent wrong closed' "A line that does not fit into the buffer is cut or lost." \
    "rio_readlineb returns at most maxlen-1 bytes; the next call returns more (CS:APP 10.5.2)"
likely crashed "A line that does not fit into the buffer is written past its end." \
    "Memory errors (CS:APP 9.11)"

start -- %p
awk 'BEGIN { while (n++ < 65536) printf "0123456789abcdef"; print "" }' \
    >"$tmp/line"
talk a connect a echo "@$tmp/line"
pass

#!/bin/sh
# line_sizes.sh - lines about as long as a buffer come back, each at once
. "$(dirname "$0")/../lib.sh"
cause="A line that fills the buffer exactly, or is one byte longer, is an edge case: the loop waits for more input, or loses a byte."
topic="rio_readlineb returns at most maxlen-1 bytes; the next call returns more (CS:APP 10.5.2)"

start -- %p
set --
size=64
while [ $size -le 65536 ]; do
    for bytes in $((size - 2)) $((size - 1)) $size $((size + 1)); do
        awk -v n="$bytes" 'BEGIN { while (--n > 0) printf "%d", n % 10; print "" }' \
            >"$tmp/line$bytes"
        set -- "$@" a echo "@$tmp/line$bytes"
    done
    size=$((size * 2))
done
talk a connect "$@" a finish a end
pass

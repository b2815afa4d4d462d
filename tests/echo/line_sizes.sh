#!/bin/sh
# line_sizes.sh - lines about as long as a buffer come back
. "$(dirname "$0")/../lib.sh"
likely 'silent wrong closed' "A line that just fills the buffer, or is a byte longer, is an edge case: the loop waits for more input, or loses a byte." \
    "rio_readlineb returns at most maxlen-1 bytes; the next call returns more (CS:APP 10.5.2)"

start -- %p
# Lines of 62 to 65, 126 to 129, and so on, up to 65537 bytes.
awk -v name="$tmp/line" 'BEGIN {
    for (digits = "0123456789"; length(digits) < 65537; )
        digits = digits digits
    for (size = 64; size <= 65536; size *= 2)
        for (bytes = size - 2; bytes <= size + 1; bytes++) {
            print substr(digits, 1, bytes - 1) >(name bytes)
            close(name bytes)
        }
}'
set --
for line in "$tmp"/line*; do
    set -- "$@" a session "@$line"
done
talk "$@"
pass

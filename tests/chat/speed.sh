#!/bin/sh
# speed.sh - one write for many lines: three times the deliveries a second
set -u
. "$(dirname "$0")/lib.sh"
cause="Each line is a write of its own."
topic="Buffered output: one write for many lines"
plan 1 server

# deliveries: how many a second, with 4 of 100 members sending 16 lines each.
deliveries() {
    "$chatprobe" bench "$port" 100 4 16 1 || echo 0
}

# A busy machine may give one of the two less of its time; not each time.
for _ in 1 2 3 4 5 6; do
    start_fake naive || give_up
    one_by_one=$(deliveries)
    stop
    [ "$one_by_one" -gt 0 ] || broken 'what it is compared with does not work'
    start -r 0 %p || give_up
    together=$(deliveries)
    stop
    echo "# deliveries a second: $together, line by line $one_by_one"
    [ "$together" -lt "$((3 * one_by_one))" ] || break
done
check 'at least three times as fast as a write for each line' \
    [ "$together" -ge "$((3 * one_by_one))" ]
finish

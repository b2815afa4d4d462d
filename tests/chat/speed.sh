#!/bin/sh
# speed.sh - one write for many lines: three times as many lines a second
set -u
. "$(dirname "$0")/lib.sh"
cause="The server calls write once for each line."
topic="Buffered output: one write for many lines"
plan 1 server

# deliveries: prints how many lines a second reach their readers when 4 of 100
# members send. Each of the 4 always has 16 lines on their way.
deliveries() {
    "$chatprobe" bench "$port" 100 4 16 1 || echo 0
}

# A busy machine may give one of the two servers less processor time, but not in
# each of six attempts.
for _ in 1 2 3 4 5 6; do
    start_fake naive || give_up
    one_by_one=$(deliveries)
    stop
    [ "$one_by_one" -gt 0 ] || broken 'the server that it is compared with does not work'
    start -r 0 %p || give_up
    together=$(deliveries)
    stop
    echo "# deliveries a second: $together, line by line $one_by_one"
    [ "$together" -lt "$((3 * one_by_one))" ] || break
done
check 'at least three times as fast as a write for each line' \
    [ "$together" -ge "$((3 * one_by_one))" ]
finish

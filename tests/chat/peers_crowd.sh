#!/bin/sh
# peers_crowd.sh - fifty clients all call each other, and talk; the server dies
set -u
. "$(dirname "$0")/lib.sh"
cause="A line is lost or doubled when two call each other at the same time, or when the server is lost."
topic="The chat protocol: calls"
plan 1 client
start %p || give_up
check 'each of 50 clients gets each line of the others, once and in order' \
    "$chatprobe" peers "$port" "$pid" 50 20 "$client"
finish

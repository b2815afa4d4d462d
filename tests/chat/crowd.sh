#!/bin/sh
# crowd.sh - two hundred members all talk: none misses a line
set -u
. "$(dirname "$0")/lib.sh"
cause="A short count of write loses the rest of a line, or a full queue does."
topic="Short counts of write; a queue for each member"
plan 2 server
start -r 0 %p || give_up
check 'each of 200 gets each line of the 199 others, once and in order' \
    "$chatprobe" crowd "$port" 200 20
check 'the server ends with 0' stop
finish

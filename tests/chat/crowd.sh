#!/bin/sh
# crowd.sh - two hundred members all talk, and none misses a line
set -u
. "$(dirname "$0")/lib.sh"
cause="The rest of a line is lost after a short count, or when a queue is full."
topic="Short counts of write; a queue for each member"
plan 2 server
start -r 0 %p || give_up
check 'each of 200 members gets each line of the others, once and in order' \
    "$chatprobe" crowd "$port" 200 20
check 'the server exits with status 0' stop
finish

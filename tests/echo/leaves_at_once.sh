#!/bin/sh
# leaves_at_once.sh - clients that leave at the same time leave nothing behind
. "$(dirname "$0")/../lib.sh"

start -- %p
count=200
case ${program##*/} in *_pre) count=4 ;; esac
talk a session 'x\n'
fds=$(uses fds)
for round in 1 2 3; do
    talk "a*$count" connect "a*$count" echo 'x\n' "a*$count" close \
        b session "round $round\\n"
    settles zombies 0 "no zombies after $count clients have left at once"
    ! has_proc ||
        settles fds $((fds + 4)) "as many descriptors as before: $fds"
done
has_proc || skip 'needs /proc, to see descriptors; there are no zombies'
pass

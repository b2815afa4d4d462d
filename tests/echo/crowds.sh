#!/bin/sh
# crowds.sh - many clients that come and go at the same time are all served
. "$(dirname "$0")/../lib.sh"
likely 'silent wrong closed crashed' "There is a race: threads use shared data without a lock, a condition is not tested again after a wait, or a descriptor is closed twice, and the second close hits another client's." \
    "Synchronizing threads; races (CS:APP 12.5, 12.7.3)"

start -- %p
for crowd in 1 2 3 4 5 6; do
    talk_beside "crowd$crowd-*150" session 'client \# of a crowd\n'
done
end_talks
talk b session 'after them\n'
pass

#!/bin/sh
# pool_threads.sh - as many clients are served at once as there are threads
. "$(dirname "$0")/../lib.sh"
likely 'other silent' "The number of threads (the second argument) is not used, or it is not checked." \
    "Pre-threaded servers (CS:APP 12.5.5)"

for wrong in 0 -1 +5 ' 5' x 3x 99999999 ''; do
    refuses 0 "$wrong"
done
start -- %p 2
talk 'a*2' connect 'a*2' echo 'x\n' b connect b send 'b waits\n' \
    a1 echo 'on\n' a2 echo 'on\n' a1 close b expect 'b waits\n'
pass

#!/bin/sh
# pool_threads.sh - as many clients at once as there are threads
. "$(dirname "$0")/../lib.sh"
cause="The second argument is not taken for the number of threads."
topic="Pre-threaded servers (CS:APP 12.5.5)"

for wrong in 0 -1 x 3x 99999999 ''; do
    refuses 0 "$wrong"
done
start -- %p 2
talk 'a*2' connect 'a*2' echo 'x\n' b connect b send 'b waits\n' \
    a1 echo 'on\n' a2 echo 'on\n' a1 close b expect 'b waits\n'
pass

#!/bin/sh
# concurrent.sh - several clients are served at the same time
. "$(dirname "$0")/../lib.sh"
cause="The server serves only one client at a time, or it mixes up the data of different clients."
topic="Concurrent servers (CS:APP 12.1 to 12.3)"

start -- %p
talk 'a*4' connect a4 send 'four\n' a4 expect 'four\n' \
    'a*4' send 'this is \#\n' 'a*4' expect 'this is \#\n' \
    a2 close 'c*10' session 'c\n' a3 send 'three\n' a3 expect 'three\n' b connect \
    b send 'b\n' b expect 'b\n' a1 echo 'one\n' a4 finish a4 end \
    a3 echo 'three again\n'
# Now four clients connect at the same time, in each of five rounds. A server
# that passes a descriptor to a thread through a shared variable loses one
# sooner or later.
for round in 1 2 3 4 5; do
    talk "$round*4" connect "$round*4" send 'race \#\n' \
        "$round*4" expect 'race \#\n' "$round*4" finish "$round*4" end
done
pass

#!/bin/sh
# concurrent.sh - several clients talk in turn
. "$(dirname "$0")/../lib.sh"
cause="The server serves one client at a time, or mixes up what belongs to which client."
topic="Concurrent servers (CS:APP 12.1 to 12.3)"

start -- %p
talk 'a*4' connect a4 send 'four\n' a4 expect 'four\n' \
    'a*4' send 'this is \#\n' 'a*4' expect 'this is \#\n' \
    a2 close 'c*10' session 'c\n' a3 send 'three\n' a3 expect 'three\n' b connect \
    b send 'b\n' b expect 'b\n' a1 echo 'one\n' a4 finish a4 end \
    a3 echo 'three again\n'
# All at once, several times over: a descriptor that is handed over through a
# shared variable is lost sooner or later.
for round in 1 2 3 4 5; do
    talk "$round*4" connect "$round*4" send 'race \#\n' \
        "$round*4" expect 'race \#\n' "$round*4" finish "$round*4" end
done
pass

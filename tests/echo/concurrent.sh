#!/bin/sh
# concurrent.sh - several clients are served at the same time
. "$(dirname "$0")/../lib.sh"
likely silent "A client gets no answer while others are connected: the server waits for another client, forgets this one, or mixes them up." \
    "Concurrent servers (CS:APP 12.1 to 12.3)"
[ "${program##*/}" = echoserverp ] || # processes share no variables
    likely 'wrong closed crashed' "The server mixes up its clients: they share a variable (a descriptor, a buffer, a rio_t) that each should have for itself." \
        "Shared variables in threaded programs (CS:APP 12.4), races (12.7.4)"

start -- %p
# If the second client waits until the first has left, the cause is clear.
set -- a connect a echo 'first\n' b connect b send 'second\n'
"$probe" talk -t 2 -p "$port" "$@" b expect 'second\n' >/dev/null ||
    ! "$probe" talk -t 2 -p "$port" "$@" a close b expect 'second\n' >/dev/null ||
    likely silent "The server serves only one client at a time: a client waits until the one before it has left." \
        "Concurrent servers (CS:APP 12.1 to 12.3)"
talk 'a*4' connect a4 echo 'four\n' a1 echo 'one\n' a1 close \
    'c*10' session 'c\n' b connect a3 echo 'three\n' b echo 'b\n' a2 echo 'two\n'
# Now four clients connect at the same time, in each of five rounds. A server
# that passes a descriptor to a thread through a shared variable loses one
# sooner or later.
for round in 1 2 3 4 5; do
    talk "$round*4" connect "$round*4" send 'race \#\n' \
        "$round*4" expect 'race \#\n'
done
pass

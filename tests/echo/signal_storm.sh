#!/bin/sh
# signal_storm.sh - thousands of signals disturb no client
. "$(dirname "$0")/../lib.sh"
likely 'failed ended silent closed' "A system call that a signal interrupted (EINTR) is treated as a failure, or a handler changes errno." \
    "Signals interrupt slow system calls; handlers save errno (CS:APP 8.5.5)"

# storm: sends signals until the server is gone. SIGCHLD interrupts the system
# calls of a server that handles it. SIGSTOP with SIGCONT can interrupt those of
# any server.
storm()
{
    while kill -s CHLD "$pid" && kill -s STOP "$pid" && kill -s CONT "$pid"; do
        :
    done 2>/dev/null
}

start -- %p
storm &
beside=$! # cleanup ends it, if the test fails
talk "b*300" session "client \\#\\n" a session "in a storm\\n"
case ${program##*/} in echoserveri) many=1 ;; *) many=4 ;; esac
talk "c*$many" connect "c*$many" echo 'one\n' "c*$many" echo 'two\nthree\n' \
    "c*$many" trickle 'four\n' "c*$many" expect 'four\n' "c*$many" close
awk 'BEGIN { for (i = 0; i < 20000; i++) print "a line of many", i }' \
    >"$tmp/lines"
talk d connect d pour "@$tmp/lines"
kill "$beside"
wait "$beside" 2>/dev/null
beside=''
kill -s CONT "$pid"
talk e session 'after it\n'
pass

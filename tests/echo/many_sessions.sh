#!/bin/sh
# many_sessions.sh - a session leaves nothing behind
. "$(dirname "$0")/../lib.sh"
cause="A descriptor is not closed (by the parent, or by the thread), a child is not reaped, or a thread is not detached."
topic="Closing connfd (CS:APP 12.1.1), reaping (8.4.3), detaching (12.3.6)"

start -- %p
[ -n "$(uses fds)" ] || skip 'needs /proc, to see what a process uses'
children=$(uses children) # a pool of processes has some all along
talk 'a*200' session 'a \#\n' 'b*20' connect 'b*20' send 'x\n' 'b*20' reset \
    c session 'x\n'
settles zombies 0 'no zombies after 200 sessions'
settles children "$children" 'no more children after 200 sessions than before'
fds=$(uses fds) memory=$(uses memory)
talk 'a*1000' session 'a \#\n' 'b*1000' session 'b \#\n'
settles zombies 0 'no zombies after 2,000 sessions'
settles fds $((fds + 4)) "after 2,000 sessions as many descriptors as before: $fds"
settles memory $((memory + 1500)) \
    "after 2,000 sessions as much memory (kB) as before: $memory"
talk a session 'still here\n'
pass

#!/bin/sh
# many_sessions.sh - a session leaves nothing behind
. "$(dirname "$0")/../lib.sh"

start -- %p
children=$(uses children) # a pool of processes has some all along
talk 'a*200' session 'a \#\n' b connect b close c session 'x\n'
settles zombies 0 'no zombies after 200 sessions'
settles children "$children" 'no more children after 200 sessions than before'
fds=$(uses fds) memory=$(uses memory)
talk 'a*800' session 'a \#\n'
settles zombies 0 'no zombies after 1,000 sessions'
talk a session 'still here\n'
has_proc ||
    skip 'needs /proc, to see descriptors and memory; there are no zombies'
settles fds $((fds + 4)) "after 800 more sessions as many descriptors as before: $fds"
settles memory $((memory + 1000)) \
    "after 800 more sessions as much memory (kB) as before: $memory"
pass

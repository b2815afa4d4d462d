#!/bin/sh
# waits_its_turn.sh - a client that cannot be served yet is served later
. "$(dirname "$0")/../lib.sh"
cause="Connections that cannot be served yet are closed or forgotten, or the buffer between the acceptor and the threads overflows."
topic="The backlog; bounded buffers (CS:APP 11.4.5, 12.5.4)"

start -- %p
talk 'a*200' connect 'a*200' send 'I am \#\n' 'a*200' finish \
    'a*200' expect 'I am \#\n' 'a*200' end
# Thirty clients connect while client f is being served. Those that cannot be
# served yet have to wait; in the end, all are served.
talk f connect f echo 'first\n' 'a*30' connect 'a*30' send 'I am \#\n' \
    'a*30' finish f echo 'talks on\n' f finish f end \
    'a*30' expect 'I am \#\n' 'a*30' end
pass

#!/bin/sh
# never_reads.sh - a client that never reads does not hold up the others
. "$(dirname "$0")/../lib.sh"
cause="The server blocks in a write to a client that does not read its echoes."
topic="Non-blocking descriptors; a flow for each client (CS:APP 12.1 to 12.3)"

start -- %p
talk a connect b connect b echo 'before\n' a stuff 50000000 \
    b echo 'b is served\n' c session 'and c\n' a reset b echo 'to the end\n'
pass

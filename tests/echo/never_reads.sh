#!/bin/sh
# never_reads.sh - a client that never reads does not hold up the others
. "$(dirname "$0")/../lib.sh"
likely silent "The server blocks in a write to a client that does not read its echoes, and serves no other client meanwhile." \
    "Non-blocking descriptors; a flow for each client (CS:APP 12.1 to 12.3)"

start -- %p
talk a connect b connect a stuff 30000000 b echo 'b is served\n' \
    c session 'and c\n'
pass

#!/bin/sh
# next_client.sh - after one client leaves, the next is served
. "$(dirname "$0")/../lib.sh"
likely 'failed ended refused' "The server ends with its first client, or soon after: the loop around accept is missing, or a failed call ends it." \
    "The loop around accept (CS:APP 11.4.6, 11.4.9)"
likely silent "The server does not notice that a client has left, or keeps something of that client that stops the next." \
    "The loop around accept (CS:APP 11.4.6, 11.4.9)"

start -- %p
talk 'a*20' session 'client \#\n' b connect b close d session 'still here\n'
pass

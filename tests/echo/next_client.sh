#!/bin/sh
# next_client.sh - after one client leaves, the next is served
. "$(dirname "$0")/../lib.sh"
cause="The server ends with its first client, or keeps something of that client, such as its descriptor, that stops the next."
topic="The loop around accept (CS:APP 11.4.6, 11.4.9)"

start -- %p
talk 'a*20' session 'client \#\n' b connect b close c connect c finish c end \
    d session 'still here\n'
pass

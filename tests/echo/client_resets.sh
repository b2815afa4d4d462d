#!/bin/sh
# client_resets.sh - a connection reset ends only one session
. "$(dirname "$0")/../lib.sh"
likely 'failed ended' "An error on one client's connection ends the whole server. Use the calls in lowercase, which return errors, and end only that session." \
    "Error handling in servers (CS:APP 8.3, 11.4)"
likely silent "After a connection reset, the server serves nobody any more." \
    "Error handling in servers (CS:APP 8.3, 11.4)"

start -- %p
talk a connect a echo 'one\n' a reset b session 'after a reset\n'
talk a connect a reset b session 'after a reset at once\n'
talk a connect a send 'half a line' a reset b session 'after half a line\n'
case ${program##*/} in
echoserveri) ;;
*) talk b connect a connect a stuff 100000 a reset \
    'c*5' connect 'c*5' stuff 300000 'c*5' reset b echo 'after\n' ;;
esac
talk 'a*3' connect 'a*3' send 'x\n' 'a*3' reset b session 'last\n'
pass

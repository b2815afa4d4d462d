#!/bin/sh
# client_resets.sh - a connection reset ends only one session
. "$(dirname "$0")/../lib.sh"
cause="The server exits when a read or write fails, or SIGPIPE kills it. Use calls that return errors, and ignore SIGPIPE."
topic="Error handling in servers; SIGPIPE (CS:APP 11.4, 8.5)"

start -- %p
talk a connect a echo 'one\n' a reset b session 'after a reset\n'
talk a connect a reset b session 'after a reset at once\n'
talk a connect a send 'half a line' a reset b session 'after half a line\n'
case ${program##*/} in
echoserveri) ;;
*) talk b connect b echo 'before\n' a connect a stuff 100000 a reset \
    'c*5' connect 'c*5' stuff 300000 'c*5' reset b echo 'after\n' ;;
esac
talk 'a*20' connect 'a*20' send 'x\n' 'a*20' reset b session 'last\n'
pass

#!/bin/sh
# out_of_processes.sh - the server survives a shortage of processes
. "$(dirname "$0")/../lib.sh"
likely failed "The server ends when fork fails because there can be no more processes. Other clients still need it." \
    "Error handling (CS:APP 8.3), fork (8.4.2)"
likely busy "The server calls fork again at once, in an endless loop, while there can be no more processes." \
    "Error handling (CS:APP 8.3), fork (8.4.2)"
likely fds "A connection that cannot be served, because fork has failed, is not closed." \
    "Error handling (CS:APP 8.3), fork (8.4.2)"

limits processes
outlasts_shortage -u 12
pass

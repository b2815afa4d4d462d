#!/bin/sh
# out_of_threads.sh - the server survives a shortage of threads
. "$(dirname "$0")/../lib.sh"
likely failed "The server ends when pthread_create fails because there can be no more threads. Other clients still need it." \
    "Error handling (CS:APP 8.3), pthread_create (12.3.2)"
likely busy "The server calls pthread_create again at once, in an endless loop, while there can be no more threads." \
    "Error handling (CS:APP 8.3), pthread_create (12.3.2)"
likely fds "A connection that cannot be served, because pthread_create has failed, is not closed." \
    "Error handling (CS:APP 8.3), pthread_create (12.3.2)"

limits threads
outlasts_shortage -u 12
pass

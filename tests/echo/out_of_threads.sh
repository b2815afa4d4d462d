#!/bin/sh
# out_of_threads.sh - the server survives a shortage of threads
. "$(dirname "$0")/../lib.sh"
cause="pthread_create fails, and the server exits, tries again without a pause, or forgets the connection without closing it."
topic="Error handling (CS:APP 8.3), pthread_create (12.3.2)"

outlasts_shortage -u 12
pass

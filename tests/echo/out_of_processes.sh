#!/bin/sh
# out_of_processes.sh - the server survives a shortage of processes
. "$(dirname "$0")/../lib.sh"
cause="fork fails, and the server exits, treats -1 as the process ID of a child, tries again without a pause, or forgets the connection without closing it."
topic="Error handling (CS:APP 8.3), fork (8.4.2)"

outlasts_shortage -u 12
pass

#!/bin/sh
# out_of_processes.sh - a shortage of processes passes
. "$(dirname "$0")/../lib.sh"
cause="fork fails, and the server exits, takes -1 for the process ID of a child, tries again without a pause, or forgets the connection without closing it."
topic="Error handling (CS:APP 8.3), fork (8.4.2)"

outlasts_shortage -u 12
pass

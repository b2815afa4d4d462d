#!/bin/sh
# usage.sh - wrong arguments are refused
. "$(dirname "$0")/../lib.sh"
likely other "The number of arguments (argc) is not checked, or the message has no line with the word usage." \
    "Programs and their arguments (CS:APP 8.4.5)"
likely crashed "argc is not checked before argv is used." \
    "Programs and their arguments (CS:APP 8.4.5)"

misuses
misuses 1 2 3 4
pass

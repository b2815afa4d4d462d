#!/bin/sh
# usage.sh - wrong arguments are refused
. "$(dirname "$0")/../lib.sh"
cause="argc is not checked before argv is used."
topic="Programs and their arguments (CS:APP 8.4.5)"

misuses
misuses 1 2 3 4
pass

#!/bin/sh
# signals.sh - runs signals.c, which tests what the programs promise about
#              signals, while very many arrive
. "$(dirname "$0")/../tap.sh"
built tests/csapp/signals
"$tests/csapp/signals"

#!/bin/sh
# signals.sh - what the programs promise about signals, while very many arrive:
#              see signals.c
. "$(dirname "$0")/../tap.sh"
built tests/csapp/signals
"$tests/csapp/signals"

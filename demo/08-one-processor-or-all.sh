#!/bin/sh
# 08-one-processor-or-all.sh - the same work under an event loop, threads and
#                              processes
#
# Run:   sh demo/08-one-processor-or-all.sh       (about 4 s)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
need demo/cores

processors=$(getconf _NPROCESSORS_ONLN)
say "Eight requests, each a piece of computing, on a machine with $processors" \
    'processors: how many of them are busy?'
echo
demo/cores | tee "$work/observed"

# busy MODEL - how many processors it kept busy
busy()
{
    awk -v model="$1" 'index($0, model) == 1 { print $NF }' "$work/observed"
}

# at_least NUMBER MODEL - whether that many processors were busy
at_least()
{
    awk -v number="$1" -v busy="$(busy "$2")" 'BEGIN { exit !(busy >= number) }'
}

[ "$processors" -gt 1 ] || not_shown 'it has one processor.'
! at_least 1.2 'event loop' || not_shown 'the event loop kept several busy.'
{ at_least 1.2 threads && at_least 1.2 processes; } ||
    not_shown 'other programs keep the processors busy just now.'
conclude 'an event loop is one flow and computes on one processor, however many' \
    "there are; here threads kept $(busy threads) busy, and processes" \
    "$(busy processes)."

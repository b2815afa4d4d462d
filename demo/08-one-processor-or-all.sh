#!/bin/sh
# 08-one-processor-or-all.sh - the same work done by an event loop, by threads
#                              and by processes
#
# Run:   sh demo/08-one-processor-or-all.sh       (about 4 s)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
need demo/cores

processors=$(getconf _NPROCESSORS_ONLN)
say 'Eight requests arrive at once, and each of them needs some computing.' \
    'How many processors of the machine are busy on average?'
echo
echo "The machine has $processors processors."
demo/cores | tee "$work/observed"

# busy MODEL - prints how many processors the model kept busy
busy()
{
    awk -v model="$1" 'index($0, model) == 1 { print $NF }' "$work/observed"
}

# at_least NUMBER MODEL - succeeds if at least NUMBER processors were busy
at_least()
{
    awk -v number="$1" -v busy="$(busy "$2")" 'BEGIN { exit !(busy >= number) }'
}

[ "$processors" -gt 1 ] || not_shown 'it has only one processor.'
! at_least 1.2 'event loop' || not_shown 'several processors were busy.'
{ at_least 1.2 threads && at_least 1.2 processes; } ||
    not_shown 'its processors are too busy just now.'
conclude 'An event loop is a single flow of control, and computes on one' \
    "processor, however many there are. Here the threads kept $(busy threads)" \
    "processors busy, and the processes $(busy processes)."

#!/bin/sh
# 07-short-counts.sh - when read and write return less than was asked for, and
#                      what Rio makes of it
#
# Run:   sh demo/07-short-counts.sh       (about 2 s)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
need demo/short

say 'read and write are asked for bytes of a file, a pipe and a socket, with and' \
    'without a signal in between; the Rio functions are asked for the same.'
echo
demo/short | tee "$work/observed"

# count PATTERN - how many lines of that kind fell short or failed
count()
{
    grep -E "^($1)," "$work/observed" | grep -Ec 'short$| -1 '
}

whole=$(grep -E '^rio_[a-z]*,' "$work/observed" | grep -Ecv 'short$| -1 ')
[ "$(count read)" -eq 4 ] || not_shown 'not each of these reads fell short.'
[ "$(count write)" -eq 2 ] || not_shown 'not each of these writes fell short.'
{ [ "$whole" -eq 5 ] && [ "$(count 'rio_[a-z]*')" -eq 1 ]; } ||
    not_shown 'a Rio function fell short before the end.'
conclude 'read returns what is there and write what fits, and a signal can end' \
    'either early: only a loop gets everything, and Rio is that loop; it' \
    'falls short at the end of the file and nowhere else.'

#!/bin/sh
# 07-short-counts.sh - short counts: when read and write return less than was
#                      asked for, and what the Rio functions return then
#
# Run:   sh demo/07-short-counts.sh       (about 2 s)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
need demo/short

say 'We call read and write on a file, a pipe and a socket, with and without' \
    'a signal during the call, and the Rio functions in the same situations.' \
    'Which of these calls return a short count?'
echo
demo/short | tee "$work/observed"

# count PATTERN - prints how many calls of the functions that match PATTERN
# returned a short count or failed
count()
{
    grep -E "^($1)," "$work/observed" | grep -Ec 'short$| -1 '
}

whole=$(grep -E '^rio_[a-z]*,' "$work/observed" | grep -Ecv 'short$| -1 ')
[ "$(count read)" -eq 4 ] || not_shown 'a read returned all that was asked for.'
[ "$(count write)" -eq 2 ] || not_shown 'a write wrote all that was asked for.'
{ [ "$whole" -eq 5 ] && [ "$(count 'rio_[a-z]*')" -eq 1 ]; } ||
    not_shown 'a Rio function returned a short count before the end of file.'
conclude 'A read returns the bytes that have arrived, a write takes the bytes' \
    'that fit, and a signal can end either call early. Only a loop transfers' \
    'all the bytes, and the Rio functions contain that loop. They return a' \
    'short count only at the end of the file.'

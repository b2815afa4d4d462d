#!/bin/sh
# stderr_unread.sh - nobody need read the errors
. "$(dirname "$0")/../lib.sh"
cause="Each client that is refused is told of on a pipe that is full: the server waits for its reader for ever."
topic="Pipes hold a limited amount (CS:APP 10.10)"

# shellcheck disable=SC3045 # -H is not in POSIX, but in dash, bash, busybox
limit=$(ulimit -H -n)
[ "$limit" = unlimited ] || [ "$limit" -ge 4096 ] ||
    skip "needs more than $limit descriptors"
# A FIFO that is open and never read; 1,500 refusals are more than it holds.
mkfifo "$tmp/fifo"
exec 9<>"$tmp/fifo"
errors=$tmp/fifo
case ${program##*/} in
*select) start -d 1500 -- %p && most=1100 ;;
*) start -u 12 -- %p && most=20 ;;
esac
talk a connect a echo 'before\n' "b*$most" connect 'c*1500' connect \
    'c*1500' gone a echo 'a is served on\n'
exec 9>&-
pass

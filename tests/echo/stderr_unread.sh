#!/bin/sh
# stderr_unread.sh - the server goes on when nobody reads its stderr
. "$(dirname "$0")/../lib.sh"
likely silent "The server writes a message about each refused client to a pipe that is full, and blocks until somebody reads it." \
    "Pipes hold a limited amount (CS:APP 10.10)"

# shellcheck disable=SC3045 # -H is not in POSIX, but in dash, bash, busybox
limit=$(ulimit -H -n)
[ "$limit" = unlimited ] || [ "$limit" -ge 4096 ] ||
    skip "needs more than the $limit descriptors that are allowed here"
# Its stderr is a FIFO that is open and never read. The messages about 1,500
# refused clients are more than the FIFO holds.
mkfifo "$tmp/fifo"
exec 9<>"$tmp/fifo"
errors=$tmp/fifo
case ${program##*/} in
*select) start -d 1500 -- %p && most=1100 ;;
*p)
    limits processes
    start -u 12 -- %p && most=20
    ;;
*)
    limits threads
    start -u 12 -- %p && most=20
    ;;
esac
talk a connect a echo 'before\n' "b*$most" connect 'c*1500' connect \
    'c*1500' gone a echo 'a is served on\n'
exec 9>&-
pass

#!/bin/sh
# many_clients.sh - many clients are connected at the same time
. "$(dirname "$0")/../lib.sh"
likely 'silent closed refused failed' "The table of clients is too small, another limit is too low, or a process keeps the descriptors of other clients open." \
    "Concurrent servers and their limits (CS:APP 12.1 to 12.3)"

count=1100 # more than an fd_set has room for
case ${program##*/} in *select*) count=900 ;; esac # FD_SETSIZE is 1024
# shellcheck disable=SC3045 # -H is not in POSIX, but in dash, bash, busybox
limit=$(ulimit -H -n)
[ "$limit" = unlimited ] || [ "$limit" -gt $((count + 50)) ] ||
    skip "needs more than the $limit descriptors that are allowed here"
start -u 2000 -- %p
talk "a*$count" connect "a*$count" send 'I am \#\n' \
    "a*$count" expect 'I am \#\n'
talk b session 'after them\n'
pass

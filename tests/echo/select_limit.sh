#!/bin/sh
# select_limit.sh - an fd_set holds only descriptors below FD_SETSIZE
. "$(dirname "$0")/../lib.sh"
likely other "A client whose descriptor is FD_SETSIZE or more is neither served nor refused." \
    "select and FD_SETSIZE (CS:APP 12.2)"
likely 'silent wrong closed crashed' "FD_SET is called for a descriptor of FD_SETSIZE or more, and writes past the end of the fd_set." \
    "select and FD_SETSIZE (CS:APP 12.2)"

# shellcheck disable=SC3045 # -H is not in POSIX, but in dash, bash, busybox
limit=$(ulimit -H -n)
[ "$limit" = unlimited ] || [ "$limit" -ge 2048 ] ||
    skip "needs more than the $limit descriptors that are allowed here"
start -d 1500 -- %p
# A server that uses another call than select may have room for more clients,
# and may serve them.
other="'$probe' talk -t 3 -p $port c"
talk a connect 'b*1100' connect another_is_served_or_told_to_go check \
    "$other session 'x\\n' >'$tmp/c' || $other connect c gone >'$tmp/c'" \
    a echo 'a is served on\n' b1 echo 'x\n' 'b*1100' close \
    others_are_served_again check "$other session 'served again\\n' >'$tmp/c'"
pass

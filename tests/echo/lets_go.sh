#!/bin/sh
# lets_go.sh - a child process closes the listening socket
. "$(dirname "$0")/../lib.sh"
likely other "The child does not close listenfd: the port stays in use while a client is connected, even if the server itself has ended." \
    "Processes share open descriptors (CS:APP 8.4.2, 12.1.1)"

[ -r /proc/net/tcp ] || skip 'needs /proc, to see what a process uses'
start -- %p
sockets=$(for table in /proc/net/tcp /proc/net/tcp6; do
    awk -v port="$(printf :%04X "$port")" '
        NR > 1 && $4 != "0A" { exit } # the listeners come first
        index($2, port) == length($2) - 4 { print "socket:[" $10 "]" }' $table
done 2>/dev/null)
[ -n "$sockets" ] || skip 'the listening socket was not found'

# held: prints the listening sockets that children of the program have open.
held()
{
    sed -n "s/^\([0-9]*\) (.*) [A-Z] $pid .*/\1/p" /proc/[0-9]*/stat |
        while read -r child; do
            # shellcheck disable=SC2010 # grep looks for what ls prints of a link
            ls -l "/proc/$child/fd" | grep -F "$sockets"
        done | head -n 3
}

# A child closes listenfd before it serves its client, so when the first echo
# has arrived, listenfd must be closed.
talk_beside -t 60 a connect a echo 'x\n' it_is_served check ": >'$tmp/served'" \
    it_is_seen check "test -e '$tmp/seen'"
"$probe" talk -t "$patience" X check "test -e '$tmp/served'" >/dev/null
found=$(held 2>/dev/null)
: >"$tmp/seen"
end_talks
[ -z "$found" ] || fail 'no child has the listening socket open' "$found"
pass

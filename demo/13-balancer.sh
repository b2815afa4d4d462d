#!/bin/sh
# 13-balancer.sh - three echo servers behind a load balancer (HAProxy): one of
#                  them is killed; which clients notice, and for how long
#
# Run:   sh demo/13-balancer.sh       (about 2 s)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
PATH=$PATH:/usr/sbin # Debian has haproxy there
command -v haproxy >/dev/null || not_shown 'haproxy is not installed.'
need echoservert echoclient tests/probe/probe

# background PROGRAM... - starts a program that ends with this script
background()
{
    starting=${!-none}
    "$@" &
    started "$!"
}

# free_port - adds a port to free. It is ours as long as its probe runs.
free=
free_port()
{
    background tests/probe/probe port >"$work/free"
    within 5 grep -q . "$work/free" || die 'no port is free'
    free="$free $(cat "$work/free")"
}

# at PORT - becomes an echo server at this port
at()
{
    exec ./echoservert "127.0.0.1:$1"
}

# listen NAME PORT [CHECK] - prints the part of haproxy.cfg for one of its ports
listen()
{
    cat <<END
listen $1
    bind 127.0.0.1:$2
    server first 127.0.0.1:$first ${3-}
    server second 127.0.0.1:$second ${3-}
    server third 127.0.0.1:$third ${3-}
END
}

configure()
{
    cat <<END
global
    log stdout format iso local0
defaults
    mode tcp
    log global
    option log-health-checks
    timeout connect 1s
    timeout client 1m
    timeout server 1m
    retries 0
    default-server inter 300ms fall 3 rise 2
END
    listen plain "$plain"
    listen check "$check" check
    listen redispatch "$redispatch" check
    echo '    option redispatch'
    echo '    retries 1'
}

# session PORT - a client comes, sends a line, receives its echo, and leaves
session()
{
    echo hello | ./echoclient 127.0.0.1 "$1" >"$work/echo" 2>&1
}

# visit - a session at each port of haproxy; notes the phase and how it ended
visit()
{
    session "$plain"
    echo "plain $phase $?"
    session "$check"
    echo "check $phase $?"
    session "$redispatch"
    echo "redispatch $phase $?"
} >>"$work/sessions"

visits()
{
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
        visit
    done
}

# logged TEXT - prints when haproxy last logged this text, in milliseconds since
# midnight, or nothing if it did not
logged()
{
    awk -v text="$1" '
        index($0, text) {
            split(substr($1, 12, 15), time, ":")
            ms = int(((time[1] * 60 + time[2]) * 60 + time[3]) * 1000)
        }
        END { print ms }' "$work/log"
}

# begin PHASE - the latest time in the log is when this phase begins
begin()
{
    phase=$1
    begun=$(logged :)
}

# since TEXT - prints how long after the beginning of the phase it was logged
since()
{
    ms=$((($(logged "$1") - begun + 86400000) % 86400000))
    echo "$((ms / 1000)).$((ms % 1000 / 100)) s"
}

# visit_until STATE - a visit; succeeds if haproxy has marked the second server
# so, at both ports with checks
visit_until()
{
    visit
    [ "$(logged "check/second is $1")" ] &&
        [ "$(logged "redispatch/second is $1")" ]
}

# healthy - succeeds if the second server has passed so many checks, from both
# ports, that three must fail before it is marked down
healthy()
{
    grep -q 'server check/second .*3/3 UP' "$work/log" &&
        grep -q 'server redispatch/second .*3/3 UP' "$work/log"
}

# cut_off - sets lost to the number of clients whose connection has ended
cut_off()
{
    lost=0
    for client in $clients; do
        ! ended "$client" || lost=$((lost + 1))
    done
    [ "$lost" -gt 0 ]
}

# failed NAME PHASE - prints how many sessions failed
failed()
{
    grep -c "^$1 $2 [^0]" "$work/sessions"
}

# row NAME - prints how many sessions failed, and their number, in each phase
row()
{
    printf '%-12s' "$1"
    for phase in before killed down again; do
        printf ' %8d of %2d' "$(failed "$1" "$phase")" \
            "$(grep -c "^$1 $phase" "$work/sessions")"
    done
    echo
}

say 'HAProxy gives its clients to three echo servers in turn. One of them is' \
    'killed, and started again later. Which clients notice?'
echo
say 'HAProxy listens at three ports. At "plain", it does nothing about dead' \
    'servers. At "check", it checks each server every 0.3 s, and marks it down' \
    'when three checks have failed. At "redispatch", it does the same, and if a' \
    'server does not accept a client, it tries another.'
echo

for _ in 1 2 3 4 5 6; do
    free_port
done
# shellcheck disable=SC2086 # six numbers
set -- $free
plain=$1 check=$2 redispatch=$3 first=$4 second=$5 third=$6
start at "$first"
start at "$third"
start at "$second"
configure >"$work/haproxy.cfg"
: >"$work/log"
background haproxy -db -f "$work/haproxy.cfg" >"$work/log" 2>"$work/log.err"
within 5 session "$redispatch" ||
    die "haproxy does not work: $(cat "$work/log.err")"

clients=
for client in 1 2 3; do
    background tests/probe/probe talk -v -p "$redispatch" -t 60 a connect \
        a echo 'hello\n' a gone >"$work/client$client"
    clients="$clients $!"
    within 5 grep -q 'a is closed' "$work/client$client" ||
        die 'a client failed'
done
within 10 healthy || die "haproxy does not check: $(cat "$work/log.err")"
echo 'Three clients are connected. Others come and go.'
begin before
visits

echo 'The second server is killed.'
begin killed
{ kill -s KILL "$server" && stop "$server"; } 2>/dev/null
within 2 cut_off || not_shown 'no client lost its connection.'
visit
echo "  after $(since :): $lost of 3 connected clients has lost its session"
within 20 visit_until DOWN ||
    not_shown 'HAProxy did not mark the server down.'
down=$(since 'check/second is DOWN')
echo "  after $down: HAProxy marks the server down"
begin down
visits

start at "$second"
echo 'It is started again.'
begin again
within 20 visit_until UP ||
    not_shown 'HAProxy did not mark the server up again.'
echo "  after $(since 'check/second is UP'): HAProxy marks the server up"
cut_off
echo
echo 'Sessions that failed, of the clients that came and went:'
printf '%-12s %14s %14s %14s %14s\n' '' before killed 'marked down' \
    'started again'
row plain
row check
row redispatch

[ "$lost" -eq 1 ] ||
    not_shown "$lost of the connected clients lost their sessions."
for port in plain check redispatch; do
    [ "$(failed "$port" before)$(failed "$port" again)" = 00 ] ||
        not_shown 'sessions failed although all servers were running.'
done
{ [ "$(failed plain killed)" -gt 0 ] && [ "$(failed plain down)" -gt 0 ]; } ||
    not_shown 'sessions did not fail without checks.'
[ "$(failed check killed)" -gt 0 ] ||
    not_shown 'no session failed before the server was marked down.'
[ "$(failed check down)" -eq 0 ] ||
    not_shown 'sessions failed although the server was marked down.'
[ "$(failed redispatch killed)$(failed redispatch down)" = 00 ] ||
    not_shown 'sessions failed in spite of redispatch.'
conclude 'The killed server takes its connections with it: a client that was' \
    'connected to it must connect again. New clients failed now and then:' \
    'without checks, as long as the server was dead; with checks, only until' \
    "it was marked down, for $down. With redispatch, no new client noticed."

#!/bin/sh
# 09-reset.sh - what a connection reset by one client does to a server that
#               exits on errors, and to one that does not
#
# Run:   sh demo/09-reset.sh       (about 5 s)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
need echoservert echoclient demo/reset tests/mistakes/exits_on_reset

heard()
{
    grep -q "$1" "$work/polite.out"
}

# serve PROGRAM - one client sends a line, another client resets its connection,
# and the first client sends another line. Sets died (0 if the server ended) and
# lost (0 if the first client was answered again).
serve()
{
    start "$1"
    rm -f "$work/polite"
    mkfifo "$work/polite" || exit 1
    : >"$work/polite.out"
    ./echoclient localhost "$port" <"$work/polite" >"$work/polite.out" \
        2>"$work/polite.err" &
    polite=$!
    started "$polite"
    exec 3>"$work/polite"
    echo 'before' >&3
    within 5 heard before || die "$1 does not answer"
    echo '  a client sends a line, and is answered'
    demo/reset localhost "$port" || die 'the reset failed'
    echo '  another client resets its connection'
    within 1 ended "$server"
    ended "$server"
    died=$?
    (trap '' PIPE && echo 'after' >&3) 2>/dev/null
    patience=2
    [ "$died" -eq 0 ] || patience=10
    within "$patience" heard after
    lost=$?
    if [ "$died" -eq 0 ]; then
        echo "  the server has ended: $(cat "$log.err")"
    else
        echo '  the server still runs'
    fi
    if [ "$lost" -eq 0 ]; then
        echo '  the first client sends another line, and is answered'
    else
        echo "  the first client lost its session: $(cat "$work/polite.err")"
    fi
    exec 3>&-
    stop "$polite" "$server"
}

say 'A client talks to a server that has a thread for each client. A second' \
    'client resets its connection, as may happen when its process crashes.' \
    'What happens to the first client?'
echo
echo 'exits_on_reset calls Rio_readlineb and Rio_writen in its sessions:'
serve tests/mistakes/exits_on_reset
exit_lost=$lost exit_died=$died
echo 'echoservert calls rio_readlineb and rio_writeb:'
serve ./echoservert

{ [ "$exit_died" -eq 0 ] && [ "$exit_lost" -ne 0 ]; } ||
    not_shown 'exits_on_reset survived the reset.'
{ [ "$died" -ne 0 ] && [ "$lost" -eq 0 ]; } ||
    not_shown 'echoservert did not survive the reset either.'
conclude 'An error on one connection must end only the session of that' \
    'client. A call that exits on errors ends the sessions of all clients.'

#!/bin/sh
# 09-reset.sh - a client's reset: what it does to a server that exits on
#               errors, and to one that does not
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

# serve PROGRAM - one client talks, another resets its connection, and the
# first talks on; sets lost (0 if it was answered again)
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
    echo '  a client talks, and is answered'
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
        echo '  the server runs'
    fi
    if [ "$lost" -eq 0 ]; then
        echo '  the first client talks on, and is answered'
    else
        echo "  the first client's session is cut: $(cat "$work/polite.err")"
    fi
    exec 3>&-
    stop "$polite" "$server"
}

say 'A client talks to a thread server. Another one ends with a reset, as a' \
    'process that crashed would. What becomes of the first?'
echo
echo 'exits_on_reset, with Rio_readlineb and Rio_writen in the session:'
serve tests/mistakes/exits_on_reset
exit_lost=$lost exit_died=$died
echo 'echoservert, with rio_readlineb and rio_writeb:'
serve ./echoservert

{ [ "$exit_died" -eq 0 ] && [ "$exit_lost" -ne 0 ]; } ||
    not_shown 'exits_on_reset survived the reset.'
{ [ "$died" -ne 0 ] && [ "$lost" -eq 0 ]; } ||
    not_shown 'echoservert did not survive it either.'
conclude 'an error on one connection is the affair of that session; a call that' \
    'exits on errors turns it into the end of every client.'

# shellcheck shell=sh
# shellcheck disable=SC2034 # what is set here is used by the scripts
#
# tap.sh - what the scripts share that test something else than one program:
#          a folder for their files, verdicts, TAP (see lib.sh for the others)
#
# Sourced by a script in a folder of tests/, which then calls verdict, expect or
# skip once for each result, and finish at its end. It exits with 0 if all
# passed, 1 if not, 77 if all were skipped.

set -u
tests=$(cd "$(dirname "$0")/.." && pwd) || exit 2
top=${tests%/*}
probe=$tests/probe/probe
tmp=${TMPDIR:-/tmp}/csapp-test.$$
mkdir "$tmp" && tmp=$(cd "$tmp" && pwd) || exit 2
log=$tmp/log # what is shown of a result that is not ok
n=0 failures=0 skipped=0
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' HUP INT PIPE TERM
unset MAKEFLAGS MAKELEVEL MFLAGS # these are for the make that runs this script

# verdict STATUS TITLE: the result is ok if STATUS is 0.
verdict()
{
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $n - $2"
        return
    fi
    echo "not ok $n - $2"
    sed 's/^/# /' "$log"
    failures=$((failures + 1))
}

# expect TITLE COMMAND...: the result is ok if the command succeeds.
expect()
{
    title=$1
    shift
    "$@" >"$log" 2>&1
    verdict $? "$title"
}

# skip TITLE WHY
skip()
{
    n=$((n + 1)) skipped=$((skipped + 1))
    echo "ok $n - $1 # SKIP $2"
}

# built PROGRAM: makes it, unless it is there.
built()
{
    [ -x "$top/$1" ] || (cd "$top" && make -s "$1" >&2) || exit 2
}

finish()
{
    echo "1..$n"
    [ "$skipped" -lt "$n" ] || exit 77
    [ "$failures" -eq 0 ]
    exit
}

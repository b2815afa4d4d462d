# shellcheck shell=sh
# shellcheck disable=SC2034 # what is set here is used by the scripts
#
# tap.sh - what the scripts share that do not test one program: a folder for
#          their files, verdicts, TAP (lib.sh is for tests of one program)
#
# A script in a folder of tests/ sources this file, calls verdict, expect or
# skip once for each result, and finish at its end. Its exit status is 0 if no
# result is "not ok", 1 if one is, and 77 if all were skipped.

set -u
tests=$(cd "$(dirname "$0")/.." && pwd) || exit 2
top=${tests%/*}
probe=$tests/probe/probe
tmp=${TMPDIR:-/tmp}/csapp-test.$$
mkdir "$tmp" && tmp=$(cd "$tmp" && pwd) || exit 2
log=$tmp/log # the text that is shown after a result that is not ok
n=0 failures=0 skipped=0 also=''
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' HUP INT PIPE TERM
unset MAKEFLAGS MAKELEVEL MFLAGS # they belong to the make that runs this script

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

# expect TITLE COMMAND...: the result is ok if the command succeeds. If it does
# not, the last lines of the files that $also names are shown, too.
expect()
{
    title=$1
    shift
    "$@" >"$log" 2>&1
    outcome=$?
    # shellcheck disable=SC2086 # several files
    [ "$outcome" -eq 0 ] || [ -z "$also" ] ||
        tail -n 40 $also >>"$log" 2>/dev/null
    verdict "$outcome" "$title"
}

# silent TITLE COMMAND...: the same, but the command must also print nothing.
silent()
{
    title=$1
    shift
    "$@" >"$log" 2>&1 && [ ! -s "$log" ]
    verdict $? "$title"
}

# skip TITLE WHY: the result could not be tested, and WHY says why.
skip()
{
    n=$((n + 1)) skipped=$((skipped + 1))
    echo "ok $n - $1 # SKIP $2"
}

# A command that prints the arguments of each process. Some versions of ps cut a
# line at the number of COLUMNS.
processes='COLUMNS=9999 ps -A -o args='
[ ! -r /proc/self/cmdline ] || processes='grep -ahs . /proc/[0-9]*/cmdline'

# built PROGRAM: builds the program, unless it exists.
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

# finish_alone: ends a script that make runs by itself, as run.sh would end.
finish_alone()
{
    echo "1..$n"
    echo "$((n - failures - skipped)) passed, $failures failed, $skipped skipped"
    [ "$failures" -eq 0 ]
    exit
}

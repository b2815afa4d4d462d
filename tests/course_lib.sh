# shellcheck shell=sh
# shellcheck disable=SC2034 # what is set here is used by the scripts
#
# course_lib.sh - what course.sh and driver.sh share: a folder to work in, the
#                 programs of tests/course in PATH, TAP
#
# Sourced by a script, which then is in that folder. It adds the process IDs of
# what it starts to pids, leaves in the file log what is to be shown of a test
# that fails, calls verdict once for each test, and ends with finish.

set -u
tests=$(cd "$(dirname "$0")" && pwd) || exit 2
probe=$tests/probe
[ -x "$tests/course/web" ] || (cd "$tests/.." && make -s everything >&2) ||
    exit 2
tmp=${TMPDIR:-/tmp}/csapp-course.$$
mkdir "$tmp" "$tmp/www" || exit 2
pids='' n=0 failures=0

cleanup()
{
    for process in $pids; do
        kill "$process" 2>/dev/null # some have ended
        kill -CONT "$process" 2>/dev/null # and some are stopped
    done
    wait
    rm -rf "$tmp"
}
trap cleanup EXIT
trap 'exit 2' INT TERM HUP
cd "$tmp" || exit 2
PATH=$tests/course:$PATH
LC_ALL=C
export LC_ALL

# verdict STATUS TITLE
verdict()
{
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $n - $2"
    else
        echo "not ok $n - $2"
        sed 's/^/# /' log
        failures=$((failures + 1))
    fi
}

finish()
{
    echo "1..$n"
    [ "$failures" -eq 0 ]
    exit
}

# shellcheck shell=sh
# shellcheck disable=SC2034 # what is set here is used by the scripts
#
# lib.sh - what course.sh and driver.sh share: a folder to work in, and the
#          programs of tests/csapp/course in PATH
#
# Sourced by a script, which then is in that folder. It adds the process IDs of
# what it starts to pids; see tests/tap.sh for the rest.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
for source in "$tests"/csapp/course/*.c; do
    built "tests/csapp/course/$(basename "$source" .c)"
done
mkdir "$tmp/www" || exit 2
pids=''

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
cd "$tmp" || exit 2
log=log
PATH=$tests/csapp/course:$PATH
LC_ALL=C
export LC_ALL

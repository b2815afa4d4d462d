# shellcheck shell=sh
# shellcheck disable=SC2034 # what is set here is used by the scripts
#
# lib.sh - what course.sh and driver.sh share: a working folder, and the
#          programs of tests/csapp/course in PATH
#
# A script sources this file, and works in that folder from then on. It adds the
# IDs of the processes that it starts to pids. See tests/tap.sh for the rest.
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
        kill "$process" 2>/dev/null # some have already ended
        kill -CONT "$process" 2>/dev/null # some are stopped
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

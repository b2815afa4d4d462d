#!/bin/sh
# batch.sh LIST RESULTS JOBS - runs test scripts, several at a time
#
# Each line of LIST is a script and its arguments, split at blanks. What the
# script in line N prints goes to RESULTS/N.tap, its exit status to
# RESULTS/N.status. A line for each is printed as it ends.

set -u
list=$1 results=$2 jobs=$3
tests=$(cd "$(dirname "$0")" && pwd) || exit 2

# Runs each script that no other worker has taken: with -C, only the first who
# redirects to a file can make it.
worker()
{
    set -C
    n=0
    while read -r script arguments; do
        n=$((n + 1))
        true 2>/dev/null >"$results/$n.tap" || continue
        # shellcheck disable=SC2086 # the arguments are to be split
        sh "$tests/$script.sh" $arguments \
            >|"$results/$n.tap" 2>"$results/$n.err" </dev/null
        status=$?
        echo "$status" >"$results/$n.status"
        case $status in
        0) verdict='ok     ' ;;
        77) verdict='skipped' ;;
        *) verdict='NOT OK ' ;;
        esac
        echo "$verdict ${arguments##*/} $script"
    done <"$list"
}

workers=
trap 'kill $workers 2>/dev/null; exit 2' INT TERM HUP
k=1
while [ "$k" -le "$jobs" ]; do
    worker &
    workers="$workers $!"
    k=$((k + 1))
done
wait

#!/bin/sh
# batch.sh LIST RESULTS JOBS - runs test scripts, several at a time
#
# Each line of the file LIST is the name of a script, such as echo/one_line, and
# its arguments, separated by blanks. The stdout of the script in line N goes to
# RESULTS/N.tap, its stderr to RESULTS/N.err, and its exit status to
# RESULTS/N.status. When a script ends, its verdict is printed.

set -u
list=$1 results=$2 jobs=$3
tests=$(cd "$(dirname "$0")" && pwd) || exit 2

# worker: runs each script that no other worker has taken. With set -C, a
# redirection fails if the file exists, so only one worker can create N.tap.
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

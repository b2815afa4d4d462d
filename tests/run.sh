#!/bin/sh
# run.sh [-n] [-j JOBS] [-l LIST | NAME...] - tests everything: make check
#
# Runs each test of the rubric on each program that it applies to, and each
# other script in a folder of tests/. With NAMEs, such as echo/one_line, it runs
# only those; with -l, the tests in the file LIST (see batch.sh for its format).
# It prints the report of each test that fails, and how many results passed,
# failed and were skipped. With -n, it prints the list of tests, and runs
# nothing.

set -u
jobs=4 list='' show=''
while getopts j:l:n option; do
    case $option in
    j) jobs=$OPTARG ;;
    l) list=$OPTARG ;;
    n) show=1 ;;
    *)
        echo 'usage: sh tests/run.sh [-n] [-j JOBS] [-l LIST | NAME...]' >&2
        exit 2
        ;;
    esac
done
shift $((OPTIND - 1))

tests=$(cd "$(dirname "$0")" && pwd) || exit 2
results=${TMPDIR:-/tmp}/csapp-check.$$
mkdir "$results" || exit 2
trap 'rm -rf "$results"' EXIT
trap 'exit 2' INT TERM HUP

# The tests that take longest start first: else, at the end, one of them would
# run alone.
long='mistakes/echo proof/grading proof/class proof/slides proof/handout demo/experiments demo/commands'
long="$long demo/timeline"
{
    for name in $long; do
        echo "$name"
    done
    for script in "$tests"/*/*.sh; do
        name=${script#"$tests"/} name=${name%.sh}
        case " $long " in *" $name "*) continue ;; esac
        case $name in
        */lib | gradescope/*) continue ;; # these are no tests
        mistakes/chat | proof/analyze | proof/coverage | proof/faults) continue ;;
        proof/fuzz | proof/macos | proof/variant) continue ;; # each has a target
        esac
        grep -q "^$name " "$tests/rubric" || echo "$name"
    done
    awk -f "$tests/rows.awk" "$tests/rubric" |
        awk -F '|' -v top="${tests%/*}" '{ print $2, top "/" $4 }'
} >"$results/list"
if [ $# -gt 0 ]; then
    awk -v names=" $* " 'index(names, " " $1 " ")' "$results/list" \
        >"$results/named" && mv "$results/named" "$results/list"
fi
[ -z "$list" ] || cp "$list" "$results/list" || exit 2
[ -z "$show" ] || { cat "$results/list" && exit; }

sh "$tests/batch.sh" "$results/list" "$results" "$jobs"

# A script that has printed no result, or ended with an unexpected status,
# counts as failed.
passed=0 failed=0 skipped=0 n=0
while read -r script arguments; do
    n=$((n + 1))
    status=$(cat "$results/$n.status" 2>/dev/null || echo none)
    ok=$(grep -c '^ok' "$results/$n.tap")
    skip=$(grep -c '^ok.*# SKIP' "$results/$n.tap")
    bad=$(grep -c '^not ok' "$results/$n.tap")
    case $status in
    0 | 77) [ "$ok" -gt 0 ] && [ "$bad" -eq 0 ] || bad=$((bad + 1)) ;;
    *) [ "$bad" -gt 0 ] || bad=1 ;;
    esac
    passed=$((passed + ok - skip))
    skipped=$((skipped + skip))
    failed=$((failed + bad))
    if [ "$bad" -gt 0 ]; then
        echo
        echo "$script ${arguments##*/} (status $status):"
        cat "$results/$n.tap" "$results/$n.err"
    fi
    grep '^ok.*# SKIP' "$results/$n.tap" |
        sed "s|^ok [0-9]* -|skipped: ${arguments##*/}|"
done <"$results/list"
echo
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

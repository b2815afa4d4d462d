#!/bin/sh
# coverage.sh [-j JOBS] - shows which lines the tests execute: make coverage
#
# Builds everything in a copy with gcc --coverage, runs there the tests that
# execute the library and its programs, and prints for each source how many of
# its lines were executed, and how many of its branches went each way at least
# once. Every line of csapp.c must be executed by some test, unless a comment at
# its right says why it cannot be: "untested: WHY".

set -u
jobs=4
while getopts j: option; do
    case $option in
    j) jobs=$OPTARG ;;
    *) echo 'usage: sh tests/proof/coverage.sh [-j JOBS]' >&2 && exit 2 ;;
    esac
done
for tool in gcc gcov; do
    if ! command -v $tool >/dev/null; then
        echo "skipped: $tool is not installed"
        echo '0 passed, 0 failed, 1 skipped'
        exit 0
    fi
done

top=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
copy=${TMPDIR:-/tmp}/csapp-coverage.$$
mkdir "$copy" || exit 2
trap 'rm -rf "$copy"' EXIT
trap 'exit 2' INT TERM HUP
unset MAKEFLAGS MAKELEVEL MFLAGS # these are for the make that runs this script
cp -R "$top/." "$copy" && cd "$copy" || exit 2

# Without -O: gcov cannot count lines that the optimizer has merged or removed.
make -s clean
gcc -O2 -I. -c -o tests/proof/coverage.o tests/proof/coverage.c || exit 2
make -s -j2 CC=gcc \
    CFLAGS='-g --coverage -fprofile-update=atomic' \
    LDFLAGS='tests/proof/coverage.o -Wl,--wrap=_exit' everything || exit 2
# If root runs the tests, each program runs as a user of its own, and every user
# must be able to write these files.
find . -name '*.gcno' | sed 's/gcno$/gcda/' >counts
while read -r file; do
    : >"$file"
    chmod 666 "$file"
done <counts

export TEST_GRACE=2 # seconds in which a program that ends can write its counts
names=$(sh tests/run.sh -n | cut -d ' ' -f 1 | sort -u | grep -v valgrind |
    grep -e '^echo/' -e '^client/' -e '^hostinfo/' -e '^chat/')
# shellcheck disable=SC2086 # several names
sh tests/run.sh -j "$jobs" $names csapp/rio csapp/wrappers csapp/course 2>&1 |
    tee report | sed '$d'
read -r passed _ failed _ skipped _ <<LAST
$(tail -n 1 report)
LAST
[ "$passed" -gt 0 ] || exit 2

printf '%-26s %15s %22s\n' source 'lines executed' 'branches both ways'
for source in csapp.c echo*.c hostinfo.c chat/*.c; do
    # If a program was built in one step, its notes are in NAME-NAME.gcno.
    notes=${source%.c}.gcno
    [ -f "$notes" ] || notes=${source%.c}-$notes
    gcov -b "$notes" 2>/dev/null |
        awk -v source="$source" -F '[:% ]+' '
            /^File/ { wanted = index($0, "\x27" source "\x27") }
            wanted && /^Lines executed/ { lines = $3 "% of " $5 }
            wanted && /^No branches/ { branches = "-" }
            wanted && /^Taken at least/ { branches = $5 "% of " $7 }
            END { printf "%-26s %15s %22s\n", source, lines, branches }'
done

gcov csapp.c >/dev/null 2>&1
awk -F : '
    { number = $2; source = $0; sub(/^[^:]*:[^:]*:/, "", source) }
    $1 ~ /#####/ && source !~ /untested: / {
        print "csapp.c:" number + 0 ": never executed: " source }
    $1 ~ /[0-9]/ && source ~ /untested: / {
        print "csapp.c:" number + 0 ": executed after all: " source }
    ' csapp.c.gcov >missed
if [ -s csapp.c.gcov ] && [ ! -s missed ]; then
    passed=$((passed + 1))
else
    sed -n '1,20p' missed
    failed=$((failed + 1))
fi
echo
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]

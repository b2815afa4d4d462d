#!/bin/sh
# grade.sh - grades the programs in a folder by the rubric
#
# usage: sh tests/grade.sh [-b] [-f text|tap|gradescope|autolab|junit] [-m FILE]
#                          [-o FILE] [-p PROGRAM]... [-j N] DIR
#   -b  runs make first, in a copy of DIR
#   -c  grades all submissions in DIR; it comes first, and class.sh describes
#       the other options
#   -f  the format of the report (default: text)
#   -o  writes the report to FILE instead of stdout
#   -p  grades this program only; may be given several times
#   -j  runs N tests at a time (default: 4)
#   -m  also writes the marks to FILE, a line for each test:
#       PROGRAM|SECTION|TEST|POINTS|SCORE|VERDICT|MISTAKE
#
# Exit status: 0 if no marks were lost, 1 if some were, 2 if the grader itself
# could not work (no score is printed then). A test that cannot run on this
# machine loses no marks.

set -u

broken()
{
    echo "grade.sh: $*" >&2
    exit 2
}

usage()
{
    sed -n '4,5s/^# //p' "$0" >&2
    exit 2
}

build='' format=text output='' programs='' jobs=4 marks=''
while getopts bcf:o:p:j:m: option; do
    case $option in
    b) build=yes ;;
    c) exec sh "$(dirname "$0")/class.sh" "$@" ;;
    f) format=$OPTARG ;;
    o) output=$OPTARG ;;
    p) programs="$programs $OPTARG" ;;
    j) jobs=$OPTARG ;;
    m) marks=$OPTARG ;;
    *) usage ;;
    esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] || usage
case $format in text | tap | gradescope | autolab | junit) ;; *) usage ;; esac
case $jobs in '' | *[!0-9]* | 0* | ????*) usage ;; esac
[ ! -d "$output" ] || broken "$output: is a folder"
dir=$(cd -- "$1" 2>/dev/null && pwd) || broken "$1: no such folder"
tests=$(cd "$(dirname "$0")" && pwd) || exit 2
probe=$tests/probe/probe
(cd "$tests/.." && make -s tests/probe/probe) >&2 ||
    broken 'make tests/probe/probe failed'

tmp=${TMPDIR:-/tmp}/csapp-grade.$$
mkdir "$tmp" || broken "$tmp: cannot be made"
tmp=$(cd "$tmp" && pwd) || exit 2
trap 'chmod -R u+rwX "$tmp" 2>/dev/null; rm -rf "$tmp"' EXIT
batch=''
trap '[ -z "$batch" ] || kill "$batch"; exit 2' INT TERM HUP

# The tests to run, each on a line: SECTION|TEST|POINTS|PROGRAM|NEEDS|TITLE.
awk -f "$tests/rows.awk" "$tests/rubric" >"$tmp/all" ||
    broken 'the rubric cannot be read'
for program in $programs; do
    cut -d '|' -f 4 "$tmp/all" | grep -Fqx -- "$program" ||
        broken "$program: no test applies to a program of this name"
done
awk -F '|' -v only="$programs " '
    $3 > 0 && (only == " " || index(only, " " $4 " "))' "$tmp/all" >"$tmp/rows"
[ -s "$tmp/rows" ] || broken 'the rubric has no test that gives points'
if grep -q '|chat/' "$tmp/rows"; then
    (cd "$tests/.." && make -s tests/probe/chatprobe) >&2 ||
        broken 'make tests/probe/chatprobe failed'
fi

built=0
if [ -n "$build" ]; then
    # make runs in a copy, and like a program that is tested: within limits, and
    # as a user of its own if root runs the grader.
    mkdir "$tmp/build"
    cp -RP "$dir/." "$tmp/build" || broken "$dir: cannot be copied"
    chmod -R a+rwX "$tmp/build"
    make=$(command -v make) || broken 'make is not installed'
    (cd "$tmp/build" && "$probe" run -w -e "$tmp/ended" "$make" </dev/null) \
        >"$tmp/make" 2>&1
    built=$?
    [ "$built" -eq 0 ] || [ -s "$tmp/ended" ] || broken 'make could not be run'
    # make may have made a link to a file that the submission could not read.
    sh "$tests/links.sh" "$tmp/build" "$dir" >>"$tmp/make" ||
        broken 'the links of the submission cannot be checked'
    dir=$tmp/build
    chmod -R a+rX "$dir" 2>/dev/null
fi

# Run the tests of the programs that exist. The result of line N in the list is
# in the files N.tap, N.err and N.status.
while IFS='|' read -r section test points program needs title; do
    if [ -f "$dir/$program" ] && [ -x "$dir/$program" ]; then
        echo "$test $tmp/programs/$program"
    fi
done <"$tmp/rows" >"$tmp/list"
mkdir "$tmp/results" "$tmp/programs" # a path without blanks, for the list
cut -d ' ' -f 2 "$tmp/list" | sort -u | while read -r program; do
    mkdir -p "$(dirname "$program")"
    cp "$dir/${program#"$tmp/programs/"}" "$program" &&
        chmod a+rx "$program" || exit
done || broken 'the programs cannot be copied'
sh "$tests/batch.sh" "$tmp/list" "$tmp/results" "$jobs" >/dev/null &
batch=$! # in the background, so that a signal is handled at once
wait "$batch"
batch=''

# details N: prints, for the student, the report of the test in line N of the
# list. It is printable ASCII only.
details()
{
    awk '
        /^  report: [|]$/ { inside = 1; next }
        /^  cause: / { exit }
        inside { print substr($0, 5) }' "$tmp/results/$1.tap"
}

# field NAME N: prints this field of that report, without its quotes.
field()
{
    sed -n "s/^  $1: '\(.*\)'\$/\1/p" "$tmp/results/$2.tap" |
        sed "s/''/'/g" | tr '|' /
}

# The verdicts, each on a line, as marks.awk reads them. The details are in N.txt.
n=0 line=0
while IFS='|' read -r section test points program needs title; do
    n=$((n + 1))
    verdict=lost cause='' topic='' kind=''
    if [ ! -f "$dir/$program" ] && [ $built -ne 0 ]; then
        cause="The programs cannot all be built: make failed, $(cat "$tmp/ended")."
        "$probe" quote <"$tmp/make" | tail -n 40 >"$tmp/$n.txt"
    elif [ ! -f "$dir/$program" ]; then
        cause="The program $program is missing."
        : >"$tmp/$n.txt"
    elif [ ! -x "$dir/$program" ]; then
        cause="The file $program is not executable."
        : >"$tmp/$n.txt"
    else
        line=$((line + 1))
        case $(cat "$tmp/results/$line.status" 2>/dev/null) in
        0) verdict=passed ;;
        1)
            details $line >"$tmp/$n.txt"
            cause=$(field cause $line) topic=$(field topic $line)
            kind=$(field kind $line)
            ;;
        77)
            verdict=skipped
            sed -n 's/.*# SKIP //p' "$tmp/results/$line.tap" | head -n 1 \
                >"$tmp/$n.txt"
            ;;
        *)
            cat "$tmp/results/$line.tap" "$tmp/results/$line.err" >&2
            broken "the test $test could not be run"
            ;;
        esac
    fi
    printf '%s|' "$n" "$section" "$test" "$points" "$program" "$needs" \
        "$title" "$verdict" "$cause"
    printf '%s|%s\n' "$topic" "$kind"
done <"$tmp/rows" | awk '{ print } END { print "end" }' >"$tmp/verdicts"
# If a test could not be run, broken() has ended the loop, but not this script,
# because the loop is part of a pipeline. Lines are missing in that case.
grep -qx end "$tmp/verdicts" && [ "$(wc -l <"$tmp/verdicts")" -eq \
    $(($(wc -l <"$tmp/rows") + 1)) ] || exit 2
sed '$d' "$tmp/verdicts" >"$tmp/all_verdicts"

awk -f "$tests/marks.awk" "$tmp/all_verdicts" >"$tmp/marks"

# The totals: SCORE MAXIMUM.
total=$(awk -F '|' '{ score += $8; most += $4 } END { print score, most }' \
    "$tmp/marks")
[ -s "$tmp/marks" ] || broken 'the temporary files of the grader are gone'

# shellcheck source=tests/report.sh
. "$tests/report.sh"
if [ -n "$marks" ]; then
    awk -F '|' -v OFS='|' '{
        print $5, $2, $3, $4, $8, $7, ($7 == "lost" ? $10 : "") }' \
        "$tmp/marks" >"$marks" || broken "$marks: cannot be written"
fi
{
    "report_$format"
    [ "$format" != text ] || echo "score: ${total% *} / ${total#* }"
} >"$tmp/report"
if [ -n "$output" ]; then
    cp "$tmp/report" "$output" || broken "$output: cannot be written"
else
    cat "$tmp/report" || broken 'stdout cannot be written'
fi
[ "${total% *}" -eq "${total#* }" ]

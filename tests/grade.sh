#!/bin/sh
# grade.sh - grades the programs in a folder by the rubric
#
# usage: sh tests/grade.sh [-b] [-f text|tap|gradescope|autolab] [-o FILE]
#                          [-p PROGRAM]... [-j N] DIR
#   -b  runs make first, in a copy of DIR
#   -f  the format of the report (default: text)
#   -o  writes the report to FILE instead of stdout
#   -p  grades this program only; may be given several times
#   -j  runs N tests at a time (default: 4)
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

build='' format=text output='' programs='' jobs=4
while getopts bf:o:p:j: option; do
    case $option in
    b) build=yes ;;
    f) format=$OPTARG ;;
    o) output=$OPTARG ;;
    p) programs="$programs $OPTARG" ;;
    j) jobs=$OPTARG ;;
    *) usage ;;
    esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] || usage
case $format in text | tap | gradescope | autolab) ;; *) usage ;; esac
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
trap 'exit 2' INT TERM HUP

# The tests to run, each on a line: SECTION|TEST|POINTS|PROGRAM|TITLE.
awk -f "$tests/rows.awk" "$tests/rubric" >"$tmp/all" ||
    broken 'the rubric cannot be read'
for program in $programs; do
    cut -d '|' -f 4 "$tmp/all" | grep -Fqx -- "$program" ||
        broken "$program: no test applies to a program of this name"
done
awk -F '|' -v only="$programs " '
    $3 > 0 && (only == " " || index(only, " " $4 " "))' "$tmp/all" >"$tmp/rows"
[ -s "$tmp/rows" ] || broken 'the rubric has no test that gives points'
if grep -q '|chat/' "$tmp/rows"; then # a client talks to our own server
    (cd "$tests/.." && make -s tests/probe/chatprobe chat/chatserver) >&2 ||
        broken 'make tests/probe/chatprobe chat/chatserver failed'
fi

built=0
if [ -n "$build" ]; then
    # make runs in a copy, and like a program that is tested: within limits, and
    # as a user of its own if root runs the grader.
    mkdir "$tmp/build"
    cp -R "$dir/." "$tmp/build" || broken "$dir: cannot be copied"
    chmod -R a+rwX "$tmp/build"
    dir=$tmp/build
    make=$(command -v make) || broken 'make is not installed'
    (cd "$dir" && "$probe" run -w -e "$tmp/ended" "$make" </dev/null) \
        >"$tmp/make" 2>&1
    built=$?
    chmod -R a+rX "$dir" 2>/dev/null
fi

# Run the tests of the programs that exist. The result of line N in the list is
# in the files N.tap, N.err and N.status.
while IFS='|' read -r section test points program title; do
    if [ $built -eq 0 ] && [ -f "$dir/$program" ] &&
        [ -x "$dir/$program" ]; then
        echo "$test $tmp/programs/$program"
    fi
done <"$tmp/rows" >"$tmp/list"
mkdir "$tmp/results" "$tmp/programs" # a path without blanks, for the list
cut -d ' ' -f 2 "$tmp/list" | sort -u | while read -r program; do
    mkdir -p "$(dirname "$program")"
    cp "$dir/${program#"$tmp/programs/"}" "$program"
done || broken 'the programs cannot be copied'
sh "$tests/batch.sh" "$tmp/list" "$tmp/results" "$jobs" >/dev/null

# details N: prints, for the student, the report of the test in line N of the
# list. It is printable ASCII only.
details()
{
    awk '
        /^  report: [|]$/ { inside = 1; next }
        /^  cause: / { inside = 0; sub(/^  cause: ./, "Likely cause: ") }
        /^  topic: / { sub(/^  topic: ./, "Read again: ") }
        /^(Likely|Read)/ { sub(/.$/, ""); print; next }
        inside { print substr($0, 5) }' "$tmp/results/$1.tap"
}

# The marks, each on a line: N|SECTION|TEST|POINTS|PROGRAM|TITLE|VERDICT|SCORE.
# The details are in N.txt.
n=0 line=0
while IFS='|' read -r section test points program title; do
    n=$((n + 1))
    verdict=lost score=0
    if [ $built -ne 0 ]; then
        {
            echo "make failed: $(cat "$tmp/ended")"
            "$probe" quote <"$tmp/make" | tail -n 40
        } >"$tmp/$n.txt"
    elif [ ! -f "$dir/$program" ] || [ ! -x "$dir/$program" ]; then
        echo "The program $program is missing." >"$tmp/$n.txt"
    else
        line=$((line + 1))
        case $(cat "$tmp/results/$line.status" 2>/dev/null) in
        0) verdict=passed score=$points ;;
        1) details $line >"$tmp/$n.txt" ;;
        77)
            verdict=skipped score=$points
            sed -n 's/.*# SKIP //p' "$tmp/results/$line.tap" | head -n 1 \
                >"$tmp/$n.txt"
            ;;
        *)
            cat "$tmp/results/$line.tap" "$tmp/results/$line.err" >&2
            broken "the test $test could not be run"
            ;;
        esac
    fi
    echo "$n|$section|$test|$points|$program|$title|$verdict|$score"
done <"$tmp/rows" | awk '{ print } END { print "end" }' >"$tmp/marks"
# If a test could not be run, broken() has ended the loop, but not this script,
# because the loop is part of a pipeline. Lines are missing in that case.
grep -qx end "$tmp/marks" && [ "$(wc -l <"$tmp/marks")" -eq \
    $(($(wc -l <"$tmp/rows") + 1)) ] || exit 2
sed '$d' "$tmp/marks" | awk -F '|' '
    !($5 in place) { place[$5] = ++count }
    { print place[$5] "|" $0 }' | sort -t '|' -s -k 1,1n | cut -d '|' -f 2- \
    >"$tmp/by_program"

# The totals: SCORE MAXIMUM.
total=$(awk -F '|' '{ score += $8; most += $4 } END { print score, most }' \
    "$tmp/by_program")
[ -s "$tmp/by_program" ] || broken 'the temporary files of the grader are gone'

report_text()
{
    awk -F '|' '
        NR == FNR { score[$5] += $8; most[$5] += $4; next }
        $5 != program {
            program = $5
            printf "%s%s: %d / %d\n", (FNR > 1 ? "\n" : ""), program,
                score[program], most[program]
            section = ""
        }
        $2 != section { section = $2; print "  " section }
        {
            printf "    %2d / %-2d %s%s\n", $8, $4, $6,
                ($7 == "skipped" ? " (could not be tested here)" : "")
        }' "$tmp/by_program" "$tmp/by_program"
    grep '|lost|' "$tmp/by_program" >"$tmp/lost"
    said=''
    while IFS='|' read -r n section test points program title rest; do
        # A program that is missing or was not built is reported once, not for
        # each of its tests.
        if head -n 1 "$tmp/$n.txt" | grep -q '^make failed\|is missing'; then
            case $said in *"|$program|"*) continue ;; esac
            said="$said|$program|"
            title='not tested'
        fi
        echo
        echo "$program: $title"
        sed 's/^/  /' "$tmp/$n.txt"
        [ "$title" = 'not tested' ] ||
            echo "  Run it again: sh tests/$test.sh -v PATH-OF-$program"
    done <"$tmp/lost"
    echo
}

report_tap()
{
    echo 'TAP version 14'
    echo "1..$(wc -l <"$tmp/by_program" | tr -d ' ')"
    k=0
    while IFS='|' read -r n section test points program title verdict score; do
        k=$((k + 1))
        case $verdict in
        passed) echo "ok $k - $program: $title" ;;
        skipped) echo "ok $k - $program: $title # SKIP $(cat "$tmp/$n.txt")" ;;
        *)
            echo "not ok $k - $program: $title"
            echo '  ---'
            echo "  score: $score"
            echo "  points: $points"
            echo '  report: |'
            sed 's/^/    /' "$tmp/$n.txt"
            echo '  ...'
            ;;
        esac
    done <"$tmp/by_program"
}

report_gradescope()
{
    echo "{\"score\": ${total% *}, \"stdout_visibility\": \"visible\","
    printf '"tests": ['
    programs=0 number=0 last='' comma=''
    while IFS='|' read -r n section test points program title verdict score; do
        if [ "$program" != "$last" ]; then
            programs=$((programs + 1)) number=0 last=$program
        fi
        number=$((number + 1))
        status=passed
        [ "$verdict" != lost ] || status=failed
        printf '%s\n {"name": %s, "number": "%d.%d",' "$comma" \
            "$(printf '%s' "$program: $title" | "$probe" json)" \
            "$programs" "$number"
        printf ' "score": %d, "max_score": %d, "status": "%s",' \
            "$score" "$points" $status
        printf ' "tags": [%s], "visibility": "visible",' \
            "$(printf '%s' "$section" | "$probe" json)"
        [ -f "$tmp/$n.txt" ] || : >"$tmp/$n.txt"
        printf ' "output": %s}' "$("$probe" json <"$tmp/$n.txt")"
        comma=,
    done <"$tmp/by_program"
    printf '\n]}\n'
}

report_autolab()
{
    report_text
    awk -F '|' -v total="${total% *}" '
        !($2 in score) { names[++count] = $2 }
        { score[$2] += $8 }
        END {
            printf "{\"scores\": {"
            for (i = 1; i <= count; i++)
                printf "%s\"%s\": %d", (i > 1 ? ", " : ""), names[i],
                    score[names[i]]
            printf "}, \"scoreboard\": [%d]}\n", total
        }' "$tmp/by_program"
}

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

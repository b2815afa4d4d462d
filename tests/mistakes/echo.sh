#!/bin/sh
# echo.sh - proves that the tests catch the mistakes that students make
#
# usage: sh tests/mistakes/echo.sh [-v] [-j JOBS] [MISTAKE]...
#   -v  shows what a student is told about each mistake
#   -j  runs JOBS tests at a time (default: 8, as most tests only wait)
#
# Builds all programs of echo.table, or only those that are named, and runs all
# graded tests on each, and those that must catch its mistake. The latter must
# fail, for the reason that the table gives, and the mistake must not cost more
# marks than the table allows. If it may cost all, only the first tests are run.

# shellcheck source=tests/mistakes/lib.sh
. "$(dirname "$0")/lib.sh"
verbose="" jobs=8
while getopts vj: option; do
    case $option in
    v) verbose=1 ;;
    j) jobs=$OPTARG ;;
    *) sed -n '4s/^# //p' "$0" >&2 && exit 2 ;;
    esac
done
shift $((OPTIND - 1))

: "${CC:=cc}"
export TEST_LIMIT=1 # seconds to wait: most of these answers never come
built tests/probe/probe
mkdir "$tmp/results" || exit 2

# compile OUTPUT SOURCE [OPTION]...: without warnings, which mistakes may cause.
compile()
{
    output=$1 source=$2
    shift 2
    # shellcheck disable=SC2086 # CC may have options
    $CC -std=c99 -w -O1 -pthread -I "$top" "$@" -o "$output" "$source"
}

# build K: builds every second mistake; K is 0 or 1.
build()
{
    awk -F '|' -v k="$1" 'NR % 2 == k { print $1, $2 }' \
        "$tmp/table" | while read -r mistake program; do
        file=${mistake%:*} macro=${mistake#*:}
        if grep -q '^int main' "$tests/mistakes/$file.c"; then
            rest="$tmp/echo.o"
        else
            rest="$tmp/$program.o"
        fi
        mkdir -p "$tmp/$mistake"
        compile "$tmp/$mistake/$program.o" "$tests/mistakes/$file.c" \
            -c "-D$macro" &&
            $CC -pthread -o "$tmp/$mistake/$program" \
                "$tmp/$mistake/$program.o" "$rest" "$tmp/csapp.o"
    done
}

# Writes the wanted rows to $tmp/table:
# "MISTAKE|PROGRAM|MARKS|MUST|MAY|REPORT|TITLE".
grep ' | ' "$tests/mistakes/echo.table" | grep -v '^#' | sed 's/ | /|/g' |
    awk -F '|' -v wanted=" $* " '
        wanted == "  " || index(wanted, " " $1 " ")' >"$tmp/table"
[ -s "$tmp/table" ] || exit 2
for name in csapp echo \
    $(cut -d '|' -f 2 "$tmp/table" | sort -u); do
    compile "$tmp/$name.o" "$top/$name.c" -c || exit 2
done
build 0 &
build 1
wait

# Writes what to run to $tmp/plan, in the columns that marks.awk reads, but with
# MISTAKE/PROGRAM as the program, and "must" or "" as the verdict:
# N|SECTION|TEST|POINTS|MISTAKE/PROGRAM|NEEDS|TITLE|MUST|
awk -f "$tests/rows.awk" "$tests/rubric" |
    awk -v OFS='|' '
        FILENAME == "-" {
            split($0, f, "|")
            row[++rows] = $0
            next
        }
        {
            split($0, mistake, "|")
            for (i = 1; i <= rows; i++) {
                split(row[i], f, "|")
                short = f[2] # the test without its folder, as in the table
                sub(/.*\//, "", short)
                must = index("," mistake[4] ",", "," short ",") ? "must" : ""
                may_cost = f[3] > 0 && mistake[3] != "luck" && \
                    (mistake[3] != "all" || f[5] == "basis")
                if (f[4] == mistake[2] && (must || may_cost))
                    print ++n, f[1], f[2], f[3], mistake[1] "/" f[4], f[5],
                        f[6], must, ""
            }
        }' - "$tmp/table" >"$tmp/plan"
awk -F '|' -v tmp="$tmp" '{ print $3, tmp "/" $5 }' "$tmp/plan" >"$tmp/list"
sh "$tests/batch.sh" "$tmp/list" "$tmp/results" "$jobs" >/dev/null

# again K TEST PROGRAM: runs the test in line K of the plan once more. A mistake
# that is a race may have no effect, and a busy machine may answer late.
again()
{
    TEST_LIMIT=10 sh "$tests/$2.sh" "$tmp/$3" >"$tmp/results/$1.tap" \
        2>"$tmp/results/$1.err" </dev/null
    echo $? >"$tmp/results/$1.status"
}

# get_status K: sets $status to the exit status of that test.
get_status()
{
    status=none
    [ ! -s "$tmp/results/$1.status" ] || read -r status <"$tmp/results/$1.status"
}

# fails K PATTERN: succeeds if that test has failed, with PATTERN in its report.
fails()
{
    get_status "$1"
    [ "$status" = 1 ] &&
        sed '/^  cause:/,$d' "$tmp/results/$1.tap" | grep -q -e "$2"
}

# field NAME K: prints this field of the report of that test.
field()
{
    sed -n "s/^  $1: '\(.*\)'\$/\1/p" "$tmp/results/$2.tap" | tr '|' /
}

# judge: prints the marks of the current mistake, as marks.awk does.
judge()
{
    while IFS='|' read -r k section test points which needs heading rest; do
        cause='' kind=''
        get_status "$k"
        case $status in
        0) result=passed ;;
        77) result=skipped ;;
        *)
            result=lost
            cause=$(field cause "$k") kind=$(field kind "$k")
            ;;
        esac
        printf '%s|' "$k" "$section" "$test" "$points" "$which" "$needs" \
            "$heading" "$result" "$cause" ''
        echo "$kind"
    done <"$tmp/rows" >"$tmp/verdicts"
    awk -f "$tests/marks.awk" "$tmp/verdicts" | awk -F '|' '$4 > 0' >"$tmp/marks"
    cost=$(awk -F '|' '{ lost += $4 - $8 } END { print lost + 0 }' "$tmp/marks")
}

# is_allowed: succeeds if the mistake costs what it may, by tests that may fail.
# "all" is for a program that does not work: it fails a test that is its basis.
# A server that works may lose 12 marks and 15 % of its marks, at most.
is_allowed()
{
    judge
    if [ "$most" = all ]; then
        grep -q '|basis|.*|lost|' "$tmp/verdicts"
        return
    fi
    awk -F '|' -v most="$most" -v may=",$must,$may," '
        { total += $4 }
        $7 == "lost" {
            cost += $4
            sub(/.*\//, "", $3)
            others += !index(may, "," $3 ",")
        }
        END {
            bar = 0.15 * total < 12 ? 0.15 * total : 12
            if ($5 ~ /echoserver/ && most > bar)
                most = bar
            exit others > 0 || cost > most
        }' "$tmp/marks"
}

while IFS='|' read -r mistake program most must may pattern title; do
    grep "|$mistake/$program|" "$tmp/plan" >"$tmp/rows"
    grep '|must|$' "$tmp/rows" >"$tmp/musts"
    while IFS='|' read -r k section test points which rest; do
        # shellcheck disable=SC2034 # it only counts
        for try in 2 3; do
            fails "$k" "$pattern" || [ "$status" = 77 ] ||
                again "$k" "$test" "$which"
        done
        title="$mistake ($program) is caught by $test: $pattern"
        get_status "$k"
        if [ "$status" = 77 ]; then
            skip "$title" "$test cannot be run here"
            continue
        fi
        show "$tmp/results/$k.tap" "$tmp/results/$k.err" >"$log"
        fails "$k" "$pattern"
        verdict $? "$title"
    done <"$tmp/musts"
    [ "$most" != luck ] || continue
    for try in 1 2 3; do
        is_allowed
        allowed=$?
        if [ "$allowed" -eq 0 ] || [ "$try" -eq 3 ]; then
            break
        fi
        grep '|lost|' "$tmp/marks" >"$tmp/again"
        while IFS='|' read -r k section test points which rest; do
            again "$k" "$test" "$which"
        done <"$tmp/again"
    done
    awk -F '|' '$7 == "lost" { print $3 " (" $4 "): " $10 }
        $7 == "spared" { print $3 " is not judged" }' "$tmp/marks" >"$log"
    verdict "$allowed" "$mistake ($program) costs $cost marks, and may cost $most"
    [ -z "$verbose" ] || sed 's/^/# /' "$log"
done <"$tmp/table"
finish

#!/bin/sh
# echo.sh - proves that the tests catch the mistakes that students make
#
# usage: sh tests/mistakes/echo.sh [-av] [-j JOBS] [MISTAKE]...
#   -a  runs the other graded tests, too: those that the table does not allow
#       to fail must pass
#   -v  shows the reports of all tests that fail
#   -j  runs JOBS tests at a time (default: 8, as most tests only wait)
#
# Builds all programs of echo.table, or only those that are named, and runs the
# tests that must catch the mistake in each. These tests must fail, for the
# reason that the table gives.

# shellcheck source=tests/mistakes/lib.sh
. "$(dirname "$0")/lib.sh"
all='' verbose='' jobs=8
while getopts avj: option; do
    case $option in
    a) all=1 ;;
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
    awk -F ' [|] ' -v k="$1" 'NR % 2 == k { print $1, $2 }' \
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
# "MISTAKE | PROGRAM | MUST | MAY | REPORT | TITLE".
grep ' | ' "$tests/mistakes/echo.table" | grep -v '^#' |
    awk -v wanted=" $* " '
        wanted == "  " || index(wanted, " " $1 " ")' >"$tmp/table"
[ -s "$tmp/table" ] || exit 2
for name in csapp echo \
    $(awk -F ' [|] ' '{ print $2 }' "$tmp/table" | sort -u); do
    compile "$tmp/$name.o" "$top/$name.c" -c || exit 2
done
build 0 &
build 1
wait

# Writes what to run to $tmp/plan: "KIND|TEST|MISTAKE|PROGRAM|REPORT". KIND
# is what the test must do: fail or pass.
awk -f "$tests/rows.awk" "$tests/rubric" |
    awk -v all="$all" '
        # A test without its folder, as the table names it.
        function short(test)
        {
            sub(/.*[/]/, "", test)
            return test
        }
        FILENAME == "-" {
            split($0, row, "|")
            full[row[4], short(row[2])] = row[2]
            if (row[3] > 0)
                applies[row[4]] = applies[row[4]] " " row[2]
            next
        }
        {
            split($0, row, " [|] ")
            count = split(row[3], must, ",")
            for (i = 1; i <= count; i++)
                print "fail|" full[row[2], must[i]] "|" row[1] "|" row[2] \
                    "|" row[5]
            if (!all)
                next
            may = "," row[3] "," row[4] ","
            count = split(applies[row[2]], tests, " ")
            for (i = 1; i <= count; i++)
                if (!index(may, "," short(tests[i]) ",") && row[4] != "all")
                    print "pass|" tests[i] "|" row[1] "|" row[2] "|"
        }' - "$tmp/table" >"$tmp/plan"
awk -F '|' -v tmp="$tmp" \
    '{ print $2, tmp "/" $3 "/" $4 }' "$tmp/plan" >"$tmp/list"
sh "$tests/batch.sh" "$tmp/list" "$tmp/results" "$jobs" >/dev/null

# as_told: succeeds if the current test had the result that the table says.
as_told()
{
    case $kind-$(cat "$result.status" 2>/dev/null) in
    pass-0 | *-77) ;;
    fail-1) sed '/^  cause:/,$d' "$result.tap" | grep -q -e "$pattern" ;;
    *) false ;;
    esac
}

while IFS='|' read -r kind test mistake program pattern; do
    result=$tmp/results/$((n + 1))
    # A mistake that is a race may have no effect, or another effect, and a busy
    # machine may answer late; but not three times.
    # shellcheck disable=SC2034 # it only counts
    for try in 2 3; do
        as_told && break
        TEST_LIMIT=3 sh "$tests/$test.sh" "$tmp/$mistake/$program" \
            >"$result.tap" 2>"$result.err" </dev/null
        echo $? >"$result.status"
    done
    case $kind in
    fail) title="$mistake ($program) is caught by $test: $pattern" ;;
    pass) title="$mistake ($program) passes $test" ;;
    esac
    if [ "$(cat "$result.status")" = 77 ]; then
        skip "$title" "$test cannot be run here"
    elif as_told; then
        verdict 0 "$title"
        [ "$kind" = pass ] || show_caught "$result.tap"
    else
        show "$result.tap" "$result.err" >"$log"
        verdict 1 "$title"
    fi
done <"$tmp/plan"
finish

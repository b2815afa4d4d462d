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

set -u
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

tests=$(cd "$(dirname "$0")/.." && pwd) || exit 2
top=${tests%/*}
: "${CC:=cc}"
export TEST_LIMIT=1 # seconds to wait: most of these answers never come
[ -x "$tests/probe/probe" ] ||
    (cd "$top" && make -s tests/probe/probe >&2) || exit 2
scratch=${TMPDIR:-/tmp}/csapp-mistakes.$$
mkdir "$scratch" "$scratch/results" || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' INT TERM HUP

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
        "$scratch/table" | while read -r mistake program; do
        file=${mistake%:*} macro=${mistake#*:}
        if grep -q '^int main' "$tests/mistakes/$file.c"; then
            rest="$scratch/echo.o"
        else
            rest="$scratch/$program.o"
        fi
        mkdir -p "$scratch/$mistake"
        compile "$scratch/$mistake/$program.o" "$tests/mistakes/$file.c" \
            -c "-D$macro" &&
            $CC -pthread -o "$scratch/$mistake/$program" \
                "$scratch/$mistake/$program.o" "$rest" "$scratch/csapp.o"
    done
}

# Writes the wanted rows to $scratch/table:
# "MISTAKE | PROGRAM | MUST | MAY | REPORT | TITLE".
grep ' | ' "$tests/mistakes/echo.table" | grep -v '^#' |
    awk -v wanted=" $* " '
        wanted == "  " || index(wanted, " " $1 " ")' >"$scratch/table"
[ -s "$scratch/table" ] || exit 2
for name in csapp echo \
    $(awk -F ' [|] ' '{ print $2 }' "$scratch/table" | sort -u); do
    compile "$scratch/$name.o" "$top/$name.c" -c || exit 2
done
build 0 &
build 1
wait

# Writes what to run to $scratch/plan: "KIND|TEST|MISTAKE|PROGRAM|REPORT". KIND
# is what the test must do: fail or pass.
awk -f "$tests/rows.awk" "$tests/rubric" |
    awk -v all="$all" '
        # The table names tests without a folder: it depends on the program.
        function test(program, name)
        {
            return (program ~ /^echoserver/ ? "echo" : \
                program == "echoclient" ? "client" : program) "/" name
        }
        FILENAME == "-" {
            split($0, row, "|")
            if (row[3] == 0)
                next
            applies[row[4]] = applies[row[4]] " " row[2]
            next
        }
        {
            split($0, row, " [|] ")
            count = split(row[3], must, ",")
            for (i = 1; i <= count; i++)
                print "fail|" test(row[2], must[i]) "|" row[1] "|" row[2] \
                    "|" row[5]
            if (!all)
                next
            may = "," row[3] "," row[4] ","
            count = split(applies[row[2]], tests, " ")
            for (i = 1; i <= count; i++) {
                name = tests[i]
                sub(/.*[/]/, "", name)
                if (!index(may, "," name ",") && row[4] != "all")
                    print "pass|" tests[i] "|" row[1] "|" row[2] "|"
            }
        }' - "$scratch/table" >"$scratch/plan"
awk -F '|' -v scratch="$scratch" \
    '{ print $2, scratch "/" $3 "/" $4 }' "$scratch/plan" >"$scratch/list"
sh "$tests/batch.sh" "$scratch/list" "$scratch/results" "$jobs" >/dev/null

# show FILE...: prints reports as comments, without the lines that all have.
show()
{
    grep -hv -e '^TAP version' -e '^1[.][.]1$' -e '^ *---$' -e '^ *[.][.][.]$' \
        "$@" | sed 's/^/# /'
}

# as_told: succeeds if the current test had the result that the table says.
as_told()
{
    case $kind-$(cat "$result.status" 2>/dev/null) in
    pass-0 | *-77) ;;
    fail-1) sed '/^  cause:/,$d' "$result.tap" | grep -q -e "$pattern" ;;
    *) false ;;
    esac
}

echo "1..$(awk 'END { print NR }' "$scratch/plan")"
n=0 failures=0
while IFS='|' read -r kind test mistake program pattern; do
    n=$((n + 1))
    result=$scratch/results/$n
    # A mistake that is a race may have no effect, or another effect, and a busy
    # machine may answer late; but not three times.
    # shellcheck disable=SC2034 # it only counts
    for try in 2 3; do
        as_told && break
        TEST_LIMIT=3 sh "$tests/$test.sh" "$scratch/$mistake/$program" \
            >"$result.tap" 2>"$result.err" </dev/null
        echo $? >"$result.status"
    done
    case $kind in
    fail) line="$n - $mistake ($program) is caught by $test: $pattern" ;;
    pass) line="$n - $mistake ($program) passes $test" ;;
    esac
    verdict=ok
    as_told || verdict='not ok'
    [ "$(cat "$result.status")" != 77 ] || line="$line # SKIP"
    echo "$verdict $line"
    if [ "$verdict" != ok ]; then
        failures=$((failures + 1))
        show "$result.tap" "$result.err"
    elif [ -n "$verbose" ] && [ "$kind" = fail ]; then
        show "$result.tap"
    fi
done <"$scratch/plan"
[ "$failures" -eq 0 ]

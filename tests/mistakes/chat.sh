#!/bin/sh
# chat.sh - proves that the tests of the chat catch its mistakes
#
# usage: sh tests/mistakes/chat.sh [-v] [-j JOBS] [MISTAKE]...
#   -v  shows the reports of all tests that fail
#   -j  runs JOBS tests at a time (default: 4)
#
# Makes each mistake of chat.table, or only those that are named, in a copy of
# the chat, and runs the test that must catch the mistake. The test must fail,
# for the reason that the table gives.

set -u
verbose='' jobs=4
while getopts vj: option; do
    case $option in
    v) verbose=1 ;;
    j) jobs=$OPTARG ;;
    *) sed -n '4s/^# //p' "$0" >&2 && exit 2 ;;
    esac
done
shift $((OPTIND - 1))

tests=$(cd "$(dirname "$0")/.." && pwd) || exit 2
top=${tests%/*}
unset MAKEFLAGS MAKELEVEL MFLAGS # set by a make that runs this script
(cd "$top" && make -s tests/probe/probe tests/probe/chatprobe \
    chat/chatserver >&2) || exit 2
tmp=${TMPDIR:-/tmp}/csapp-mistakes.$$
mkdir "$tmp" "$tmp/good" "$tmp/good/chat" "$tmp/results" || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' INT TERM HUP

# make_mistake NAME FILE: makes and builds a copy of the chat with this mistake
# in FILE; only FILE is compiled again.
make_mistake()
{
    cp -Rp "$tmp/good" "$tmp/$1" || return
    awk -v mistake="$1" '
        # The table: the lines to take out (-), and the text to put in (+).
        FILENAME == ARGV[1] && / [|] / && !/^[-+#]/ { here = $1 == mistake }
        FILENAME == ARGV[1] && here && /^-/ { old[++out] = substr($0, 2) }
        FILENAME == ARGV[1] && here && /^[+]/ { text = text substr($0, 2) "\n" }
        FILENAME == ARGV[1] { next }

        # The source: END prints it, with the text in place of those lines.
        { line[++lines] = $0 }
        function goes(i,    k)
        {
            for (k = 1; k <= out && line[i + k - 1] == old[k]; k++)
                ;
            return k > out
        }
        END {
            for (i = 1; i <= lines; i++)
                if (goes(i)) {
                    printf "%s", text
                    i += out - 1
                    places++
                } else {
                    print line[i]
                }
            exit places != 1
        }' "$tests/mistakes/chat.table" "$tmp/good/chat/$2" \
        >"$tmp/$1/chat/$2" && make_chat "$1"
}

make_chat()
{
    make -s -C "$tmp/$1" CFLAGS='-O1 -w' chat/chatserver chat/chatclient
}

cp "$top/Makefile" "$top/csapp.h" "$top/csapp.c" "$tmp/good" &&
    cp "$top"/chat/*.[ch] "$tmp/good/chat" &&
    make_chat good || exit 2

# Writes the wanted rows to $tmp/rows: "MISTAKE|FILE|TEST|REPORT|TITLE".
grep ' | ' "$tests/mistakes/chat.table" | grep -v '^[#+-]' | sed 's/ | /|/g' |
    awk -F '|' -v wanted=" $* " '
        wanted == "  " || index(wanted, " " $1 " ")' >"$tmp/rows"
[ -s "$tmp/rows" ] || exit 2
for k in 0 1; do
    awk -F '|' -v k="$k" 'NR % 2 == k { print $1, $2 }' "$tmp/rows" |
        while read -r mistake file; do
            make_mistake "$mistake" "$file" >"$tmp/$mistake.log" 2>&1 ||
                : >"$tmp/$mistake.unmade"
        done &
done
wait
awk -F '|' -v tmp="$tmp" '{ print "chat/" $3, tmp "/" $1 }' "$tmp/rows" \
    >"$tmp/list"

# caught N PATTERN: succeeds if test N failed, with PATTERN in its report.
caught()
{
    [ "$(cat "$tmp/results/$1.status" 2>/dev/null)" = 1 ] &&
        sed -n '/^not ok/,/^  cause:/p' "$tmp/results/$1.tap" |
        sed '$d' | grep -q -e "$2"
}

# show FILE...: prints reports as comments, without the lines that all have.
show()
{
    grep -hv -e '^TAP version' -e '^1[.][.]' -e '# SKIP' -e '^ *---$' \
        -e '^ *[.][.][.]$' "$@" | sed 's/^/# /'
}

# Most of these tests wait for something that never comes: 3 s are enough. A
# test that waited too briefly to catch its mistake is run again below.
TEST_LIMIT=3 sh "$tests/batch.sh" "$tmp/list" "$tmp/results" "$jobs" >/dev/null
echo "1..$(awk 'END { print NR }' "$tmp/rows")"
n=0 passed=0 failed=0 skipped=0
while IFS='|' read -r mistake file test pattern title; do
    n=$((n + 1))
    result=$tmp/results/$n
    line="$n - $mistake is caught by $test: $title"
    if [ -f "$tmp/$mistake.unmade" ]; then
        failed=$((failed + 1))
        echo "not ok $n - $mistake can be made in one place of $file"
        show "$tmp/$mistake.log"
        continue
    fi
    if [ "$(cat "$result.status")" = 77 ]; then
        skipped=$((skipped + 1))
        echo "ok $line # SKIP $test cannot be made here"
        continue
    fi
    caught "$n" "$pattern" || {
        TEST_LIMIT=10 sh "$tests/chat/$test.sh" "$tmp/$mistake" \
            >"$result.tap" 2>"$result.err" </dev/null
        echo "$?" >"$result.status"
    }
    if caught "$n" "$pattern"; then
        passed=$((passed + 1))
        echo "ok $line"
        [ -z "$verbose" ] || show "$result.tap"
    else
        failed=$((failed + 1))
        echo "not ok $line (with this in the report: $pattern)"
        show "$result.tap" "$result.err"
    fi
done <"$tmp/rows"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]

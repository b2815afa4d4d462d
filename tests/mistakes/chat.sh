#!/bin/sh
# chat.sh - proves that the tests of the chat catch its mistakes
#
# usage: sh tests/mistakes/chat.sh [-v] [-j JOBS] [MISTAKE]...
#   -v  shows the reports of all tests that fail
#   -j  runs JOBS tests at a time (default: 8)
#
# Makes each mistake of chat.table, or only those that are named, in a copy of
# the chat, and runs the test that must catch the mistake. The test must fail,
# for the reason that the table gives.

# shellcheck source=tests/mistakes/lib.sh
. "$(dirname "$0")/lib.sh"
verbose='' jobs=8
while getopts vj: option; do
    case $option in
    v) verbose=1 ;;
    j) jobs=$OPTARG ;;
    *) sed -n '4s/^# //p' "$0" >&2 && exit 2 ;;
    esac
done
shift $((OPTIND - 1))

(cd "$top" && make -s tests/probe/probe tests/probe/chatprobe \
    chat/chatserver >&2) || exit 2
mkdir "$tmp/good" "$tmp/good/chat" "$tmp/results" || exit 2

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

# Most of these tests wait for something that never comes: 3 s are enough. A
# test that waited too briefly to catch its mistake is run again below.
TEST_LIMIT=3 sh "$tests/batch.sh" "$tmp/list" "$tmp/results" "$jobs" >/dev/null
while IFS='|' read -r mistake file test pattern title; do
    row=$((n + 1))
    result=$tmp/results/$row
    title="$mistake is caught by $test: $title"
    if [ -f "$tmp/$mistake.unmade" ]; then
        cp "$tmp/$mistake.log" "$log"
        verdict 1 "$mistake can be made in one place of $file"
        continue
    fi
    if [ "$(cat "$result.status")" = 77 ]; then
        skip "$title" "$test cannot be run here"
        continue
    fi
    caught "$row" "$pattern" || {
        TEST_LIMIT=10 sh "$tests/chat/$test.sh" "$tmp/$mistake" \
            >"$result.tap" 2>"$result.err" </dev/null
        echo "$?" >"$result.status"
    }
    if caught "$row" "$pattern"; then
        verdict 0 "$title"
        [ -z "$verbose" ] || show "$result.tap" | sed 's/^/# /'
    else
        show "$result.tap" "$result.err" >"$log"
        verdict 1 "$title (with this in the report: $pattern)"
    fi
done <"$tmp/rows"
finish_alone

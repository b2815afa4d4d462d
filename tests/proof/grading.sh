#!/bin/sh
# grading.sh - tests that grade.sh grades correctly, in every format, and that
#              hostile submissions do not harm it
. "$(dirname "$0")/../tap.sh"

also="$tmp/report $tmp/err" # what a command before has printed

# grade STATUS [OPTION...] DIR: stores a report, and expects this exit status
grade()
{
    expected=$1
    shift
    TMPDIR="$tmp/scratch" sh "$library/tests/grade.sh" "$@" \
        >"$tmp/report" 2>"$tmp/err"
    status=$?
    [ "$status" -eq "$expected" ] || echo "exit status $status"
    [ "$status" -eq "$expected" ]
}

last_line_is()
{
    [ "$(tail -n 1 "$tmp/report")" = "$1" ]
}

# Only printable ASCII: no escape sequence can harm a terminal.
is_printable()
{
    ! LC_ALL=C grep -q '[^ -~]' "$tmp/report"
}

has()
{
    grep -q -- "$1" "$tmp/report"
}

# valid_json FILE: checks it with a JSON reader that is installed
valid_json()
{
    if command -v python3 >/dev/null; then
        python3 -m json.tool "$1"
    elif command -v jq >/dev/null; then
        jq . "$1"
    else
        node -e 'JSON.parse(require("fs").readFileSync(process.argv[1]))' "$1"
    fi
}

# json_is_valid FILE
json_is_valid()
{
    if command -v python3 jq node >/dev/null; then
        expect 'the JSON is valid' valid_json "$tmp/$1"
    else
        skip 'the JSON is valid' 'no JSON reader is installed'
    fi
}

nothing_is_left()
{
    eval "$processes" >"$tmp/processes"
    [ -s "$tmp/processes" ] && [ -z "$(ls "$tmp/scratch")" ] &&
        ! grep -a "$tmp/scratch" "$tmp/processes"
}

# A copy of the library, whose rubric has only a few tests, as an instructor
# might shorten it
library=$tmp/library
mkdir "$tmp/scratch" "$library" "$library/tests" "$library/chat"
chmod 755 "$tmp" "$tmp/scratch"
cp "$top/Makefile" "$top/csapp.h" "$top/csapp.c" "$library"
cp "$top"/chat/*.[ch] "$library/chat"
cp -R "$tests/." "$library/tests"
cat >"$library/tests/rubric" <<'END'
[Basic]
echo/one_line    4 echoserveri,echoservert basis A line comes back
hostinfo/address 3 hostinfo basis The address of a name is printed
[More]
echo/last_line   2 echoservert - A last line without newline comes back
hostinfo/usage   1 hostinfo - Wrong arguments are "refused"
client/refused   0 echoclient - Not graded
[Chat]
chat/end         3 chat/chatserver - It ends in order
chat/client      2 chat/chatclient - Lines go to the chat
END
mkdir "$tmp/good" "$tmp/good/chat"
cp "$top/echoserveri" "$top/echoservert" "$top/hostinfo" "$tmp/good"
cp "$top/chat/chatserver" "$top/chat/chatclient" "$tmp/good/chat"

expect 'our programs get full marks' grade 0 "$tmp/good"
expect 'the last line is the score' last_line_is 'score: 19 / 19'
expect 'one program can be graded alone' grade 0 -p hostinfo "$tmp/good"
expect 'the marks of other programs do not count' last_line_is 'score: 4 / 4'
expect 'two programs can be graded alone' \
    grade 0 -p hostinfo -p echoserveri -j 1 "$tmp/good"
expect 'the marks of both count' last_line_is 'score: 8 / 8'

rm "$tmp/good/echoservert"
expect 'a program that is missing loses marks' grade 1 "$tmp/good"
expect 'it loses all its own marks, and no others' last_line_is 'score: 13 / 19'
expect 'the report names the missing program' \
    has 'The program echoservert is missing'
expect 'a report can be TAP' grade 1 -f tap "$tmp/good"
expect 'TAP: there is a plan' has '^1\.\.7$'
expect 'TAP: a test that passed is ok' \
    has '^ok 1 - echoserveri: A line comes back$'
expect 'TAP: a test that failed is not ok' \
    has '^not ok [2-3] - echoservert: A line'
expect 'a report can be for Autolab' grade 1 -f autolab "$tmp/good"
expect 'Autolab: the last line has the scores' last_line_is \
    '{"scores": {"Basic": 7, "More": 1, "Chat": 5}, "scoreboard": [13]}'
expect 'a report can go to a file' grade 1 -o "$tmp/file" "$tmp/good"
expect 'the file contains the report' grep -q '^score: 13 / 19$' "$tmp/file"
mv "$tmp/good/chat/chatserver" "$tmp/chatserver"
expect 'the chat can be graded alone' grade 1 -p chat/chatserver \
    -p chat/chatclient "$tmp/good"
expect "a client is graded without the submission's server" \
    last_line_is 'score: 2 / 5'
expect 'the report names the missing server' \
    has 'The program chat/chatserver is missing'

# One mistake, one verdict: a server that sends only the first line back, in a
# library whose rubric has tests that need others
mkdir "$tmp/twice" "$tmp/first"
cat >"$tmp/twice/rubric" <<'END'
[Basic]
echo/one_line    4 echoserveri basis A line comes back
echo/many_lines  3 echoserveri echo/lockstep Many lines come back
echo/lockstep    2 echoserveri - Each line is answered
echo/half_close  2 echoserveri echo/many_lines Megabytes come back
echo/last_line   1 echoserveri - A last line comes back
hostinfo/address 1 hostinfo basis The address of a name is printed
hostinfo/usage   1 hostinfo hostinfo/address Wrong arguments are refused
END
cp "$library/tests/rubric" "$tmp/rubric"
cp "$tmp/twice/rubric" "$library/tests/rubric"
${CC:-cc} -w -O1 -pthread -I "$top" -DONE_LINE -o "$tmp/first/echoserveri" \
    "$top/echoserveri.c" "$tests/mistakes/session.c" "$top/csapp.c" &&
    printf '#!/bin/sh\nexit 1\n' >"$tmp/first/hostinfo" &&
    chmod 755 "$tmp/first/hostinfo" || exit 2
expect 'a mistake loses marks' grade 1 -m "$tmp/marks" "$tmp/first"
expect 'but not those of tests that need what it breaks' \
    last_line_is 'score: 10 / 14'
expect 'the report begins with what to fix first' \
    [ "$(head -n 1 "$tmp/report")" = 'What to fix first' ]
expect 'the most costly mistake comes first' \
    has '^1[.] Likely cause: The session ends too early'
expect 'with the marks that it costs' has '^   It costs 2 marks:$'
expect 'and the command that shows it' \
    has '^   To see it:  sh tests/echo/lockstep.sh -v [.]/echoserveri$'
expect 'a test that was spared names the test at the root' \
    has ' 2 / 2  Megabytes come back (not judged: see "Each line is answered")'
expect 'if a basis is lost, nothing is spared' \
    has ' 0 / 1  Wrong arguments are refused$'
expect 'the marks of a test that is lost have its cause' \
    grep -q '^echoserveri|Basic|echo/lockstep|2|0|lost|The session ends' \
    "$tmp/marks"
expect 'the marks of a test that is spared are kept' \
    grep -qx 'echoserveri|Basic|echo/many_lines|3|3|spared|' "$tmp/marks"
expect 'TAP: it is skipped' grade 1 -f tap "$tmp/first"
expect 'TAP: with the reason' \
    has '^ok 4 .*# SKIP not judged: see "Each line is answered"$'
expect 'a report can be for JUnit' grade 1 -f junit "$tmp/first"
expect 'JUnit: it counts the tests' \
    has '<testsuite name="grade" tests="7" failures="3" errors="0" skipped="2">'
expect 'JUnit: a failure has its cause' has \
    '<testcase classname="echoserveri" name="Each line is answered"><failure message="The session'
if command -v xmllint >/dev/null; then
    expect 'JUnit: the XML is well-formed' xmllint --noout "$tmp/report"
else
    skip 'JUnit: the XML is well-formed' 'xmllint is not installed'
fi

# A test that cannot be made on a machine
cat >"$library/tests/rubric" <<'END'
[Basic]
hostinfo/usage   1 hostinfo - Wrong arguments are refused
echo/elsewhere   5 hostinfo - It works elsewhere
END
cat >"$library/tests/echo/elsewhere.sh" <<'END'
echo 'ok 1 - it works elsewhere # SKIP needs another machine'
exit 77
END
expect 'a test that is skipped is no error' grade 0 "$tmp/good"
expect 'it costs no marks' last_line_is 'score: 6 / 6'
expect 'the report says that it was not tested' \
    has ' 5 / 5  It works elsewhere (could not be tested here)$'
expect 'TAP: it is skipped, too' grade 0 -f tap "$tmp/good"
expect 'TAP: with its reason' has '^ok 2 .* # SKIP needs another machine$'
cp "$tmp/rubric" "$library/tests/rubric"

# Building
mkdir "$tmp/source" "$tmp/source/chat"
cp "$top/Makefile" "$top"/*.[ch] "$tmp/source"
cp "$top"/chat/*.[ch] "$tmp/source/chat"
expect 'a submission can be built' grade 0 -b "$tmp/source"
expect 'a submission that was built gets its marks' \
    last_line_is 'score: 19 / 19'
expect 'the folder of the submission does not change' \
    [ ! -e "$tmp/source/hostinfo" ]
echo 'this is not C' >>"$tmp/source/csapp.c"
expect 'a submission that cannot be built loses marks' grade 1 -b "$tmp/source"
expect 'it loses all marks' last_line_is 'score: 0 / 19'
expect "the compiler's errors are in the report" has 'csapp.c:[0-9]*:.*error'

# If root runs a program, the folder where it runs belongs meanwhile to the user
# that is made up for it.
owner()
{
    # shellcheck disable=SC2012 # the third field is a number
    ls -ldn "$tmp/run" | awk '{ print $3 }'
}
given_back()
{
    mkdir "$tmp/run"
    before=$(owner)
    (cd "$tmp/run" && "$probe" run -w /bin/sh -c 'ls -ldn .') &&
        [ "$(owner)" -eq "$before" ]
}
expect 'the folder where a program ran belongs to its owner again' given_back
kept()
{
    folder=/tmp/csapp-kept.$$
    mkdir "$folder" && : >"$folder/file" || return
    (cd "$folder" && "$probe" run -w /bin/sh -c ': >own')
    ls "$folder/file" "$folder/own"
    found=$?
    rm -rf "$folder"
    return "$found"
}
expect 'the folder where a program ran is kept, with its files' kept

# What the grader refuses
expect 'a folder that does not exist is refused' grade 2 "$tmp/nowhere"
expect 'an unknown program is refused' grade 2 -p nonsense "$tmp/good"
expect 'an unknown format is refused' grade 2 -f nonsense "$tmp/good"
expect 'a report that cannot be written is an error' \
    grade 2 -o "$tmp/no/file" "$tmp/good"
expect 'then no score is printed' eval '! has score'

# Hostile submissions: one script takes the place of all programs. None of them
# answers, so the tests need not wait as long as for an honest submission.
export TEST_LIMIT=2
hostile()
{
    rm -rf "$tmp/bad"
    mkdir "$tmp/bad" "$tmp/bad/chat"
    cat >"$tmp/bad/hostinfo"
    chmod 755 "$tmp/bad/hostinfo"
    for program in echoserveri chat/chatserver chat/chatclient; do
        cp "$tmp/bad/hostinfo" "$tmp/bad/$program"
    done
}

judge()
{
    expect "$1: it loses marks" grade 1 -f "$2" -p hostinfo -p echoserveri \
        -p chat/chatserver -p chat/chatclient "$tmp/bad"
    expect "$1: the report is printable" is_printable
    expect "$1: no process and no file is left" nothing_is_left
}

hostile <<'END'
#!/bin/sh
printf '\033[2J\033]0;title\007"quoted" \\ \200\377 </script>\r\n\000\n'
printf '\033[31m"\\\t' >&2
END
judge 'escape sequences' text
judge 'escape sequences, Gradescope' gradescope
json_is_valid report
judge 'escape sequences, Autolab' autolab
tail -n 1 "$tmp/report" >"$tmp/last"
json_is_valid last
if command -v xmllint >/dev/null; then
    judge 'escape sequences, JUnit' junit
    expect 'escape sequences, JUnit: the XML is well-formed' \
        xmllint --noout "$tmp/report"
fi
hostile <<'END'
#!/bin/sh
trap '' TERM HUP INT
(trap '' TERM HUP INT; while :; do sleep 1; done) &
while :; do sleep 1; done
END
judge 'ignores signals, never ends' text
hostile <<'END'
#!/bin/sh
while :; do "$0" & done 2>/dev/null
END
judge 'forks without end' text
if [ -n "$("$probe" stat $$ memory)" ]; then
    hostile <<'END'
#!/bin/sh
exec awk 'BEGIN { s = "0123456789"; while (1) s = s s }'
END
    judge 'uses more and more memory' text
else
    skip 'uses more and more memory' 'needs /proc, to see the memory of a process'
fi
hostile <<'END'
#!/bin/sh
kill -STOP $PPID
kill -KILL $PPID
exec sleep 1000
END
expect 'stops and kills its parent: it loses marks' \
    grade 1 -p echoserveri "$tmp/bad"
expect 'stops and kills its parent: no process and no file is left' \
    nothing_is_left
hostile <<'END'
#!/bin/sh
exec yes 'and so on and so on and so on'
END
judge 'prints without end' text
finish

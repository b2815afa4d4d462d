#!/bin/sh
# handout.sh - tests what pack.sh packs: the handout works without this library,
#              the autograders grade, and nothing that was built gets in
. "$(dirname "$0")/../tap.sh"

also="$tmp/out $tmp/err" # what a command before has printed

# ends STATUS COMMAND...: runs a command, and expects this exit status
ends()
{
    expected=$1
    shift
    "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
    status=$?
    [ "$status" -eq "$expected" ] || echo "exit status $status"
    [ "$status" -eq "$expected" ]
}

# says TEXT: the command has printed the text once, to stdout
says()
{
    [ "$(grep -cF -- "$1" "$tmp/out")" -eq 1 ]
}

no_errors()
{
    [ ! -s "$tmp/err" ]
}

last_line_is()
{
    [ "$(tail -n 1 "$tmp/out")" = "$1" ]
}

# state: prints the name, size, date and contents of each file, except of those
# that are packed
state()
{
    find . -type f ! -name handout.tar ! -name autograde.tar \
        ! -name autograder.zip \
        -exec ls -ln {} + -exec cksum {} + | sort
}

# only REGEXP...: succeeds if each line of $tmp/files matches one of these
only()
{
    for regexp in "$@"; do
        printf '^%s$\n' "$regexp"
    done >"$tmp/regexps"
    ! grep -vE -f "$tmp/regexps" "$tmp/files"
}

# list: stores the names of all files in this folder in $tmp/files
list()
{
    find . -type f | sed 's,^[.]/,,' | sort >"$tmp/files"
}

# has_no TEXT: succeeds if the command has not printed the text
has_no()
{
    ! grep -F -- "$1" "$tmp/out"
}

# cleans: succeeds if make clean leaves the files that were unpacked, and the
# student's own
cleans()
{
    make clean
    list
    grep -vx echoserverp.c "$tmp/files" | diff "$tmp/unpacked" -
}

# has_all_tests: succeeds if each test of the rubric in this folder is there
has_all_tests()
{
    awk '!/^[[#]/ && NF { print "tests/" $1 ".sh" }' tests/rubric >"$tmp/rows"
    [ -s "$tmp/rows" ] && xargs ls <"$tmp/rows" >/dev/null
}

graded='Makefile csapp[.][ch] chat/ tests/ tests/rubric
    tests/[a-z]+[.](sh|awk) tests/(echo|client|hostinfo|chat|probe)/
    tests/(echo|client|hostinfo|chat)/[a-z0-9_]+[.]sh tests/probe/[a-z_]+[.][ch]'

# A copy of the library, in which everything has been built
mkdir "$tmp/copy" "$tmp/students" && : >"$tmp/out" && : >"$tmp/err" &&
    cp -R "$top"/* "$tmp/copy" && cd "$tmp/copy" || exit 2
for built in echoserverp csapp.o chat/chatserver chat/chatserver.o \
    tests/probe/probe tests/probe/probe.o tests/echo/one_line; do
    : >"$built"
    chmod 755 "$built"
done

# The handout
state >"$tmp/before"
expect 'make packs the handout' ends 0 make handout
expect 'the places to fill in are named' says 'Hand in until: [FILL IN'
cd "$tmp/students" && tar -xf "$tmp/copy/handout.tar" || exit 2
expect 'it is unpacked into one folder' [ "$(ls)" = handout ]
cd handout || exit 2
list
cp "$tmp/files" "$tmp/unpacked"
# shellcheck disable=SC2086 # several regular expressions
expect 'it has what students may see, and nothing else' only $graded \
    ASSIGNMENT[.]md LICENSE chat/PROTOCOL[.]md \
    'echo(client|serveri)?[.]c' hostinfo[.]c
expect 'it has each test of its rubric' has_all_tests
expect 'the marks are in the assignment' \
    grep -q '^| .echoserveri. | [0-9]* |.*| [1-9][0-9]* |$' ASSIGNMENT.md
expect 'make builds what is given' ends 0 make
expect 'make names what is missing' says 'no chat/chatclient.c yet'
expect 'what is given has full marks' ends 0 sh tests/grade.sh \
    -p echoserveri -p echoclient -p hostinfo .
expect 'what is missing has none' ends 1 sh tests/grade.sh \
    -p echoserverp -p chat/chatserver -p chat/chatclient .
for program in echoserverp chat/chatserver chat/chatclient; do
    expect "$program is named as missing, once" \
        says "The program $program is missing"
done
expect 'nothing else is reported' no_errors

cp "$top/echoserverp.c" .
expect 'make builds what a student has written' ends 0 make
expect 'a right program has full marks' ends 0 sh tests/grade.sh \
    -p echoserverp .
expect 'one test can be run again' ends 0 \
    sh tests/echo/half_line.sh -v ./echoserverp

# A client of the chat is tested with the student's own server.
cp echoclient chat/chatclient
expect 'without a chat server, no test of the client is lost' ends 0 \
    sh tests/grade.sh -p chat/chatclient -f tap .
expect 'the report says what is needed' says '# SKIP needs a chat server'
built chat/chatserver
built chat/chatclient
cp "$top/chat/chatclient" chat && cp "$top/chat/chatserver" "$tmp" &&
    chmod 755 "$tmp" && cat >chat/chatserver <<END
#!/bin/sh
[ "\$1" != -k ] && exec "$tmp/chatserver" "\$@"
END
chmod 755 chat/chatserver
expect 'with a server that does not know an option, neither' ends 0 \
    sh tests/grade.sh -p chat/chatclient -f tap .
expect 'the report says that the server does not start' \
    says '# SKIP needs a chat server that works: the server does not start'
cp "$top/chat/chatserver" chat
expect 'a right client has its marks' ends 0 \
    sh tests/grade.sh -p chat/chatclient -f tap .
expect 'and was tested' says 'ok 1 - chat/chatclient: On a pipe'
expect 'and no part was skipped' has_no SKIP

cat >tests/rubric <<'END'
[Basic]
echo/one_line    4 servers     basis A line comes back
hostinfo/address 2 hostinfo    basis The address of a name is printed
[More]
echo/half_line   1 concurrent  - Half a line does not stop the others
chat/client      5 chat/chatclient  - Lines go to the chat
echo/port_zero   0 servers     - Not graded
echo/under_load  0 concurrent  - Not graded
END
cp tests/rubric "$tmp/rubric"
expect 'make check grades' ends 0 make check
expect 'make check prints the score' last_line_is 'score: 16 / 31'
expect 'make handin packs' ends 0 make handin
tar -tf handin.tar | sort >"$tmp/files"
expect 'it packs the sources, and nothing else' only Makefile csapp[.][ch] \
    '(echo|echoclient|echoserver[ip]|hostinfo)[.]c' chat/ chat/PROTOCOL[.]md
mv handin.tar "$tmp"
expect 'make clean leaves what was there before' cleans

# The autograders, with a rubric that an instructor has shortened
cd "$tmp/copy" && state | diff - "$tmp/before" >"$tmp/out"
expect 'packing has changed nothing' [ ! -s "$tmp/out" ]
cp "$tmp/rubric" tests
expect 'make packs the autograder of Autolab' ends 0 make autograde.tar
tar -tf autograde.tar >"$tmp/files"
# shellcheck disable=SC2086 # several regular expressions
expect 'it has no solution but our chat server, and nothing that was built' \
    only $graded 'chat/[a-z]+[.]h' \
    'chat/(chatserver|command|connection|deadline|key|member|names)[.]c' \
    'chat/(room|signals|text|transcript|users)[.]c'
cp "$tmp/files" "$tmp/out"
expect 'it has no test without points' has_no under_load
mkdir "$tmp/autolab" && tar -cf "$tmp/autolab/handin.tar" Makefile ./*.[ch] \
    chat/*.[ch] && cp autograde.tar tests/autolab/Makefile "$tmp/autolab" &&
    cd "$tmp/autolab" || exit 2
expect 'Autolab: the grader works' ends 0 make
expect 'Autolab: our programs have full marks' last_line_is \
    '{"scores": {"Basic": 22, "More": 9}, "scoreboard": [31]}'

cd "$tmp/copy" || exit 2
mkdir "$tmp/bin" "$tmp/source" "$tmp/submission" || exit 2
for tool in dirname bash busybox; do # sh may be a script that runs one of these
    path=$(command -v "$tool") && ln -s "$path" "$tmp/bin"
done
expect 'without zip, nothing is packed' ends 1 env PATH="$tmp/bin" \
    "$(command -v sh)" tests/pack.sh autograder.zip "$tmp/none.zip"
expect 'the error says why' grep -q 'none.zip: .*zip is not installed' "$tmp/err"
if command -v zip >/dev/null && command -v unzip >/dev/null; then
    expect 'make packs the autograder of Gradescope' ends 0 make autograder.zip
    cd "$tmp/source" && unzip -q "$tmp/copy/autograder.zip" || exit 2
    expect 'Gradescope: it begins with an executable run_autograder' \
        [ -x run_autograder ]
    expect 'Gradescope: and setup.sh' [ -x setup.sh ]
    list
    tar -tf "$tmp/copy/autograde.tar" | grep -v '/$' | sort |
        diff - "$tmp/files" | sed -n 's/^[<>] //p' | sort >"$tmp/out"
    expect 'Gradescope: nothing else is there' [ "$(cat "$tmp/out")" = 'run_autograder
setup.sh' ]
    tar -xf "$tmp/handin.tar" -C "$tmp/submission"
    expect "Gradescope: a student's work is graded" ends 1 sh tests/grade.sh \
        -b -f gradescope "$tmp/submission"
    expect 'Gradescope: it has the marks of the sources' \
        says '{"score": 11,'
else
    skip 'Gradescope' 'zip or unzip is not installed'
fi
finish

#!/bin/sh
# pack.sh - packs what students get, or an autograder for a course system
#
# usage: sh tests/pack.sh handout|autograder.zip|autograde.tar [OUTPUT]
#   handout         the assignment with its tests (handout.tar)
#   autograder.zip  the autograder for Gradescope
#   autograde.tar   the autograder for Autolab
#
# The files are chosen by name, and copied to another folder first. So nothing
# that was built gets in, and this folder does not change.

set -u

failed()
{
    echo "pack.sh: $*" >&2
    exit 1
}

usage()
{
    sed -n 's/^# \(usage:\)/\1/p' "$0" >&2
    exit 1
}

[ $# -eq 1 ] || [ $# -eq 2 ] || usage
what=$1
case $what in
handout) output=handout.tar ;;
autograder.zip) what=gradescope output=$1 ;;
autograde.tar) what=autolab output=$1 ;;
*) usage ;;
esac
top=$(cd "$(dirname "$0")/.." && pwd) || exit 1
case ${2-} in
'') output=$top/$output ;;
/*) output=$2 ;;
*) output=$PWD/$2 ;;
esac
[ "$what" != gradescope ] || command -v zip >/dev/null ||
    failed "$output: cannot be packed: zip is not installed"

cd "$top" || exit 1
tmp=${TMPDIR:-/tmp}/csapp-pack.$$
mkdir "$tmp" || failed "$tmp: cannot be made"
tmp=$(cd "$tmp" && pwd) || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
stage=$tmp/handout # the name of the folder that students unpack
mkdir "$stage"

# take FILE...: copies files to the same place in $stage.
take()
{
    for file in "$@"; do
        mkdir -p "$stage/$(dirname "$file")" || exit 1
        cp "$file" "$stage/$file" || failed "$file: cannot be copied"
    done
}

# take_tests: copies the grader and the tests that are in $tmp/rows.
take_tests()
{
    take tests/rubric tests/marks.awk tests/rows.awk tests/probe/*.[ch]
    for script in tests/*.sh; do
        case $script in
        tests/pack.sh | tests/run.sh | tests/tap.sh) ;; # not for grading
        tests/class.sh | tests/submission.sh) ;; # nor for one submission
        *) take "$script" ;;
        esac
    done
    cut -d '|' -f 2 "$tmp/rows" | sort -u >"$tmp/names"
    while read -r name; do
        take "tests/$name.sh"
    done <"$tmp/names"
    for script in tests/*/lib.sh; do
        [ ! -d "$stage/${script%/lib.sh}" ] || take "$script"
    done
}

# print_marks: prints a table in Markdown: the points of each program.
print_marks()
{
    awk -F '|' '
        $3 == 0 { next }
        !($1 in most) { sections[++count] = $1 }
        !($4 in sum) { programs[++lines] = $4 }
        { most[$1] += $3; sum[$4] += $3; marks[$4, $1] += $3; all += $3 }
        END {
            head = "| program |"
            rule = "| --- |"
            last = "| all programs |"
            for (i = 1; i <= count; i++) {
                head = head " " sections[i] " |"
                rule = rule " --- |"
                last = last " " most[sections[i]] " |"
            }
            print head " together |"
            print rule " --- |"
            for (k = 1; k <= lines; k++) {
                line = "| `" programs[k] "` |"
                for (i = 1; i <= count; i++)
                    line = line " " marks[programs[k], sections[i]] " |"
                print line " " sum[programs[k]] " |"
            }
            print last " " all " |"
        }' "$tmp/rows"
}

take_handout()
{
    # Two tests need sources that students do not get.
    awk '$1 != "client/our_servers" && $1 != "echo/under_load"' \
        tests/rubric >"$tmp/rubric"
    awk -f tests/rows.awk "$tmp/rubric" >"$tmp/rows" ||
        failed 'tests/rubric: cannot be read'
    take_tests
    take LICENSE csapp.h csapp.c echo.c echoserveri.c echoclient.c hostinfo.c \
        chat/PROTOCOL.md
    print_marks >"$tmp/marks"
    cp "$tmp/rubric" "$stage/tests" || exit 1
    cp tests/handout/Makefile "$stage" ||
        failed 'tests/handout/Makefile: cannot be copied'
    sed -e "/^MARKS\$/r $tmp/marks" -e '/^MARKS$/d' tests/handout/ASSIGNMENT.md \
        >"$stage/ASSIGNMENT.md" ||
        failed 'tests/handout/ASSIGNMENT.md: cannot be copied'
}

# graded NAME: succeeds if this test, or this program, gives points.
graded()
{
    grep -Fq "|$1|" "$tmp/rows"
}

# take_grader: copies what grades submissions, and no solution beyond what a
# test needs.
take_grader()
{
    awk -f tests/rows.awk tests/rubric >"$tmp/all" ||
        failed 'tests/rubric: cannot be read'
    awk -F '|' '$3 > 0' "$tmp/all" >"$tmp/rows"
    take_tests
    take Makefile csapp.h csapp.c
    if graded chat/chatclient; then # it talks to our server
        for source in chat/*.[ch]; do
            case $source in
            chat/chatclient.c | chat/lineedit.c | chat/peer.c | chat/row.c) ;;
            chat/screen.c | chat/terminal.c) ;;
            *) take "$source" ;;
            esac
        done
    fi
    if graded echo/under_load; then
        take demo/load.c
    fi
    if graded client/our_servers; then
        take echo.c echoserver*.c
    fi
}

case $what in
handout)
    take_handout
    ;;
gradescope)
    take_grader
    for script in setup.sh run_autograder; do # Gradescope wants them at the top
        cp "tests/gradescope/$script" "$stage" ||
            failed "tests/gradescope/$script: cannot be copied"
        chmod +x "$stage/$script"
    done
    ;;
autolab)
    take_grader
    ;;
esac
chmod -R u+rwX,go+rX "$stage"

cd "$stage" || exit 1
case $what in
handout) cd .. && tar -cf packed.tar handout ;;
gradescope) zip -q -r -X ../packed.zip . ;;
autolab) tar -cf ../packed.tar -- * ;;
esac || failed "$output: cannot be packed"
cp "$tmp"/packed.* "$output" || failed "$output: cannot be written"
if [ "$what" = handout ] &&
    grep -n 'FILL IN' "$top/tests/handout/ASSIGNMENT.md" >"$tmp/gaps"; then
    echo 'Fill in these lines of tests/handout/ASSIGNMENT.md, and pack again:'
    cat "$tmp/gaps"
fi

#!/bin/sh
# class.sh - grades the submissions of a whole class: sh tests/grade.sh -c
#
# usage: sh tests/grade.sh -c [-b] [-f FORMAT] [-j N] [-n] [-o OUT]
#                          [-p PROGRAM]... [-t SECONDS] CLASSDIR
#   -b, -f, -p  as without -c
#   -j  runs N tests of a submission at a time (default: 8)
#   -n  begins anew: grades also what has been graded before
#   -o  the folder for the results (default: grades)
#   -t  how long a submission may take, in seconds (default: 900)
#
# Each folder and each tar archive in CLASSDIR is a submission. OUT/NAME.txt is
# its report, OUT/marks/NAME has its marks, and OUT/grades.csv is the table.
#
# There are as many workers as processors, and two at least. A worker takes the
# next submission that no other has taken, and runs submission.sh. A recorder
# hears through a pipe what is ready. Only the recorder writes to OUT: it writes
# a file beside the old one, and then renames it. So the results are whole,
# whenever the work is stopped.
#
# Exit status: 0 if all were graded, 1 if some could not be, 2 if the grader
# itself could not work, or was stopped.

set -u
room_mb=300 # what must be free for temporary files

broken()
{
    echo "class.sh: $*" >&2
    exit 2
}

usage()
{
    sed -n '4,5s/^# //p' "$0" >&2
    exit 2
}

build='' format=text jobs=8 anew='' out=grades programs='' seconds=900
while getopts bcf:j:no:p:t: option; do
    case $option in
    b) build=-b ;;
    c) ;;
    f) format=$OPTARG ;;
    j) jobs=$OPTARG ;;
    n) anew=yes ;;
    o) out=$OPTARG ;;
    p) programs="$programs $OPTARG" ;;
    t) seconds=$OPTARG ;;
    *) usage ;;
    esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] || usage
case $jobs in '' | *[!0-9]* | 0* | ????*) usage ;; esac
case $seconds in '' | *[!0-9]* | 0* | ??????*) usage ;; esac
case $format in
text | autolab) ending=txt ;;
tap) ending=tap ;;
gradescope) ending=json ;;
junit) ending=xml ;;
*) usage ;;
esac

shown=$1
class=$(cd -P -- "$1" 2>/dev/null && pwd) || broken "$1: no such folder"
for file in "$class"/*.c "$class"/[Mm]akefile "$class"/GNUmakefile \
    "$class"/echoserver[ipt] "$class"/echoserver_select "$class"/hostinfo; do
    [ ! -f "$file" ] || broken "$1: it looks like one submission. Leave out" \
        '-c, or give the folder that holds the submissions'
done
tests=$(cd "$(dirname "$0")" && pwd) || exit 2
probe=$tests/probe/probe
(cd "$tests/.." && make -s tests/probe/probe) >&2 ||
    broken 'make tests/probe/probe failed'

# Temporary files: $work/private is for this script, and $work/K for worker K.
umask 077
work=${TMPDIR:-/tmp}/csapp-class.$$
mkdir "$work" || broken "$work: cannot be made"
work=$(cd -P "$work" && pwd) || exit 2
private=$work/private workers='' recorder='' access=''
cleanup()
{
    trap '' INT TERM HUP
    # shellcheck disable=SC2086 # they are process IDs
    [ -z "$workers" ] || kill $workers $recorder 2>/dev/null
    exec 3>&-
    wait
    [ -z "$access" ] || chmod "o+$access" "$class"
    chmod -R u+rwX "$work" 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 2' INT TERM HUP

no_room="less than $room_mb MB are free in ${TMPDIR:-/tmp}, for temporary files"
has_room()
{
    free=$(df -Pk "$work" | sed -n '2s/.* \([0-9][0-9]*\)  *[0-9]*%.*/\1/p')
    [ -z "$free" ] || [ "$free" -ge $((room_mb * 1024)) ]
}
has_room || broken "$no_room"

# What is graded: the options, and lines SECTION|TEST|POINTS|PROGRAM|NEEDS|TITLE.
mkdir "$private" || exit 2
awk -f "$tests/rows.awk" "$tests/rubric" >"$private/all" ||
    broken 'the rubric cannot be read'
options="$build -f $format -j $jobs"
for program in $programs; do
    cut -d '|' -f 4 "$private/all" | grep -Fqx -- "$program" ||
        broken "$program: no test applies to a program of this name"
    options="$options -p $program"
done
{
    echo "options: $build -f $format"
    awk -F '|' -v only="$programs " '
        $3 > 0 && (only == " " || index(only, " " $4 " "))' "$private/all"
} >"$private/rubric"
rows=$(($(wc -l <"$private/rubric") - 1))
[ "$rows" -gt 0 ] || broken 'the rubric has no test that gives points'
! grep -q '|chat/' "$private/rubric" || # else two workers would make them
    (cd "$tests/.." && make -s tests/probe/chatprobe chat/chatserver) >&2 ||
    broken 'make tests/probe/chatprobe chat/chatserver failed'

# put FILE: writes stdin to OUT/FILE, completely or not at all
put()
{
    cat >"$out/.new" && mv -f "$out/.new" "$out/$1" && return
    rm -f "$out/.new"
    broken "$out/$1: cannot be written. All marks before it are kept. Run the" \
        'same command again to go on'
}

mkdir -p -- "$out/marks" || exit 2
out=$(cd -P -- "$out" && pwd) || exit 2
case $out/ in
"$class"/*)
    rmdir "$out/marks" "$out" 2>/dev/null
    broken "$out: it is in $shown. Give a folder elsewhere with -o"
    ;;
esac
case $work in "$class"/*) broken "$work: it is in $shown. Change TMPDIR" ;; esac
if [ -n "$anew" ]; then
    rm -rf "$out/marks" && mkdir "$out/marks" || exit 2
fi
if [ ! -f "$out/marks/.rubric" ]; then
    put marks/.rubric <"$private/rubric"
elif ! cmp -s "$private/rubric" "$out/marks/.rubric"; then
    broken "$out: it has marks for other options or another rubric. Grade all" \
        'again with -n, or give another folder with -o'
fi

# choose_name ENTRY: sets name, by which the results of a submission are known.
# No other submission has it, and it has no control characters. An archive keeps
# its ending if its name without the ending belongs to another submission.
choose_name()
{
    case $1 in
    *.tar.*) short=${1%.tar.*} ;;
    *.t*) short=${1%.t*} ;;
    *) short=$1 ;;
    esac
    [ -n "$archive" ] && [ ! -d "$class/$1" ] && [ ! -e "$class/$short" ] &&
        ! grep -Fqx -- "$short" "$private/names" || short=$1
    # U+0080 to U+009F are control characters, too: C2 80 to C2 9F in UTF-8.
    name=$(printf '%s' "$short" | LC_ALL=C tr '\001-\037\177' _ |
        LC_ALL=C sed "s/$(printf '\302[\200-\237]')/_/g" |
        LC_ALL=C cut -b 1-240)
    while [ "$name" = summary ] || grep -Fqx -- "$name" "$private/names" ||
        { [ "$name" != "$short" ] && [ -e "$class/$name" ]; }; do
        name=${name}_
    done
}

# The arguments of this script are from here on the entries of CLASSDIR. The
# name of the submission in argument N is in line N of the file names.
: >"$private/names"
shift
for path in "$class"/*; do
    entry=${path##*/}
    case $entry in
    *.tar | *.tar.gz | *.tar.bz2 | *.tar.xz | *.tar.zst | *.tgz) archive=yes ;;
    *.tbz | *.tbz2 | *.txz | *.tzst) archive=yes ;;
    *) archive='' ;;
    esac
    if [ -z "$archive" ] && [ ! -d "$path" ] && [ ! -L "$path" ]; then
        [ ! -e "$path" ] ||
            printf 'class.sh: %s: neither a folder nor a tar archive\n' "$entry" |
            "$probe" quote >&2
        continue
    fi
    choose_name "$entry"
    printf '%s\n' "$name" >>"$private/names"
    set -- "$@" "$entry"
done
[ $# -gt 0 ] || broken "$shown: there is no submission in it: no folder" \
    'and no tar archive'

# is_graded NAME: has this submission a mark for each test? One that could not
# be graded has no marks, and is tried again when the script runs again.
is_graded()
{
    [ -f "$out/marks/$1" ] &&
        [ "$(wc -l <"$out/marks/$1")" -eq $((rows + 2)) ]
}

mkdir "$private/taken" || exit 2
n=0 ready=0
while IFS= read -r name; do
    n=$((n + 1))
    if is_graded "$name" && [ -s "$out/$name.$ending" ]; then
        : >"$private/taken/$n"
        ready=$((ready + 1))
    else
        rm -f "$out/marks/$name"
    fi
done <"$private/names"

# grade K N ENTRY: runs submission.sh in the folder of worker K. The results are
# in the files $private/N.*. It runs in the background, so that a signal to the
# worker ends it at once.
grade()
{
    mkdir "$work/$1" || exit
    if [ "$(id -u)" -eq 0 ]; then
        # Only the programs of this submission are in this group. Some
        # containers have no group of such a large number.
        TEST_GROUP=$((2000000000 + $$ % 1000000 * 64 + $1))
        chgrp "$TEST_GROUP" "$work/$1" 2>/dev/null || {
            TEST_GROUP=$((60000 + TEST_GROUP % 5000))
            chgrp "$TEST_GROUP" "$work/$1" || exit
        }
        export TEST_GROUP
        chmod 710 "$work/$1"
    fi
    # shellcheck disable=SC2086 # the options have no blanks
    "$probe" run -x -g 5 -t "$seconds" -e "$private/$2.ended" \
        "$(command -v sh)" "$tests/submission.sh" "$class/$3" "$work/$1" \
        "$private/$2" $options >"$private/$2.log" 2>&1 3>&- &
    wait $!
    [ -f "$private/$2.ended" ] || exit # a signal has ended it
    chmod -R u+rwX "$work/$1" 2>/dev/null
    rm -rf "${work:?}/$1"
}

# worker K ENTRY...: grades entries, and tells the recorder which are ready
worker()
{
    k=$1 n=0
    shift
    true & # from here on, $! is a process of this worker
    trap 'kill -HUP $! 2>/dev/null; wait; exit' INT TERM HUP
    for entry; do
        n=$((n + 1))
        # With set -C, only one worker can create the file.
        (set -C && : >"$private/taken/$n") 2>/dev/null || continue
        kill -0 $$ 2>/dev/null || exit
        grade "$k" "$n" "$entry"
        has_room || n=full # the marks may be wrong
        echo "$n" >&3
        [ "$n" != full ] || exit
    done
}

# put_table csv FILE, put_table summary FILE: writes all marks that there are
put_table()
{
    want=$1 file=$2
    set --
    while IFS= read -r row; do
        [ ! -f "$out/marks/$row" ] || set -- "$@" "$out/marks/$row"
    done <"$private/names"
    LC_ALL=C awk -f "$tests/class.awk" -v want="$want" "$private/rubric" "$@" \
        >"$private/table" || broken 'the marks cannot be read'
    put "$file" <"$private/table"
}

# record N: writes the results of submission N to OUT. Sets name and state.
record()
{
    result=$private/$1 name=$(sed -n "$1p" "$private/names")
    ended=$(cat "$result.ended")
    state='grader failed' why="The grader did not end as it should: $ended."
    [ ! -s "$result.state" ] ||
        { IFS= read -r state && IFS= read -r why; } <"$result.state"
    case $ended in *'still running'*)
        state='out of time' why="It took more than $seconds seconds."
        ;;
    esac
    [ -n "$why" ] || [ "$(wc -l <"$result.marks")" -eq "$rows" ] ||
        state='grader failed' why='Some marks are missing.'

    rm -f "$out/$name.$ending" "$out/$name.txt"
    if [ -n "$why" ]; then
        : >"$result.marks"
        {
            echo "This submission was not graded: $state. $why"
            "$probe" quote <"$result.log" | tail -n 40
        } | put "$name.txt" || exit 2
    else
        {
            if [ "$ending" = txt ] && [ -s "$result.links" ]; then
                echo 'These links lead out of the folder, and were left out:'
                "$probe" quote <"$result.links"
                echo
            fi
            cat "$result.report"
        } | put "$name.$ending" || exit 2
    fi
    {
        printf 'name|%s\n' "$name"
        cat "$result.marks"
        echo "state|$state"
    } | put "marks/$name" || exit 2
    rm -f "$result".*
    put_table csv grades.csv
}

# record_all: records what the workers have graded, until no worker is left.
# Signals do not end it: what is ready is kept.
record_all()
{
    trap '' INT TERM HUP
    start=$(date +%s) first=$ready
    while read -r n; do
        [ "$n" != full ] || broken "$no_room"
        record "$n"
        ready=$((ready + 1)) n=1
        while [ -f "$private/taken/$n" ]; do
            n=$((n + 1))
        done
        next=$(sed -n "${n}p" "$private/names")
        left=$((($(date +%s) - start) * ($# - ready) / (ready - first)))
        line="$ready of $# done, $((left / 60)) min $((left % 60)) s left"
        line="$line${next:+, next: $next}; $name: $state"
        if [ -t 2 ]; then
            printf '\r%-78.78s' "$line" >&2
        else
            printf '%s\n' "$line" >&2
        fi
    done
    [ ! -t 2 ] || echo >&2
}

if [ "$(id -u)" -eq 0 ]; then
    # The programs run as another user, who must not read the work of others.
    access=$(printf '%.10s' "$(ls -ld "$class")" | cut -c 8- | tr t x | tr -d T-)
    [ -z "$access" ] || chmod o-rwx "$class" ||
        broken "$shown: all users can read it. Grade a copy of it"
    chmod 711 "$work"
fi
mkfifo "$private/pipe" || exit 2
record_all "$@" <"$private/pipe" &
recorder=$!
exec 3>"$private/pipe"
processors=$(getconf _NPROCESSORS_ONLN 2>/dev/null) k=1
while [ "$k" -le 2 ] || [ "$k" -le "${processors:-2}" ]; do
    worker "$k" "$@" &
    workers="$workers $!" k=$((k + 1))
done
exec 3>&-
wait "$recorder" || exit 2
wait
workers=''

missing=0
while IFS= read -r name; do
    [ -f "$out/marks/$name" ] || broken "$name: it was not graded"
    is_graded "$name" || missing=1
done <"$private/names"
put_table csv grades.csv
put_table summary summary.txt
cat "$private/table" || broken 'stdout cannot be written'
exit "$missing"

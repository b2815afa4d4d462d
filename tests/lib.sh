# shellcheck shell=sh
# shellcheck disable=SC2034 # what is set here is used by the scripts
#
# lib.sh - what the test scripts share: start a program, talk to it, report
#
# A script in a folder of tests/ that tests one program sources this file. Run
# it with `sh tests/FOLDER/NAME.sh [-v] PROGRAM`; -v shows the conversation. The
# script says with likely what a student should be told whose program fails,
# runs its steps, and ends with pass. It prints TAP. Its exit status is 0 if the
# program passed, 1 if it failed, 2 if the test could not be run, and 77 if it
# was skipped.
#
# A test uses only what it is about, so that one mistake fails one test. It
# closes its connections in order after it has received all, sends one line on
# each connection, and does not wait for the end of a session, unless it is
# about resets, about several lines, or about the end of a session.

set -u
umask 022

folder=$(cd "$(dirname "$0")" && pwd) || exit 2
tests=${folder%/*}
# shellcheck source=tests/causes.sh
. "$tests/causes.sh"
probe=$tests/probe/probe
name=${0##*/}
name=${folder##*/}/${name%.sh} # as in the rubric: echo/one_line
title=$(awk -v name="$name" '$1 == name {
    for (i = 1; i <= 4; i++)
        sub(/^[^ ]+ +/, "")
    print
    exit }' "$tests/rubric")
patience=${TEST_LIMIT:-10} # seconds that an answer may take
errors='' port='' pid='' runner='' holder='' verbose='' program='' beside='' talks=0

# report VERDICT [FILE]: prints this test's result as TAP, with FILE as details.
report()
{
    echo 'TAP version 14'
    echo '1..1'
    echo "$1"
    if [ $# -gt 1 ]; then
        echo '  ---'
        echo "  program: '${program##*/}'"
        echo '  report: |'
        "$probe" quote <"$2" | sed 's/^/    /'
        print_cause
        echo '  ...'
    fi
}

broken()
{
    echo "Bail out! $name: $*"
    exit 2
}

skip()
{
    report "ok 1 - $title # SKIP $*"
    exit 77
}

pass()
{
    report "ok 1 - $title"
    exit 0
}

# fail [EXPECTED HAPPENED [KIND]]: reports that the program failed, and exits.
# The report is what talk has printed, followed by EXPECTED and HAPPENED.
fail()
{
    if [ $# -gt 0 ]; then
        printf 'expected: %s\nhappened: %s\n' "$1" "${2:-nothing}" >>"$tmp/talk"
    fi
    # If the program has just died, probe run notices that a moment later. After
    # a step that has waited in vain ("nothing for"), that moment has passed.
    [ -z "$runner" ] || grep -q 'nothing for' "$tmp/talk" ||
        "$probe" talk -t 1 X check "test -s '$tmp/ended'" >/dev/null 2>&1
    observe "${3-}"
    if [ -s "$tmp/ended" ]; then
        echo "happened: the program had ended: $(cat "$tmp/ended")"
    elif [ -s "$tmp/client" ] && ! grep -q 'signal 15 ' "$tmp/client"; then
        echo "happened: the client had ended: $(cat "$tmp/client")"
    fi >>"$tmp/talk"
    if [ -s "$tmp/err" ]; then
        echo "happened: on its stderr it said:"
        head -n 5 "$tmp/err" | cut -c 1-200 | sed 's/^/  /'
    fi >>"$tmp/talk"
    report "not ok 1 - $title" "$tmp/talk"
    exit 1
}

# start [OPTION...] -- [ARGUMENT...]: runs the program as a server under `probe
# run` with these options, and waits until it listens. %p in an ARGUMENT stands
# for its port. Sets $port, $pid, and $runner, the process ID of the probe. The
# server's stderr goes to $errors, if that is set. TEST_GRACE, if it is set, is
# how many seconds the server may take to end when it is told to.
start()
{
    : >"$tmp/ended"
    (
        cd "$tmp/home" || exit 2
        options=${TEST_GRACE:+-g $TEST_GRACE}
        while [ "$1" != -- ]; do
            options="$options $1"
            shift
        done
        shift
        # shellcheck disable=SC2086 # options has no blanks of its own
        exec "$probe" run $options -r "$tmp/ready" -e "$tmp/ended" \
            "$copy" "$@" >"$tmp/out" 2>"${errors:-$tmp/err}"
    ) &
    runner=$!
    read -r port pid <<END
$("$probe" hear "$tmp/ready")
END
    case $port in
    '') broken 'the probe did not run' ;;
    ended | silent | lost)
        echo "did: ran ${program##*/} with a free port, and waited until it listens" \
            >>"$tmp/talk"
        likely killed 'The program has killed or stopped the process that ran it.' \
            'Signals (CS:APP 8.5)'
        [ "$port" != lost ] ||
            fail 'it does no harm' 'it has killed or stopped the process that ran it' killed
        fail 'it listens on that port' 'it does not' deaf
        ;;
    esac
}

# hold_port: reserves a free port. Several programs can use it, one after the
# other. Sets $port.
hold_port()
{
    mkfifo "$tmp/port"
    "$probe" port >"$tmp/port" &
    holder=$!
    read -r port <"$tmp/port"
}

stop()
{
    if [ -n "$runner" ]; then
        kill "$runner" 2>/dev/null
        kill -CONT "$runner" 2>/dev/null # the program may have stopped it
        wait "$runner"
    fi
    runner=
}

# talk [OPTION...] STEP...: has a conversation with the program, as described by
# `probe --help`. If a step fails, the test fails here.
talk()
{
    if [ -n "$verbose" ]; then
        {
            "$probe" talk -v -t "$patience" -p "${port:-0}" "$@"
            echo "$?" >"$tmp/talked"
        } | tee "$tmp/talk" >&2
        talked=$(cat "$tmp/talked")
    else
        "$probe" talk -t "$patience" -p "${port:-0}" "$@" >"$tmp/talk"
        talked=$?
    fi
    case $talked in
    0) ;;
    1) fail ;;
    *) broken 'the probe could not talk' ;;
    esac
}

# talk_beside STEP...: the same, but in the background. end_talks waits for all
# talks in the background, and the test fails if one of them has failed.
talk_beside()
{
    "$probe" talk -t "$patience" -p "$port" "$@" >"$tmp/beside.$((talks + 1))" &
    beside="$beside $!"
    talks=$((talks + 1))
}

end_talks()
{
    n=0 failed=''
    for talker in $beside; do
        n=$((n + 1))
        wait "$talker"
        case $? in
        0) ;;
        1) failed=$n ;;
        *) broken 'the probe could not talk' ;;
        esac
    done
    beside='' talks=0
    [ -z "$failed" ] || cp "$tmp/beside.$failed" "$tmp/talk"
    [ -z "$failed" ] || fail
}

# uses WHAT: prints how much of WHAT the program uses: fds or memory, say (see
# stat in `probe --help`). Without /proc it prints only children and zombies.
uses()
{
    "$probe" stat "$pid" "$1"
}

# settles WHAT MOST EXPECTED: waits until the program uses at most MOST of WHAT.
# If that does not happen, the test fails, and EXPECTED is in the report.
settles()
{
    "$probe" talk -t "$patience" X check \
        "[ \"\$('$probe' stat $pid $1)\" -le $2 ]" >/dev/null ||
        fail "$3" "$(uses "$1")" "$1"
}

# has_proc: succeeds if there is /proc, so that uses can tell all that it knows.
# It does not ask about the program, which may have ended by mistake.
has_proc()
{
    [ -r /proc/self/stat ]
}

# is_idle: prints a command that succeeds if the program uses no processor time.
# Without /proc to tell that, it only gives the program time to make a mistake.
is_idle()
{
    if has_proc; then
        echo "'$probe' idle $pid"
    else
        echo sleep 1
    fi
}

# limits WHAT: skips the test where `probe run -u` cannot limit WHAT: processes
# or threads. All processes of a user count towards the limit. So the program
# needs a user of its own, which only root can give it, or a user namespace, for
# which Linux needs /proc. Threads count on Linux only.
limits()
{
    [ "$1" = processes ] || [ "$(uname -s)" = Linux ] ||
        skip 'needs a limit of threads (Linux)'
    [ "$(id -u)" -eq 0 ] || has_proc ||
        skip 'needs root or Linux, to limit processes'
}

# outlasts_shortage OPTION...: starts the server with options of `probe run`
# that allow fewer than 24 clients, and connects that many. The server must
# go on serving its first client, serve others when there is room again, and
# keep no descriptor of a client that it refused.
outlasts_shortage()
{
    start "$@" -- %p
    talk b session 'before\n'
    fds=$(uses fds)
    talk a connect 'b*24' connect it_is_idle check "$(is_idle)" \
        a echo 'a is served on\n' a close 'b*24' close \
        others_are_served_again check \
            "'$probe' talk -t 3 -p $port c session 'served again\\n' >'$tmp/c'"
    [ -z "$fds" ] || settles fds $((fds + 4)) \
        "when all clients have left, as many descriptors as before: $fds"
}

# reports_shortage OPTION...: the same, but the server must also say on stderr
# that there is a shortage, and not again and again.
reports_shortage()
{
    start "$@" -- %p
    talk a connect 'b*24' connect stderr_has_a_line check "test -s '$tmp/err'" \
        it_is_idle check "$(is_idle)" \
        but_not_again_and_again check "[ \$(wc -l <'$tmp/err') -le 100 ]"
}

# run_program [ARGUMENT...]: runs the program until it ends, with /dev/null as
# its stdin. Sets $status to its exit status, and $ending to a text that says
# how it ended. Its stdout goes to $tmp/out, and its stderr to $tmp/err.
run_program()
{
    echo "did: ran ${program##*/} $*" >>"$tmp/talk"
    (cd "$tmp/home" && exec "$probe" run -w -t $((patience * 2)) -u 50 \
        -e "$tmp/ended" "$copy" "$@" </dev/null >"$tmp/out" 2>"$tmp/err")
    status=$?
    ending=$(cat "$tmp/ended")
    case $ending in
    *signal* | *'cannot be run'*) ;;
    *) rm -f "$tmp/ended" ;; # that it has ended is no mistake here
    esac
    case $ending in
    *'still running'*) fail 'it ends' "it did not within $((patience * 2)) s" ;;
    *'cannot be run'*) fail 'it can be run' "$ending" ;;
    esac
}

# refuses [ARGUMENT...]: runs the program, and expects that it says what is
# wrong, and ends.
refuses()
{
    run_program "$@"
    case $ending in *signal*) fail 'it ends by itself' "$ending" crashed ;; esac
    [ -s "$tmp/err" ] || [ -s "$tmp/out" ] ||
        fail 'an error message' 'there is none' mute
}

# misuses [ARGUMENT...]: the same, and expects a usage line.
misuses()
{
    refuses "$@"
    cat "$tmp/out" "$tmp/err" | grep -qi usage ||
        fail 'a usage line' "$(cat "$tmp/out" "$tmp/err")"
}

# exits_with_error [ARGUMENT...]: runs the program, and expects an exit status
# that tells a script of an error, and a message on stderr.
exits_with_error()
{
    run_program "$@"
    case $ending in
    *'with status 0' | *signal*) fail 'an exit status other than 0' "$ending" ;;
    esac
    [ -s "$tmp/err" ] || fail 'an error message on stderr' 'there is none' mute
}

cleanup()
{
    # shellcheck disable=SC2086 # they are process IDs
    [ -z "$beside" ] || kill $beside 2>/dev/null
    stop
    [ -z "$holder" ] || kill "$holder"
    rm -rf "$tmp" 2>/dev/null && return
    # The program may have left folders without permissions. A client that is
    # just ending may have written the file client meanwhile.
    chmod -R u+rwX "$tmp" 2>/dev/null
    rm -rf "$tmp"
}

if [ "${1-}" = -v ]; then
    verbose=1
    shift
fi
if [ $# -ne 1 ] || [ ! -x "$1" ] || [ -d "$1" ]; then
    echo "usage: sh tests/$name.sh [-v] PROGRAM" >&2
    exit 2
fi
case $1 in
/*) program=$1 ;;
*) program=$PWD/$1 ;;
esac
[ -x "$probe" ] || (cd "$tests/.." && make -s tests/probe/probe >&2) ||
    broken 'make tests/probe/probe failed'

tmp=${TMPDIR:-/tmp}/csapp-test.$$
mkdir "$tmp" "$tmp/home" "$tmp/bin" && tmp=$(cd "$tmp" && pwd) || exit 2
trap cleanup EXIT
trap 'exit 2' HUP INT PIPE TERM # PIPE: the reader, such as head, has ended
mkfifo "$tmp/ready"
copy=$tmp/bin/${program##*/} # where the program's own user may run it
cp "$program" "$copy" && chmod a+rx "$copy" || exit 2
: >"$tmp/talk"

# The beginning of a command for the step `run` of talk, which runs the program
# as a client. The arguments of the program follow.
client="cd '$tmp/home' && exec '$probe' run -w -e '$tmp/client' '$copy'"

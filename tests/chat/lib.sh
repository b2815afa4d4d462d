# lib.sh - what the tests of the chat share: a server, scenarios, TAP
#
# Each test sources this file. `sh tests/chat/NAME.sh [-v] [PROGRAM]` runs one
# test; -v shows the conversation. PROGRAM is the server or client to test, or a
# folder with chat/chatserver and chat/chatclient in it. If there is no PROGRAM,
# our own programs are tested.
#
# A test sets cause (the likely mistake) and topic (what to read again). A student
# is told these if the program fails, but has not died. The test calls plan, then
# check, play or skip once for each result, and finish at its end. After the
# first failure, all other results are skipped. The exit status is 0 if no result
# is "not ok", 1 if one is, 2 if the test could not be run, and 77 if all results
# were skipped.
# shellcheck shell=sh

LC_ALL=C
export LC_ALL
umask 022

tests=$(cd "$(dirname "$0")/.." && pwd) || exit 2
name=chat/$(basename "$0" .sh)
# shellcheck source=tests/causes.sh
. "$tests/causes.sh"
chatprobe=$tests/probe/chatprobe
probe=$tests/probe/probe
cause='' topic='' verbose='' program='' server='' client=''
tmp='' pid='' runner='' guest='' descriptors='' trusted='' output=''
socket=''
terminals=0 number=0 skipped=0 failed=0
start_limit=${TEST_LIMIT:-10} # seconds that a server may take to listen

if [ "${1-}" = -v ]; then
    verbose=-v
    shift
fi
given=${1:-$tests/..}
if [ $# -gt 1 ] || [ ! -x "$given" ]; then
    echo "usage: sh tests/$name.sh [-v] [PROGRAM | DIR]" >&2
    exit 2
fi

broken()
{
    echo "Bail out! $name: $*"
    exit 2
}

# plan RESULTS PROGRAM: a test calls this first. RESULTS says how many results
# there will be. PROGRAM is `server` or `client`, and says which of the two is
# tested. A client is tested with our own server.
plan()
{
    echo 'TAP version 14'
    echo "1..$1"
    last=$1 judged=$2
    for needed in tests/probe/probe tests/probe/chatprobe; do
        [ -x "$tests/../$needed" ] ||
            (cd "$tests/.." && make -s "$needed" >&2) ||
            broken "make $needed failed"
    done
    server=$tests/../chat/chatserver client=$tests/../chat/chatclient
    if [ -d "$given" ]; then
        server=$given/chat/chatserver client=$given/chat/chatclient
    elif [ "$judged" = server ]; then
        server=$given
    else
        client=$given
    fi
    if [ "$server" = "$tests/../chat/chatserver" ] && [ ! -x "$server" ]; then
        (cd "$tests/.." && make -s chat/chatserver >&2) ||
            no_server 'make chat/chatserver failed'
    fi
    program=$server
    if [ "$judged" = client ]; then
        program=$client
        start_limit=60 # a slow start of our server is not the client's fault
        [ ! -f "$tests/../ASSIGNMENT.md" ] || # in a handout
            cause="$cause Or your chat server is wrong, which this test needs."
    fi
    [ -x "$program" ] || skip_rest "there is no $program"

    tmp=${TMPDIR:-/tmp}/csapp-chat.$$
    mkdir "$tmp" && tmp=$(cd "$tmp" && pwd) || exit 2
    trap clean_up EXIT
    trap 'exit 2' HUP INT PIPE TERM
    # In these folders, a program's own user (see probe run) may run and write.
    mkdir "$tmp/home" "$tmp/guest" "$tmp/bin" "$tmp/bin/server" \
        "$tmp/bin/client" && mkfifo "$tmp/ready" || exit 2
    cp "$server" "$tmp/bin/server" && cp "$chatprobe" "$tmp/bin" || exit 2
    server=$tmp/bin/server/${server##*/}
    if [ -x "$client" ]; then
        cp "$client" "$tmp/bin/client" || exit 2
        client=$tmp/bin/client/${client##*/}
    fi
    : >"$tmp/said"
}

clean_up()
{
    [ -z "$socket" ] || off_terminal
    for process in $guest $runner; do
        kill -HUP "$process" 2>/dev/null
        kill -CONT "$process" 2>/dev/null # the program may have stopped it
        wait "$process" 2>/dev/null
    done
    chmod -R u+rwX "$tmp" 2>/dev/null # what the program has left behind
    rm -rf "$tmp"
}

# result STATUS TITLE: prints "ok" if STATUS is 0. Otherwise prints "not ok" and
# a report with the text in $tmp/said, and ends the test.
result()
{
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $number - $2"
        : >"$tmp/said"
        return
    fi
    failed=1 kind=other
    likely other "$cause" "$topic"
    # If the server has just died, probe run notices that a moment later.
    if [ -n "$runner" ] && "$probe" talk -t 1 X check \
        "test -s '$tmp/ended'" >/dev/null 2>&1; then
        echo "happened: the server had ended: $(cat "$tmp/ended")" >>"$tmp/said"
        [ "$judged" != server ] || observe ''
    fi
    if [ "$judged" = server ] && [ -s "$tmp/err" ]; then
        echo 'happened: on its stderr it said:'
        head -n 5 "$tmp/err" | cut -c 1-200 | sed 's/^/  /'
    fi >>"$tmp/said"
    sed 's/^# /happened: /; s/^chatprobe: /happened: /' "$tmp/said" \
        >"$tmp/words" && mv "$tmp/words" "$tmp/said"
    grep -q '^happened: ' "$tmp/said" ||
        echo 'happened: this is not the case' >>"$tmp/said"
    {
        grep '^did: ' "$tmp/said"
        grep -q '^expected: ' "$tmp/said" || echo "expected: $2"
        grep -v '^did: ' "$tmp/said"
    } >"$tmp/report"
    echo "not ok $number - $2"
    echo '  ---'
    echo "  program: '${program##*/}'"
    echo '  report: |'
    "$probe" quote <"$tmp/report" | sed 's/^/    /'
    print_cause
    echo '  ...'
    skip_rest 'not tested after a failure'
}

# check TITLE COMMAND ...: the result is ok if the command succeeds.
check()
{
    title=$1
    shift
    "$@" >"$tmp/said" 2>&1
    result "$?" "$title"
}

skip()
{
    number=$((number + 1)) skipped=$((skipped + 1))
    echo "ok $number - $name # SKIP $1"
}

skip_rest()
{
    while [ "$number" -lt "$last" ]; do
        skip "$1"
    done
    finish
}

# no_server WHY: ends the test, because there is no chat server that works. With
# our server, this is a failure of the tests. In a handout, which has a file
# ASSIGNMENT.md, the server is the student's own, and the test is skipped.
no_server()
{
    [ -f "$tests/../ASSIGNMENT.md" ] || broken "$1"
    skipped=$last # what has passed so far says little
    skip_rest "needs a chat server that works: $1"
}

# give_up: ends the test, because there is no server to test anything with.
give_up()
{
    [ "$judged" = server ] || no_server 'the server does not start'
    # shellcheck disable=SC2154 # likely has set them
    cause=$cause_deaf topic=$topic_deaf
    likely 'failed ended' "$cause" "$topic"
    result 1 'the server starts, and listens on its port'
}

finish()
{
    [ "$failed" -eq 0 ] || exit 1
    [ "$skipped" -lt "$last" ] || exit 77
    exit 0
}

# start [OPTION ...] %p: starts a server on a free port, which %p stands for.
# The server has at most $descriptors descriptors, if that is set, and is killed
# after five minutes. If $trusted is set, it has the user of the test, and can
# read files that are private. Sets $port, $pid, and $runner, the process ID of the
# probe. Returns 1 if the server does not listen.
start()
{
    rm -f "$tmp/ended"
    echo "did: ran ${server##*/} with a free port, and waited for it" \
        >"$tmp/said"
    (
        cd "$tmp/home" || exit 2
        exec env TEST_LIMIT="$start_limit" \
            "$probe" run -w -t 300 ${descriptors:+-d "$descriptors"} \
            ${trusted:+-x} \
            ${TEST_GRACE:+-g "$TEST_GRACE"} \
            -r "$tmp/ready" -e "$tmp/ended" "$server" "$@"
    ) >"${output:-$tmp/out}" 2>"$tmp/err" &
    runner=$!
    read -r port pid <<END
$(TEST_LIMIT="$start_limit" "$probe" hear "$tmp/ready")
END
    case $port in
    '') broken 'the probe did not run' ;;
    ended | silent | lost) return 1 ;;
    esac
}

# start_fake MODE [ARGUMENT]: the same, but starts one of the two servers in
# chatprobe: MODE is naive or serve (see `chatprobe --help`).
start_fake()
{
    rm -f "$tmp/ended"
    : >"$tmp/out"
    (
        cd "$tmp/home" || exit 2
        exec "$probe" run -w -t 300 -e "$tmp/ended" "$tmp/bin/chatprobe" "$@"
    ) >"$tmp/out" 2>"$tmp/err" &
    runner=$!
    TEST_LIMIT="$start_limit" "$chatprobe" await "$tmp/out" \
        'listening on port' || return 1
    port=$(sed -n 's/^listening on port //p' "$tmp/out")
}

# become_client [ARGUMENT ...]: replaces the subshell that calls it with the
# client, which may run for twice as long as an answer may take.
become_client()
{
    cd "$tmp/guest" && exec "$probe" run -w -t $((2 * ${TEST_LIMIT:-10})) \
        -u 50 "$client" "$@"
}

# ended: waits until the server has ended, and returns its exit status.
ended()
{
    "$probe" talk -t "${TEST_LIMIT:-20}" X check "test -s '$tmp/ended'" >/dev/null ||
        kill -HUP "$runner" 2>/dev/null
    wait "$runner"
    status=$?
    runner=
    [ "$status" -eq 0 ] || printf 'expected: %s\nhappened: %s\n' \
        'the server ends, with an exit status of 0' \
        "$(cat "$tmp/ended" 2>/dev/null || echo 'it is still running')" >"$tmp/said"
    return "$status"
}

# stop: tells the server to end, and returns its exit status.
stop()
{
    kill "$runner" 2>/dev/null
    ended
}

# play TITLE [BEGINNING] <SCENARIO: the result is ok if each step of the scenario
# succeeds. The steps are described by `chatprobe --help`. BEGINNING is a command
# that prints the first steps.
play()
{
    # shellcheck disable=SC2086 # nothing, or -v and -6
    { "${2:-:}" && cat; } |
        "$chatprobe" play $verbose ${six-} -c "$client" "$port" "$pid" \
            >"$tmp/said" 2>&1
    status=$?
    [ -z "$verbose" ] || "$probe" quote <"$tmp/said" >&2
    result "$status" "$1"
}

# Beginnings of scenarios with direct connections. ann and bob are clients; dan
# is made by hand: `dan` is his connection to the server, `door` is where he
# listens, and `line` is his connection to bob.

# Two clients, neither of whom has called the other yet.
ann_and_bob()
{
    cat <<'END'
ann client -p 0
ann expect * direct connections: %
bob client -p 0
bob expect * direct connections: %
END
}

# dan, whom ann can call.
dan_listens()
{
    cat <<'END'
dan enter
door listen PORT
dan say /listen $PORT
dan expect = ok
ann client -p 0
ann expect * direct connections: %
END
}

# dan, who can call bob. $PORT is bob's port.
bob_listens()
{
    cat <<'END'
bob client -p 0
bob keep PORT * direct connections: 127.0.0.1 port %
dan enter
bob expect * dan joined #lobby
END
}

# dan, who has called bob with $TOKEN.
dan_calls()
{
    bob_listens
    cat <<'END'
dan say /call bob
dan keep TOKEN = bob 127.0.0.1 $PORT %
line connect $PORT
line say /call $TOKEN
line next = ok
bob next * dan is connected directly
END
}

# on_terminal COMMAND: runs the command in tmux, a terminal of 80 columns.
on_terminal()
{
    : >"$tmp/tmux.conf"
    terminals=$((terminals + 1)) # the last socket may still be in use
    socket=$tmp/tmux$terminals
    TERM=xterm tmux -u -S "$socket" -f "$tmp/tmux.conf" new-session -d \
        -x 80 -y 24 "$1"
}

off_terminal()
{
    tmux -S "$socket" kill-server 2>/dev/null
    socket=
}

# press KEY ...: types a text, or a key with a name, such as Enter, Tab or C-c.
press()
{
    tmux -S "$socket" send-keys "$@"
}

# on_screen REGEXP: waits until a row of the terminal matches.
on_screen()
{
    deadline=$(($(date +%s) + 1 + ${TEST_LIMIT:-20}))
    until tmux -S "$socket" capture-pane -p >"$tmp/screen" 2>&1 &&
        grep -q -e "$1" "$tmp/screen"; do
        if [ "$(date +%s)" -ge "$deadline" ]; then
            echo "happened: no row of the screen matches: $1"
            sed -n '/./p' "$tmp/screen"
            return 1
        fi
        "$chatprobe" pause
    done
}

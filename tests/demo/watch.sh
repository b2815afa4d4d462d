#!/bin/sh
# watch.sh - tests what demo/watch passes on, what it prints, and how it ends
#            (watch_terminal.sh tests what it draws)
set -u
# shellcheck source=tests/demo/lib.sh
. "$(dirname "$0")/lib.sh"
need all demo/watch demo/load tests/demo/odd tests/probe/probe
probe=tests/probe/probe
limit=${TEST_LIMIT:-20} # seconds to wait for what should happen
through='all_bytes byte_by_byte client_resets closes_unread concurrent crowds
    end half_close half_line idle last_line leaves_at_once long_line
    many_sessions never_reads restart stays_small telnet under_load'
# shellcheck disable=SC2086 # a list of names
set -- $through
plan $((37 + $#))

# Meanwhile, the tests of the echo servers run with a server that is watched.
# Its user is another one, who may not enter $work unless we allow it.
umask 022
chmod 711 "$work"
mkdir "$work/top" "$work/results"
cp demo/watch echoservert "$work/top"
cat >"$work/echoservert" <<END
#!/bin/sh
exec "$work/top/watch" -q -p "127.0.0.1:\$1" "$work/top/echoservert"
END
chmod +x "$work/echoservert"
for script in "$@"; do
    echo "echo/$script $work/echoservert"
done >"$work/list"
sh tests/batch.sh "$work/list" "$work/results" 3 >/dev/null &
batch=$!
started "$batch"

# This takes five seconds, too.
demo/watch -p 127.0.0.1:0 tests/demo/odd deaf 2>"$work/never" &
never=$!
started "$never"

# begin ARGUMENT... - starts watch at a free port. Sets watcher to its process id,
#                     and events to the file of its stdout, unless that is $sink.
#                     Watch and all that it starts have a FIFO open as descriptor
#                     9, so the process last ends with the last of them.
sink=
begin()
{
    number=$((${number:-0} + 1))
    events=$work/events$number
    : >"$events"
    mkfifo "$events.open"
    cat "$events.open" &
    last=$!
    started "$last"
    starting=$last
    demo/watch -p 127.0.0.1:0 "$@" >"${sink:-$events}" 2>"$events.err" \
        9>"$events.open" &
    watcher=$!
    started "$watcher"
}

# watch ARGUMENT... - the same, but waits until it listens, and sets port
watch()
{
    begin "$@"
    within "$limit" says_telnet
    [ -n "$port" ] || { tail -n 40 "$events" "$events.err" && false; }
}
says_telnet()
{
    port=$(sed -n '1s/^[0-9.]* watching .*: telnet .* //p' "$events")
    [ -n "$port" ] || ended "$watcher"
}

# talk STEP... - has a conversation with watch (see probe --help)
talk()
{
    "$probe" talk -t "$limit" -p "$port" "$@" ||
        { tail -n 40 "$events" "$events.err" && false; }
}

# event REGEXP - prints a command that succeeds if there is such an event
event()
{
    echo "grep -q '^[0-9]*[.][0-9][0-9]* $1\$' '$events'"
}

# ends STATUS [SIGNAL] - sends watch a signal; succeeds if it exits with STATUS,
#                        and leaves no process of the server behind
ends()
{
    [ $# -eq 1 ] || kill -s "$2" "$watcher" 2>/dev/null
    if ! within "$limit" ended "$watcher" || ! within "$limit" ended "$last"; then
        echo 'watch or the server has not ended'
        # shellcheck disable=SC2046 # a list of process ids
        kill -s KILL $(children "$watcher") "$watcher" 2>/dev/null
        return 1
    fi
    wait "$watcher"
    status=$?
    echo "its status is $status"
    cat "$events.err"
    [ "$status" -eq "$1" ]
}

# and_ends FUNCTION - succeeds if the function does, and watch ends at SIGTERM
and_ends()
{
    "$1"
    result=$?
    ends 0 TERM && return "$result"
}

# What the clients of an iterative server see. The server has an odd name.
cp echoserveri "$work/a&b<c>"
one_waits()
{
    watch -s "$work/svg" "$work/a&b<c>" &&
        talk a connect a echo 'one\n' b connect b send 'hello\n' \
            b_waits check "$(event 'client 2 waiting: hello')" \
            b send 'again\n' a close b expect 'hello\nagain\n' b close \
            b_is_gone check "$(event 'client 2 gone: closed')"
}
# Succeeds if the times are in order, client 2 was shown as waiting within a
# second, and the time that it waited is the time between the two events.
in_order()
{
    cat "$events"
    awk '$1 < before { exit 1 }
         { before = $1 }
         / client 2 connected from 127[.]0[.]0[.]1 [0-9]+$/ { connected = $1 }
         / client 2 waiting/ && !after { n++; waiting = $1 }
         / client 2 served after [0-9.]+ s$/ { served = $1; after = $(NF - 1) }
         END {
             off = served - waiting - after
             exit !(n == 1 && connected > 0 && waiting - connected < 1 &&
                    off < 0.005 && off > -0.005)
         }' "$events"
}
# A machine that stalls for a second may fail once, but not twice.
one_waits_in_order()
{
    one_waits && in_order
}
ok 'a client that waits is shown, and then served' one_waits
ok 'within a second, with the time that it waited' eval \
    'in_order || one_waits_in_order'
half_a_line()
{
    talk c connect c send 'half a li' \
        c_is_there check "$(event 'client 3 connected from .*')" \
        c trickle 'ne\n' c expect 'half a line\n' \
        c_was_served check "$(event 'client 3 served after .*')" &&
        eval "$(event 'client 3 waiting: half a line')"
}
ok 'half a line does not wait' half_a_line
cleaned()
{
    talk d connect d echo 'x\x1b[31m\x07\t\r<&>\xff\x00\xc2\x9b1m]]>y\n' d close \
        d_is_gone check "$(event 'client 4 gone: closed')" &&
        eval "$(event 'client 4 waiting: x.*<&>.*]]>y')" &&
        ! LC_ALL=C grep -e '[[:cntrl:]]' -e "$(printf '\302\233')" "$events"
}
ok 'texts are printed without control characters' cleaned
ok 'SIGTERM ends watch and the server' ends 0 TERM
picture()
{
    well_formed "$work/svg" &&
        for client in 1 2 3 4; do
            grep ">$client</text>" "$work/svg" || return
        done
}
ok 'the picture is well-formed, and has a row for each client' picture

# What a client or the server does reaches the other side as such.
reset_by_client()
{
    watch tests/demo/odd tells &&
        talk a connect a echo 'x\n' b connect b finish \
            b_waits check "$(event 'client 2 waiting')" \
            a reset b end b close c connect c send 'half' c reset \
            d session 'x\n' \
            d_is_gone check "$(event 'client 4 gone: closed')" \
            a_was_reset check "$(event 'client 1 gone: reset by the client')" \
            b_has_ended check "$(event 'client 2 gone: closed')" \
            c_was_reset check "$(event 'client 3 gone: reset by the client')" \
            the_server_knows check "awk '
                /server said: the client left: EOF/ { s = s \"E\" }
                /server said: the client left: .* reset/ { s = s \"R\" }
                END { exit s !~ /RERE\$/ }' '$events'"
}
ok 'half-closes and resets of clients' and_ends reset_by_client
reset_by_server()
{
    watch tests/demo/odd resets &&
        talk a connect a send 'x\n' the_events_say check \
            "$(event 'client 1 gone: reset by the server')" || return
    talk b connect b send 'x\n' b end && return 1
    talk c connect c send 'x\n' c end | grep 'reset by peer'
}
ok 'a reset of the server' and_ends reset_by_server
half_close_by_server()
{
    watch tests/demo/odd finishes &&
        talk a connect a end closed_by check \
            "$(event 'client 1 closed by the server')" a send 'one\ntwo\n' \
            one check "$(event 'server said: got one')" \
            two check "$(event 'server said: got two')" \
            a close closed check "$(event 'client 1 gone: closed')"
}
ok 'a half-close of the server' and_ends half_close_by_server
speaks_first()
{
    watch -q tests/demo/odd speaks &&
        talk a connect a expect 'welcome\n' \
            served check "$(event 'client 1 served')" \
            a echo 'secret\n' a close \
            closed check "$(event 'client 1 gone: closed')" &&
        eval "$(event 'client 1 waiting')" && ! grep secret "$events"
}
ok 'a server that speaks first; -q' and_ends speaks_first
urgent()
{
    watch tests/demo/odd urgent && tests/demo/odd asks "$port" >"$work/urgent"
    cat "$work/urgent"
    [ "$(tr '\n' ' ' <"$work/urgent")" = 'ab[!]cd [!] e[!] ' ]
}
ok 'urgent data, both ways' and_ends urgent
never_reads()
{
    watch tests/demo/odd never && talk a connect || return
    before=$("$probe" stat "$watcher" memory)
    talk b connect b stuff 100000000 || return
    after=$("$probe" stat "$watcher" memory)
    echo "before $before kB, after $after kB"
    [ -z "$before" ] || [ "$after" -lt $((before + 10000)) ]
}
ok 'what a server does not read does not pile up' and_ends never_reads
refuses_later()
{
    watch tests/demo/odd refuses &&
        talk a connect a echo 'x\n' \
            b_is_told check "'$probe' talk -p $port b connect b gone
                $(event 'client 2 gone: Connection refused')" \
            a echo 'y\n' a close && ends 1 # it cannot accept any more
}
ok 'a server that refuses a connection' refuses_later

# How it ends.
dies()
{
    watch tests/demo/odd dies &&
        talk a connect b connect b send 'hello\n' \
            b_waits check "$(event 'client 2 waiting: hello')" \
            a send 'x\n' a gone b gone && ends 1 || return
    cat "$events"
    eval "$(event 'server died: exited with status 3')" &&
        eval "$(event 'client 2 gone: reset by the server')"
}
ok 'a server dies: watch says it, and ends with status 1' dies
outlived()
{
    watch ./echoserverp &&
        talk a connect a echo 'x\n' \
            killed check "kill -s KILL $(children "$watcher")
                $(event 'server died: was killed by signal 9 (.*)')" \
            refused check "'$probe' talk -p $port b connect | grep refused" \
            a echo 'y\n' a close && ends 1
}
ok 'the clients that it still has are served on, others are refused' outlived
interrupted()
{
    "$probe" talk w run "echo \$\$ >'$work/pid'
            exec demo/watch -p 127.0.0.1:0 ./echoserverp" \
        out find ' watching ' x check "kill -s INT \$(cat '$work/pid')" w exit 0
}
ok 'SIGINT ends it' interrupted
stays()
{
    watch tests/demo/odd stays && talk a connect a echo 'x\n' \
        told check "kill -s TERM $watcher" a gone && ends 0
}
ok 'a server and a child that ignore SIGTERM' stays

# Limits.
one_too_many()
{
    watch -n 2 ./echoservert &&
        talk a connect a echo 'one\n' b connect b echo 'two\n' \
            c connect c send 'three\n' \
            full check "$(event 'full: 2 clients, more must wait')" \
            a close c expect 'three\n' &&
        awk '/ client 1 gone/ { gone = 1 }
             / client 3 connected/ { exit !gone }' "$events"
}
ok '-n: one too many waits until another has gone' and_ends one_too_many
left_out()
{
    mkfifo "$work/pipe" "$work/go"
    cat >"$work/chatty" <<'END'
#!/bin/sh
./echoservert "$1" &
read -r _ <"${0%/*}/go"
awk 'BEGIN { while (n++ < 20000) printf "%0100d\n", n }'
: >"${0%/*}/said"
wait
END
    chmod +x "$work/chatty"
    sink=$work/pipe
    begin "$work/chatty"
    sink=
    exec 8<"$work/pipe"
    read -r line <&8
    port=${line##* }
    echo >"$work/go"
    talk flooded check "[ -e '$work/said' ]" a session 'nobody reads\n' &&
        demo/load lockstep -c 50 -t 0.1 127.0.0.1 "$port" || return
    cat <&8 >"$events" &
    started "$!"
    talk all_is_read check "grep -q '^[^ ]* server said: 0*9000\$' '$events'" \
        a session 'x\n' the_next_events check "awk '
            / events left out\$/ { out = 1 }
            out && / gone: closed\$/ { found = 1; exit }
            END { exit !found }' '$events'" || return
    awk '/ server said: 0/ { n++ }
         / events left out$/ { n += $2 }
         END { print n, "events"; exit n < 20000 || n > 100000 }' "$events"
}
ok 'a flood of events that nobody reads holds up no client' and_ends left_out
exec 8<&-

limited()
{
    "$probe" talk w run "ulimit -f 1
            exec demo/watch -p 127.0.0.1:0 ./echoserveri >'$work/limited'" \
        it_is_full check "echo hello |
            ./echoclient 127.0.0.1 \$(sed -n '1s/.* //p' '$work/limited')
            [ \$(wc -c <'$work/limited') -ge 512 ]" \
        err find 'watch: stdout: ' w exit 1
}
ok 'an error if a file of events may not grow' limited
busy()
{
    watch -s "$work/busy.svg" ./echoserver_select &&
        demo/load lockstep -c 4 -t 0.2 127.0.0.1 "$port" && ends 0 TERM &&
        awk -F '"' '/"served"|"waiting"/ { width[$6] += $8 }
            END {
                for (row in width)
                    n += width[row] > 20
                print n, "rows"
                exit n < 5 # the legend is a row, too
            }' "$work/busy.svg"
}
ok 'clients that are never idle are not shown as silent' busy

# Arguments.
where_told()
{
    # shellcheck disable=SC2016 # $0 is for the sh that watch starts
    watch sh -c 'awk "BEGIN { while (n++ < 5000) print \"a long preface\" }"
        exec ./echoserveri "$0"' %p && talk a session 'x\n'
}
ok '%p is the port; a server that says much before it listens' and_ends where_told
everywhere()
{
    watch -p 0 ./echoserveri && talk a session 'x\n' &&
        { ! "$probe" talk -h ::1 s listen || talk -h ::1 b session 'x\n'; }
}
ok 'every address, IPv6 too' everywhere
in_use()
{
    refuses "port $port: Address already in use" \
        demo/watch -p "$port" touch "$work/touched" &&
        [ ! -e "$work/touched" ]
}
ok 'a port in use: the server is not even started' and_ends in_use

# refused TEXT ARGUMENT... - tests that watch does not start with ARGUMENTs
refused()
{
    text=$1
    shift
    ok "refused: $*" refuses "^$text" demo/watch -p 127.0.0.1:0 "$@"
}
usage='usage: watch \[-q\] \[-p PORT\] \[-n MAXIMUM\] \[-s SVGFILE\] SERVER \['
refused "$usage"
refused "$usage" -z ./echoserveri
refused 'watch: .*not a number from 1 to ' -n 0 ./echoserveri
refused 'watch: .*not a number from 1 to ' -n 3x ./echoserveri
refused '.*port 70000: not a port number' -p 70000 ./echoserveri
refused 'watch: ./none: No such file or directory$' ./none
refused 'watch: ./README.md: Permission denied$' ./README.md
refused 'watch: false exited with status 1' false
refused 'watch: sh exited with status 2.*: no luck$' \
    sh -c 'echo first; printf "no luck" >&2; exit 2'
# shellcheck disable=SC2016 # $$ is for the sh that watch starts
refused 'watch: sh was killed by signal 9' sh -c 'kill -s KILL $$'
refused 'watch: none/svg: No such file or directory$' -s none/svg ./echoserveri
few_descriptors()
{
    # shellcheck disable=SC3045 # not of POSIX, but every sh has it
    (ulimit -n 100 && demo/watch -p 127.0.0.1:0 -n 200 ./echoserveri)
}
ok 'too few descriptors' refuses '^watch: .* descriptors.*ulimit' \
    few_descriptors

# What ran meanwhile.
never_listens()
{
    within "$limit" ended "$never" || return
    wait "$never"
    status=$?
    cat "$work/never"
    [ "$status" -eq 1 ] &&
        grep -q '^watch: tests/demo/odd does not listen at port ' "$work/never"
}
ok 'a server that never listens' never_listens
passed()
{
    cat "$work/results/$n.tap" "$work/results/$n.err"
    [ "$(cat "$work/results/$n.status")" -eq 0 ]
}
wait "$batch"
n=0
for script in "$@"; do
    n=$((n + 1))
    if grep '^ok 1 .* # SKIP' "$work/results/$n.tap" >"$work/skipped"; then
        skip "$script, through watch" "$(sed 's/.* # SKIP //' "$work/skipped")"
    else
        ok "$script, through watch" passed
    fi
done
finished

#!/bin/sh
# timeline.sh - tests demo/timeline: the iterative server has a staircase, and
#               the pool has two steps; the pictures are well-formed, and no
#               server is left behind
set -u
# shellcheck source=tests/demo/lib.sh
. "$(dirname "$0")/lib.sh"
need all demo/timeline
plan $((12 + servers))

# draw NAME - draws the timeline of a server in $work/NAME.text and .svg
draw()
{
    demo/timeline -s "$work/$1.svg" "./$1" >"$work/$1.text"
}

# All are drawn at the same time: they mostly sleep. The program sleep takes the
# port for a number of seconds, and does not listen.
drawing=
for name in echoserver*.c; do
    draw "${name%.c}" &
    started $!
    drawing="$drawing $!"
done
demo/timeline sleep >"$work/legend" 2>"$work/deaf" &
started $!
for pid in $drawing $!; do
    wait "$pid"
done
running=''

# twice CHECK NAME [TEXT]... - a machine that stalls for a moment may change what
# the clients see once, but not twice
twice()
{
    "$@" || { draw "$2" && "$@"; }
}

# says NAME TEXT... - succeeds if all these texts are in the timeline of NAME
says()
{
    text=$work/$1.text
    shift
    cat "$text"
    for expected in "$@"; do
        grep -q -e "$expected" "$text" || return 1
    done
}

# Succeeds if each client's first reply comes later than that of the client
# before it, and client 2 gets its first reply after client 1 has left.
staircase()
{
    says "$1" "^$1: one client at a time (" 'when client 1 had left' \
        'At most 1 of 6 clients was served' \
        '^5 clients waited until another one had left' &&
        awk '/^client / { n++; if ($NF <= last) exit 1; last = $NF }
             END { exit n != 6 }' "$text"
}

# Counts only waits of 0.4 s or more: a busy machine causes shorter ones, too.
five_wait()
{
    waits=$(sed -n 's/.*class="waiting" x=.* width="\([0-9]*\).*/\1/p' \
        "$work/$1.svg" | awk '$1 > 58 { n++ } END { print n + 0 }')
    [ "$waits" -eq 5 ]
}

ok 'the iterative server has a staircase' twice staircase echoserveri
ok 'the picture of its timeline is well-formed' \
    well_formed "$work/echoserveri.svg"
ok 'five clients wait in this picture' twice five_wait echoserveri
ok 'a pool of four serves four of six' twice says echoservert_pre \
    '^echoservert_pre: a pool of threads (' 'while client 1 was there' \
    'At most 4 of 6 clients were served' \
    '^2 clients waited until another one had left'
for name in echoserver*.c; do
    name=${name%.c}
    case $name in echoserveri | echoservert_pre) continue ;; esac
    ok "$name has no staircase" twice says "$name" \
        "^$name: .* client" 'while client 1 was there' \
        'At most 6 of 6 clients were served' '^No client waited'
done

cp echoserveri "$work/a&b<c>"
ok 'one client, one line, an odd name' demo/timeline -s "$work/odd.svg" \
    -c 1 -l 1 "$work/a&b<c>"
ok 'the picture of that server is well-formed' well_formed "$work/odd.svg"

ok 'no such server' refuses 'none: No such file' demo/timeline "$work/none"
ok 'a server that ends at once' \
    refuses 'false ended at once: it exited with status' demo/timeline false
ok 'a server that does not listen' grep 'sleep does not listen' "$work/deaf"
ok 'no server is named' refuses '^usage: timeline' demo/timeline
ok 'an argument that is not a valid number' refuses 'not a number' \
    demo/timeline -c 0 ./echoserveri

cat >"$work/wrapper" <<'EOF'
#!/bin/sh
trap '' TERM # so only SIGKILL ends it
echo $$ >"${0%/*}/pid"
exec ./echoserveri "$1"
EOF
cat >"$work/interrupter" <<'EOF'
#!/bin/sh
kill $PPID
exec "${0%/*}/wrapper" "$1"
EOF
chmod +x "$work/wrapper" "$work/interrupter"

left_nothing()
{
    demo/timeline -c 1 -l 1 "$work/wrapper" &
    timeline=$!
    started "$timeline"
    within 10 ended "$timeline" && wait "$timeline" &&
        ended "$(cat "$work/pid")"
}
ok 'timeline ends the server' left_nothing

interrupted()
{
    rm -f "$work/pid"
    demo/timeline -l 100 "$work/wrapper" &
    timeline=$!
    started "$timeline"
    within 5 [ -s "$work/pid" ]
    stop "$timeline"
    within 5 ended "$(cat "$work/pid")"
}
ok 'an interrupted timeline ends the server, too' interrupted

interrupted_at_start()
{
    rm -f "$work/pid"
    ! demo/timeline -l 100 "$work/interrupter" &&
        { [ ! -s "$work/pid" ] || within 5 ended "$(cat "$work/pid")"; }
}
ok 'so does one interrupted while it starts the server' interrupted_at_start
finished

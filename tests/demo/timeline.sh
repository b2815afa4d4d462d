#!/bin/sh
# timeline.sh - tests demo/timeline: only the iterative server has a staircase,
#               the pictures are well-formed, and no server is left behind
set -u
# shellcheck source=tests/demo/lib.sh
. "$(dirname "$0")/lib.sh"
need all demo/timeline
plan $((12 + servers))

draw()
{
    demo/timeline -s "$work/svg" "$@" >"$work/text" || return 1
    cat "$work/text"
}

# Succeeds if each client's first reply comes later than that of the client
# before it, and client 2 gets its first reply after client 1 has left.
staircase()
{
    draw ./echoserveri
    grep -q 'when client 1 had left' "$work/text" &&
        grep -q 'At most 1 of 4 clients was served' "$work/text" &&
        awk '/^client / { n++; if ($NF <= last) exit 1; last = $NF }
             END { exit n != 4 }' "$work/text"
}

parallel()
{
    draw "$1"
    grep -q 'while client 1 was there' "$work/text" &&
        grep -q 'At most 4 of 4 clients were served' "$work/text"
}

# Counts only waits of 0.4 s or more: a busy machine causes shorter ones, too.
three_wait()
{
    waits=$(sed -n 's/.*class="waiting" x=.* width="\([0-9]*\).*/\1/p' \
        "$work/svg" | awk '$1 > 60 { n++ } END { print n + 0 }')
    [ "$waits" -eq 3 ] || { draw ./echoserveri && false; }
}

# A machine that stalls for a second may change the order once, but not twice.
twice()
{
    "$@" || "$@"
}

ok 'the iterative server has a staircase' twice staircase
ok 'the picture of its timeline is well-formed' well_formed "$work/svg"
ok 'three clients wait in this picture' twice three_wait
for source in echoserver*.c; do
    name=${source%.c}
    [ "$name" = echoserveri ] ||
        ok "$name has no staircase" twice parallel "./$name"
done

pool()
{
    draw -c 6 -t 300 ./echoservert_pre
    grep -q 'At most 4 of 6 clients were served' "$work/text"
}
ok 'a pool of four serves four of six' twice pool

cp echoserveri "$work/a&b<c>"
ok 'one client, one line, an odd name' draw -c 1 -l 1 "$work/a&b<c>"
ok 'the picture of that server is well-formed' well_formed "$work/svg"

ok 'no such server' refuses 'No such file' demo/timeline "$work/none"
ok 'a server that ends at once' refuses 'ended at once' demo/timeline false
ok 'no server is named' refuses '^usage: timeline' demo/timeline
ok 'an argument that is not a valid number' refuses 'not a number' \
    demo/timeline -c 0 ./echoserveri

cat >"$work/wrapper" <<'EOF'
#!/bin/sh
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
    demo/timeline -l 1 "$work/wrapper" && ended "$(cat "$work/pid")"
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

#!/bin/sh
# timeline.sh - demo/timeline: a staircase for the iterative server and for
#               no other, its picture, and what it leaves behind
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

# Each client's first reply comes later than that of the one before it, and the
# second client's when the first has left.
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

# Spans of a tenth of a second and more: a busy machine makes short ones, too.
three_wait()
{
    waits=$(sed -n 's/.*class="waiting" x=.* width="\([0-9]*\).*/\1/p' \
        "$work/svg" | awk '$1 > 60 { n++ } END { print n + 0 }')
    [ "$waits" -eq 3 ] || { draw ./echoserveri && false; }
}

# A machine that stands still for a second upsets the order, but not twice.
twice()
{
    "$@" || "$@"
}

ok 'the iterative server has a staircase' twice staircase
ok 'its picture is well-formed' well_formed "$work/svg"
ok 'three clients wait in it' twice three_wait
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
ok 'its picture is well-formed' well_formed "$work/svg"

ok 'no such server' refuses 'No such file' demo/timeline "$work/none"
ok 'a server that ends at once' refuses 'ended at once' demo/timeline false
ok 'no server' refuses '^usage: timeline' demo/timeline
ok 'a number that is none' refuses 'not a number' \
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
ok 'it ends the server' left_nothing

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
ok 'interrupted, too' interrupted

interrupted_at_start()
{
    rm -f "$work/pid"
    ! demo/timeline -l 100 "$work/interrupter" &&
        { [ ! -s "$work/pid" ] || within 5 ended "$(cat "$work/pid")"; }
}
ok 'even as it starts the server' interrupted_at_start
finished

#!/bin/sh
# commands.sh - tests demo.sh and bench.sh, which make demo and make bench run
set -u
# shellcheck source=tests/demo/lib.sh
. "$(dirname "$0")/lib.sh"
need all demo/timeline demo/load demo/bare tests/demo/liar
plan 8

demo()
{
    sh demo/demo.sh -s "$work/demo.svg" >"$work/text" || return 1
    cat "$work/text"
    [ "$(grep -c 'all back$' "$work/text")" -eq "$servers" ] &&
        grep -q 'wait until a thread is free' "$work/text" &&
        [ "$(grep -c '^At most ' "$work/text")" -eq "$servers" ]
}
ok 'make demo: each server sends every byte back, and has a timeline' demo
ok 'the picture of make demo is well-formed' well_formed "$work/demo.svg"

# Runs demo.sh with the same servers, but one of them changes a byte.
mkdir "$work/top" "$work/top/demo"
cp README.md echo* "$work/top"
cp demo/demo.sh demo/lib.sh demo/timeline "$work/top/demo"
cat >"$work/top/echoservert" <<EOF
#!/bin/sh
exec "$PWD/tests/demo/liar" change 2 "\$1"
EOF
ok 'make demo notices a changed byte' refuses 'did not come back' \
    sh "$work/top/demo/demo.sh"

bench()
{
    sh demo/bench.sh -r 1 -t 0.05 -s "$work/bench.svg" >"$work/text" || return 1
    cat "$work/text"
}
# rows COLUMNS TITLE - succeeds if the table has a row for each model, and each
# row has that many fields after the name of the model
rows()
{
    awk -v columns="$1" -v title="$2" -v servers="$servers" '
        $1 == title { on = 1; next }
        NF == 0 { on = 0 }
        on && NF == columns + 1 { n++ }
        END { exit n != servers }' "$work/text"
}
rates()
{
    rows 2 sessions && rows 2 stream
}
ok 'make bench runs' bench
ok 'lockstep: four numbers of clients, a rate and a ratio each' rows 8 lockstep
ok 'sessions and stream: a rate and a ratio each' rates
if [ -r /proc/self/smaps_rollup ]; then
    ok 'memory, processes and threads' rows 4 memory
else
    skip 'memory, processes and threads' 'no /proc/PID/smaps_rollup'
fi
ok 'the picture of make bench is well-formed' well_formed "$work/bench.svg"
finished

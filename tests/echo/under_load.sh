#!/bin/sh
# under_load.sh - everything comes back while fifty clients send at once
. "$(dirname "$0")/../lib.sh"
likely other "Threads share data without a lock, or clients share data (such as a buffer) that each should have for itself." \
    "Concurrency: races (CS:APP 12.7.4)"

load=$tests/../demo/load
[ -x "$load" ] || (cd "$tests/.." && make -s demo/load >&2) ||
    broken 'make demo/load failed'
start -- %p
for mode in lockstep sessions stream; do
    echo "did: ran load $mode, with 50 clients" >>"$tmp/talk"
    "$load" $mode -c 50 -t "${TEST_LOAD:-0.2}" 127.0.0.1 "$port" \
        >"$tmp/load" 2>&1 ||
        fail 'each client gets back what it sent' "$(cat "$tmp/load")"
done
pass

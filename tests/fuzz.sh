#!/bin/sh
# fuzz.sh - the fuzzers with their corpus: what is promised for any input, and
#           was once broken by one of these, perhaps (make fuzz looks for more)
set -u
cd "$(dirname "$0")/.." || exit 2
n=0 failures=0

for corpus in tests/fuzz/*/; do
    corpus=${corpus%/}
    fuzzer=$corpus.replay
    [ -x "$fuzzer" ] || make -s "$fuzzer" >&2 || exit 2
    n=$((n + 1))
    if said=$("$fuzzer" "$corpus" 2>&1); then
        echo "ok $n - fuzzer ${corpus##*/}: $said"
    else
        echo "not ok $n - fuzzer ${corpus##*/}"
        echo "$said" | sed 's/^/# /'
        failures=$((failures + 1))
    fi
done
echo "1..$n"
[ "$failures" -eq 0 ]

#!/bin/sh
# corpus.sh - the fuzzers with their corpus: what is promised for any input, and
#             was once broken by one of these, perhaps (make fuzz looks for more)
. "$(dirname "$0")/../tap.sh"
cd "$top" || exit 2

for corpus in tests/proof/fuzz/*/; do
    corpus=${corpus%/}
    fuzzer=$corpus.replay
    built "$fuzzer"
    said=$("$fuzzer" "$corpus" 2>&1)
    status=$?
    echo "$said" >"$log"
    [ $status -ne 0 ] || corpus="$corpus: $said" # how many inputs it had
    verdict $status "fuzzer ${corpus##*/}"
done
finish

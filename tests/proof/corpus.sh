#!/bin/sh
# corpus.sh - runs each fuzzer on its corpus: inputs that reach many parts of
#             the code, or that once broke a promise (make fuzz finds new ones)
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

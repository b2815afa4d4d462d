#!/bin/sh
# fuzz.sh - looks for inputs that break a promise: make fuzz
#
# Each fuzzer runs for FUZZ_SECONDS seconds (12), two fuzzers at a time. It
# begins with the inputs of its corpus. Clang's sanitizers also report, for
# example, a read of one byte too many. If clang has no libFuzzer, only the
# corpus is tried.

set -u
cd "$(dirname "$0")/../.." || exit 2
seconds=${FUZZ_SECONDS:-12}
sanitizers='-fsanitize=address,undefined -fno-sanitize-recover=all'
tmp=${TMPDIR:-/tmp}/csapp-fuzz.$$
mkdir "$tmp" "$tmp/tests" "$tmp/tests/proof" || exit 2
fuzzers=$(for corpus in tests/proof/fuzz/*/; do echo "${corpus%/}.replay"; done)
fuzzing='' before='' passed=0 failed=0
# shellcheck disable=SC2086 # several processes, or none
trap 'kill $fuzzing 2>/dev/null; rm -rf "$tmp"' EXIT
trap 'exit 2' INT TERM HUP

has_libfuzzer()
{
    echo '#include <stddef.h>
        int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
        int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
        {
            return data == NULL && size > 0;
        }' >"$tmp/none.c"
    # shellcheck disable=SC2086 # several flags
    clang $sanitizers -fsanitize=fuzzer -o "$tmp/none" "$tmp/none.c" &&
        "$tmp/none" -runs=1
}

# Builds in a copy, so that no object with other flags stays in this folder.
build()
{
    cp -R Makefile csapp.c csapp.h chat "$tmp" &&
        cp -R tests/proof/fuzz "$tmp/tests/proof" &&
        (cd "$tmp" && rm -f chat/*.o tests/proof/fuzz/*.o \
            tests/proof/fuzz/*.replay)
    # shellcheck disable=SC2086 # several programs
    (
        unset MAKEFLAGS MAKELEVEL MFLAGS # those of the outer make
        cd "$tmp" && make -s -j2 CC=clang REPLAY= LDFLAGS=-fsanitize=fuzzer \
            CFLAGS="-g -O1 $sanitizers -fsanitize=fuzzer-no-link" $fuzzers
    )
}

# fuzz NAME: runs a fuzzer. It stores an input that breaks a promise in
# tests/proof/fuzz/.
fuzz()
{
    mkdir "$tmp/$1"
    exec nice "$tmp/tests/proof/fuzz/$1.replay" -max_total_time="$seconds" \
        -timeout=60 -artifact_prefix="tests/proof/fuzz/$1-" -print_funcs=0 \
        "$tmp/$1" "tests/proof/fuzz/$1" >"$tmp/$1.log" 2>&1
}

# ended PROCESS NAME: waits for a fuzzer, and prints its result
ended()
{
    if wait "$1"; then
        sed -n "s/^Done \(.*\) runs in \(.*\) second.*/ok: $2, \1 inputs in \2 s/p" \
            "$tmp/$2.log"
        passed=$((passed + 1))
    else
        echo "NOT OK: $2, see tests/proof/fuzz/$2-*:"
        grep -A 12 -e 'ERROR: ' -e '^broken promise' -e 'runtime error' \
            "$tmp/$2.log" || tail -n 20 "$tmp/$2.log"
        failed=$((failed + 1))
    fi
}

if ! has_libfuzzer >"$tmp/log" 2>&1; then
    echo 'skipped: needs clang and libFuzzer (in Debian: clang, libclang-rt-dev)'
    # shellcheck disable=SC2086 # several programs
    make -s $fuzzers || exit 2
    sh tests/proof/corpus.sh >"$tmp/log" || failed=1
    cat "$tmp/log"
    passed=$(grep -c '^ok' "$tmp/log")
    echo "$passed passed, $(grep -c '^not ok' "$tmp/log") failed, $passed skipped"
    exit "$failed"
fi
build || exit 2
for corpus in tests/proof/fuzz/*/; do
    name=$(basename "$corpus")
    fuzz "$name" &
    fuzzing="$fuzzing $!"
    # shellcheck disable=SC2086 # a process and its name
    [ -z "$before" ] || ended $before
    before="$! $name"
done
# shellcheck disable=SC2086 # a process and its name
ended $before
fuzzing=
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]

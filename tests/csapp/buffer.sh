#!/bin/sh
# buffer.sh - tests the bounded buffer of echoservert_pre.c, with several
#             producers and consumers: as it is, with spurious wakeups of
#             pthread_cond_wait, and with ThreadSanitizer
. "$(dirname "$0")/../tap.sh"
cd "$top" || exit 2

# build PROGRAM [OPTION]...: compiles the test with these options
build()
{
    output=$1
    shift
    ${CC:-cc} -O1 -g -pthread -I. "$@" -o "$tmp/$output" \
        tests/csapp/buffer.c echo.c csapp.c
}

build plain && build faulty -include tests/proof/faults.h \
    tests/proof/faults.c || exit 2

expect 'each item comes once, in order, and the buffer is never overfull' \
    "$tmp/plain" 50000

woken()
{
    for seed in 1 2 3 4 5; do
        FAULTS_KINDS=wakeups FAULTS_SEED=$seed "$tmp/faulty" 5000 || return
    done
}
expect 'the same is true with spurious wakeups of pthread_cond_wait' woken

# Some compilers have the option, but their programs do not run here.
echo 'int main(void) { return 0; }' >"$tmp/empty.c"
if ${CC:-cc} -fsanitize=thread -o "$tmp/empty" "$tmp/empty.c" 2>/dev/null &&
    "$tmp/empty" 2>/dev/null; then
    build watched -fsanitize=thread || exit 2
    expect 'ThreadSanitizer finds no race' "$tmp/watched" 20000
else
    skip 'ThreadSanitizer finds no race' 'it does not run here'
fi
finish

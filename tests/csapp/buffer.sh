#!/bin/sh
# buffer.sh - the bounded buffer of echoservert_pre.c, with several producers and
#             consumers: as it is, woken without cause, and watched for races
. "$(dirname "$0")/../tap.sh"
cd "$top" || exit 2

# build PROGRAM [OPTION]...: from the sources, with these options
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
expect 'nor if pthread_cond_wait returns without cause' woken

# A machine may have the option but not what it takes to run what it makes.
echo 'int main(void) { return 0; }' >"$tmp/empty.c"
if ${CC:-cc} -fsanitize=thread -o "$tmp/empty" "$tmp/empty.c" 2>/dev/null &&
    "$tmp/empty" 2>/dev/null; then
    build watched -fsanitize=thread || exit 2
    expect 'ThreadSanitizer sees no race' "$tmp/watched" 20000
else
    skip 'ThreadSanitizer sees no race' 'it does not run here'
fi
finish

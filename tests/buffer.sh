#!/bin/sh
# buffer.sh - the bounded buffer of echoservert_pre.c, with several producers and
#             consumers: as it is, woken without cause, and watched for races
set -u
tests=$(cd "$(dirname "$0")" && pwd) || exit 2
tmp=${TMPDIR:-/tmp}/csapp-buffer.$$
mkdir "$tmp" || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' INT TERM HUP
cd "$tests/.." || exit 2
n=0 failed=0

# build PROGRAM [OPTION]...: from the sources, with these options
build()
{
    output=$1
    shift
    ${CC:-cc} -O1 -g -pthread -I. "$@" -o "$tmp/$output" \
        tests/buffertest.c echo.c csapp.c
}

# verdict STATUS TITLE: what the test has said is in $tmp/said.
verdict()
{
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $n - $2"
        return
    fi
    echo "not ok $n - $2"
    grep -v '^ok' "$tmp/said" | head -n 40 | sed 's/^/# /'
    failed=1
}

build plain && build faulty -include tests/faults.h tests/faults.c || exit 2

"$tmp/plain" 50000 >"$tmp/said" 2>&1
verdict $? 'each item comes once, in order, and the buffer is never overfull'

status=0
for seed in 1 2 3 4 5; do
    FAULTS_KINDS=wakeups FAULTS_SEED=$seed "$tmp/faulty" 5000 \
        >"$tmp/said" 2>&1 || { status=1 && break; }
done
verdict $status 'nor if pthread_cond_wait returns without cause'

# A machine may have the option but not what it takes to run what it makes.
echo 'int main(void) { return 0; }' >"$tmp/empty.c"
if ${CC:-cc} -fsanitize=thread -o "$tmp/empty" "$tmp/empty.c" 2>/dev/null &&
    "$tmp/empty" 2>/dev/null; then
    build watched -fsanitize=thread && "$tmp/watched" 20000 >"$tmp/said" 2>&1
    verdict $? 'ThreadSanitizer sees no race'
else
    n=$((n + 1))
    echo "ok $n - ThreadSanitizer sees no race # SKIP it does not run here"
fi
echo "1..$n"
exit "$failed"

#!/bin/sh
# wrappers.sh - each checked call that can fail does so as csapp.h promises
set -u
tests=$(cd "$(dirname "$0")" && pwd) || exit 2
[ -x "$tests/wrappertest" ] || (cd "$tests/.." && make -s tests/wrappertest) ||
    exit 2
tmp=${TMPDIR:-/tmp}/csapp-wrappers.$$
mkdir "$tmp" || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' INT TERM HUP
LC_ALL=C
export LC_ALL
cd "$tmp" || exit 2

"$tests/wrappertest" >results
status=$?
sed '/^1\.\./d' results
n=$(($(sed -n 's/^1\.\.//p' results) + 1))

# Is any forgotten? The first of these cannot fail, the others only if what
# they are given is broken.
for name in Sleep Pause Alarm Getpgrp Free Freeaddrinfo Pthread_self \
    Pthread_exit Rio_readinitb Sio_error \
    Sigemptyset Sigfillset Pthread_once Pthread_cancel P; do
    echo $name
done >known
sed -n 's/.*FAILS(\([A-Z][a-z0-9_]*\),.*/\1/p
    s/.*"\([A-Z][a-z0-9_]*\)[" ].*/\1/p' "$tests/wrappertest.c" >>known
sort -u known >sorted
nm -P -g "$tests/../csapp.o" | awk '$2 == "T" { sub(/^_/, "", $1)
    if ($1 ~ /^[A-Z]/) print $1 }' | sort | comm -23 - sorted >forgotten
if [ "$(wc -l <sorted)" -gt 60 ] && [ ! -s forgotten ]; then
    echo "ok $n - every checked call that can fail is tested"
else
    echo "not ok $n - every checked call that can fail is tested"
    sed 's/^/# forgotten: /' forgotten
    status=1
fi
echo "1..$n"
exit $status

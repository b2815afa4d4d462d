#!/bin/sh
# wrappers.sh - runs wrappers.c, which tests that checked calls fail as csapp.h
#               promises; and checks that no checked call lacks a test
. "$(dirname "$0")/../tap.sh"
built tests/csapp/wrappers
LC_ALL=C
export LC_ALL
cd "$tmp" || exit 2

"$tests/csapp/wrappers" >results
failures=$?
sed '/^1\.\./d' results
n=$(sed -n 's/^1\.\.//p' results)

# Is every checked call tested? The calls in the first two lines below cannot
# fail. The others fail only if their argument is invalid.
for name in Sleep Pause Alarm Getpgrp Free Freeaddrinfo Pthread_self \
    Pthread_exit Rio_readinitb Sio_error \
    Sigemptyset Sigfillset Pthread_once Pthread_cancel P; do
    echo $name
done >known
sed -n 's/.*FAILS(\([A-Z][a-z0-9_]*\),.*/\1/p
    s/.*"\([A-Z][a-z0-9_]*\)[" ].*/\1/p' "$tests/csapp/wrappers.c" >>known
sort -u known >sorted
nm -P -g "$top/csapp.o" | awk '$2 == "T" { sub(/^_/, "", $1)
    if ($1 ~ /^[A-Z]/) print $1 }' | sort | comm -23 - sorted >"$log"
[ "$(wc -l <sorted)" -gt 60 ] && [ ! -s "$log" ]
verdict $? 'every checked call that can fail is tested'
finish

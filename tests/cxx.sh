#!/bin/sh
# cxx.sh - a C++17 program uses csapp.h, links with csapp.c, and runs
set -u
top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
tmp=${TMPDIR:-/tmp}/csapp-cxx.$$
mkdir "$tmp" || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' INT TERM HUP
n=0 failures=0 skipped=0

# expect TITLE COMMAND...: the command must succeed, and print nothing
expect()
{
    n=$((n + 1))
    title=$1
    shift
    "$@" >"$tmp/log" 2>&1
    status=$?
    if [ "$status" -eq 0 ] && [ ! -s "$tmp/log" ]; then
        echo "ok $n - $title"
    else
        echo "not ok $n - $title (status $status)"
        sed 's/^/# /' "$tmp/log"
        failures=$((failures + 1))
    fi
}

builds()
{
    "$compiler" -std=c++17 -Wall -Wextra -Wpedantic -Wshadow -O2 -pthread \
        -I"$top" -o "$tmp/cxx" "$top/tests/cxx.cc" "$tmp/csapp.o"
}

cc -O2 -c -I"$top" -o "$tmp/csapp.o" "$top/csapp.c" || exit 2
for compiler in g++ clang++; do
    if command -v $compiler >/dev/null; then
        expect "$compiler: a C++17 program builds without a warning" builds
        expect "$compiler: and does as it should" "$tmp/cxx"
    else
        n=$((n + 1)) skipped=$((skipped + 1))
        echo "ok $n - $compiler # SKIP it is not installed"
    fi
done
echo "1..$n"
[ "$skipped" -lt "$n" ] || exit 77
[ "$failures" -eq 0 ]

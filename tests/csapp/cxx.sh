#!/bin/sh
# cxx.sh - a C++17 program uses csapp.h, links with csapp.c, and runs
. "$(dirname "$0")/../tap.sh"

cc -O2 -c -I"$top" -o "$tmp/csapp.o" "$top/csapp.c" || exit 2
for compiler in g++ clang++; do
    title="$compiler: a C++17 program builds without a warning"
    if command -v $compiler >/dev/null; then
        expect "$title" $compiler -std=c++17 -Wall -Wextra -Wpedantic \
            -Wshadow -Werror -O2 -pthread -I"$top" -o "$tmp/cxx" \
            "$tests/csapp/cxx.cc" "$tmp/csapp.o"
        expect "$compiler: the program does what it should" "$tmp/cxx"
    else
        skip "$title" 'it is not installed'
    fi
done
finish

#!/bin/sh
# macos.sh - everything compiles for macOS without a warning: make check-macos
#
# zig brings a C compiler and the headers of macOS for any system. It is looked
# for in $ZIG and in the PATH. The programs are only built, as they run on macOS
# alone; `make check-no-proc` tests that nothing depends on Linux.

# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
zig=${ZIG:-zig}

# A program with semaphores that have a name, which macOS does have.
cat >"$tmp/named.c" <<'END'
#include "csapp.h"
int main(void)
{
    sem_t *sem = sem_open("/csapp", O_CREAT, DEF_MODE, 1);
    if (sem == SEM_FAILED)
        unix_error("sem_open error");
    P(sem);
    V(sem);
    return sem_unlink("/csapp");
}
END

cp -R "$top" "$tmp/copy" && cd "$tmp/copy" || exit 2
for target in aarch64-macos x86_64-macos; do
    compiler="$zig cc -target $target -Werror"
    if ! $zig version >/dev/null 2>&1; then
        skip "$target" 'zig is not installed'
        continue
    fi
    for mode in c99 c11 c17; do # they hide what is not in POSIX
        make -s clean
        silent "$target: make, with -std=$mode -pedantic" \
            make -s -j2 all CC="$compiler -std=$mode -pedantic"
    done
    make -s clean
    silent "$target: make everything" make -s -j2 everything CC="$compiler"
    # shellcheck disable=SC2086 # several words
    silent "$target: course code finds what it needs, and semaphores" \
        $compiler -Wall -I. -o "$tmp/homework" tests/csapp/homework.c csapp.c
    # shellcheck disable=SC2086
    silent "$target: with CSAPP_SEMAPHORES=0, sem_open can be used" $compiler \
        -DCSAPP_SEMAPHORES=0 -Wno-deprecated-declarations -I. \
        -o "$tmp/named" "$tmp/named.c" csapp.c
    # shellcheck disable=SC2086
    silent "$target: C++17" $zig c++ -target $target -std=c++17 -Wall -Wextra \
        -Werror -I. -c -o "$tmp/cxx.o" tests/csapp/cxx.cc
done
finish_alone

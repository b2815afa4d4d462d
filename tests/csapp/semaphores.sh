#!/bin/sh
# semaphores.sh - semaphores do what POSIX says: those of the system, and those
#                 that csapp has for macOS, which lacks them
. "$(dirname "$0")/../tap.sh"
: "${CC:=cc}"
built tests/csapp/semaphores
built tests/probe/probe

# make_own OUTPUT SOURCE [OPTION]...: compiles with csapp's own semaphores. The
# source is copied, so that it finds no other csapp.h beside it.
make_own()
{
    output=$tmp/$1 source=$2
    shift 2
    cp "$tests/$source" "$output.c" || return
    # shellcheck disable=SC2086 # CC may have options
    $CC -DCSAPP_SEMAPHORES=1 -Wall -Wextra -Werror -O1 -pthread "$@" \
        -I "$top" -o "$output" "$output.c" "$top/csapp.c"
}

# passes TITLE COMMAND...: the command, which prints TAP, must pass all its tests.
# It is killed if it takes a minute.
passes()
{
    title=$1
    shift
    "$probe" run -x -w -t 60 "$@" >"$tmp/tap" 2>&1
    grep -q '^1\.\.' "$tmp/tap" && ! grep -qv -e '^ok ' -e '^1\.\.' "$tmp/tap"
    status=$?
    cp "$tmp/tap" "$log"
    verdict "$status" "$title"
}

passes 'those that programs get here' "$tests/csapp/semaphores"
expect "csapp's own: a program compiles without a warning" \
    make_own semaphores csapp/semaphores.c
passes "csapp's own" "$tmp/semaphores"
title="csapp's own, with the thread sanitizer"
# setarch -R switches address randomization off: otherwise, the kernel may place
# memory where the sanitizer needs room.
fixed="$(command -v setarch) -R"
$fixed true 2>/dev/null || fixed=''
echo 'int main(void) { return 0; }' >"$tmp/try.c"
# shellcheck disable=SC2086 # CC and fixed have several words, or none
if $CC -fsanitize=thread -o "$tmp/try" "$tmp/try.c" 2>/dev/null &&
    $fixed "$tmp/try" 2>/dev/null; then
    make_own sanitized csapp/semaphores.c -g -fsanitize=thread
    passes "$title" $fixed "$tmp/sanitized"
else
    skip "$title" 'no program with a thread sanitizer can be built and run here'
fi
expect "csapp's own: producers and consumers compile unchanged" \
    make_own buffer csapp/course/buffer.c
# 3 producers of 1 + 2 + ... + 1000
expect "csapp's own: no item is lost" \
    test "$("$probe" run -w -t 60 "$tmp/buffer" 3 4 1000)" = 1501500
mkdir "$tmp/slides"
expect "csapp's own: the pre-threaded server of the slides compiles unchanged" \
    make_own slides/echoservert_pre mistakes/slides/echoservert_pre.c
for test in one_line concurrent lockstep; do
    expect "csapp's own: this server passes echo/$test" \
        sh "$tests/echo/$test.sh" "$tmp/slides/echoservert_pre"
done
finish

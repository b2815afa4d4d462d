#!/bin/sh
# analyze.sh - what static analysis finds in the sources: make analyze
#
# usage: sh tests/proof/analyze.sh [-j JOBS] [SOURCE]...
#   -j  runs N of a tool at a time (2)
#
# Each tool that is installed has to find nothing: in all sources, or in those
# that are named as seen from the top folder. What the project does not ask of
# a tool is said in .clang-tidy, in .shellcheckrc, and below; nothing else is
# switched off, but for single lines where a comment says why. Left out are
# tests/mistakes, whose programs are wrong on purpose, and canary.c, which makes
# the mistakes that other tools must report. The sources are seen as make
# builds them, in the compiler's default mode; compile.sh tries the others.

# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
jobs=2
while getopts j: option; do
    case $option in
    j) jobs=$OPTARG ;;
    *) sed -n '4s/^# //p' "$0" >&2 && exit 2 ;;
    esac
done
shift $((OPTIND - 1))

cd "$top" || exit 2
if [ $# -gt 0 ]; then
    printf '%s\n' "$@"
else
    find . -name '*.c' ! -path './tests/mistakes/*' ! -name canary.c |
        sed 's|^[.]/||' | sort
fi >"$tmp/sources"

# finds_nothing TOOL: it must have written nothing to $log.
finds_nothing()
{
    [ ! -s "$log" ]
    verdict $? "$1 finds nothing"
}

# quietly COMMAND...: shows its stdout; its stderr only if it failed, for some
# tools count there what they do not show.
quietly()
{
    "$@" 2>"$tmp/err.$k" </dev/null && return
    echo "$* failed (status $?):"
    cat "$tmp/err.$k"
}

# each COMMAND...: runs it for each source, which follows as its last argument.
each()
{
    workers='' k=0
    while [ "$k" -lt "$jobs" ]; do
        awk -v n="$jobs" -v k="$k" 'NR % n == k' "$tmp/sources" |
            while read -r source; do
                quietly "$@" "$source"
            done >"$tmp/found.$k" &
        workers="$workers $tmp/found.$k"
        k=$((k + 1))
    done
    wait
    # shellcheck disable=SC2086 # several files
    cat $workers >"$log"
}

# Without __GNUC__, cppcheck would not know which functions never return. It
# takes raise for one of them, in signals.c; wrappers.c has an exit after each
# call of one, which is reached only if the test fails.
if command -v cppcheck >/dev/null; then
    xargs cppcheck --quiet -j "$jobs" --std=c99 -I. -D__GNUC__ \
        --enable=warning,style,performance,portability --inline-suppr \
        --suppress=unreachableCode:tests/csapp/signals.c \
        --suppress=unreachableCode:tests/csapp/wrappers.c \
        --template=gcc <"$tmp/sources" >"$log" 2>&1
    finds_nothing cppcheck
else
    skip cppcheck 'it is not installed'
fi

# gcc's analyzer, without the optimizer, which takes away what it should see;
# and those of gcc's warnings that not every compiler has.
analyzer='gcc -fanalyzer'
: >"$tmp/empty.c"
if gcc -fanalyzer -c -o "$tmp/empty.o" "$tmp/empty.c" 2>/dev/null; then
    compile()
    {
        gcc -O0 -I. -fanalyzer -Wall -Wextra -Wpedantic \
            -Wcast-qual -Wcast-align=strict -Wformat=2 \
            -Wundef -Wduplicated-cond -Wduplicated-branches \
            -Wjump-misses-init -Wfloat-equal -Wredundant-decls \
            -Wnested-externs -Wold-style-definition -Wunused-macros \
            -c -o "$tmp/$k.o" "$1" 2>&1
    }
    each compile
    finds_nothing "$analyzer"
else
    skip "$analyzer" 'gcc is not installed, or has none'
fi

if command -v clang >/dev/null; then
    analyze()
    {
        clang --analyze --analyzer-output text -I. "$1" 2>&1
    }
    each analyze
    finds_nothing 'clang --analyze'
else
    skip 'clang --analyze' 'it is not installed'
fi

if command -v clang-tidy >/dev/null; then
    tidy()
    {
        clang-tidy --quiet "$1" -- -I.
    }
    each tidy
    finds_nothing clang-tidy
else
    skip clang-tidy 'it is not installed'
fi

if command -v shellcheck >/dev/null; then
    find . \( -name '*.sh' -o -name run_autograder -o -path ./.ci/run \) \
        -exec shellcheck {} + >"$log" 2>&1
    finds_nothing shellcheck
else
    skip shellcheck 'it is not installed'
fi

echo "$((n - failures - skipped)) passed, $failures failed, $skipped skipped"
finish

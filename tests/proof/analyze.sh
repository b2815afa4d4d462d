#!/bin/sh
# analyze.sh - runs static analysis on the sources: make analyze
#
# usage: sh tests/proof/analyze.sh [-j JOBS] [SOURCE]...
#   -j  runs JOBS processes of a tool at a time (2)
#
# Each tool that is installed must find nothing in the sources: in all of them,
# or in those that are named, as paths from the top folder. .clang-tidy,
# .shellcheckrc and this script say which checks are switched off, and why. Any
# other check is switched off only for single lines, where a comment says why.
# Two parts are left out: tests/mistakes, whose programs are wrong on purpose,
# and canary.c, whose mistakes other tools must report. The sources are compiled
# in the compiler's default mode of C, as make does; compile.sh tries the other
# modes.

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
    printf '%s\n' *.c chat/*.c demo/*.c tests/*/*.c tests/*/*/*.c |
        grep -v -e '^tests/mistakes/' -e '/canary[.]c$'
fi >"$tmp/sources"

# finds_nothing TOOL: the result is ok if TOOL has written nothing to $log.
finds_nothing()
{
    [ ! -s "$log" ]
    verdict $? "$1 finds nothing"
}

# quietly COMMAND...: runs a command, and shows its stdout. It shows stderr only
# if the command fails: on stderr, some tools count findings that they suppress.
quietly()
{
    "$@" 2>"$tmp/err.$k" </dev/null && return
    echo "$* failed (status $?):"
    cat "$tmp/err.$k"
}

# each COMMAND...: runs a command for each source, which is its last argument.
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

# With __GNUC__, cppcheck knows which functions never return. It wrongly takes
# raise for one of them, in signals.c. In wrappers.c, an exit follows each call
# of such a function, and is reached only if the test fails.
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

# gcc's analyzer, and those of gcc's warnings that not every compiler has. The
# optimizer is off: it removes code that the analyzer should see.
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
    skip "$analyzer" 'gcc is not installed, or has no analyzer'
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

finish_alone

#!/bin/sh
# build.sh - the Makefile: in parallel, with the flags given, and no more than
#            what has changed
set -u
top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
tmp=${TMPDIR:-/tmp}/csapp-build.$$
mkdir "$tmp" || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' INT TERM HUP
unset MAKEFLAGS MAKELEVEL MFLAGS # those of the make that runs this
n=0 failures=0

# expect TITLE COMMAND...: the command must succeed
expect()
{
    n=$((n + 1))
    title=$1
    shift
    if "$@" >"$tmp/log" 2>&1; then
        echo "ok $n - $title"
    else
        echo "not ok $n - $title"
        tail -n 20 "$tmp/log" | sed 's/^/# /'
        failures=$((failures + 1))
    fi
}

has_flags()
{
    make -n CC=my-cc CFLAGS=-my-flag LDFLAGS=-my-link echoserveri |
        grep '^my-cc.*-my-flag' >"$tmp/lines"
    [ "$(wc -l <"$tmp/lines")" -eq 4 ] &&
        [ "$(grep -c -- '-my-link' "$tmp/lines")" -eq 1 ]
}

does_nothing()
{
    ! make -n all | grep -e '-o'
}

relinks_all()
{
    sleep 1 # some file systems count time in seconds
    touch csapp.h
    make all && ! find echo* hostinfo -type f ! -name '*.[cho]' \
        ! -newer csapp.h | grep .
}

leaves_only_sources()
{
    make clean && ! find . -type f -perm -100 ! -path './.*' ! -name '*.sh' \
        ! -name run_autograder | grep . && ! find . -name '*.o' | grep .
}

cp -R "$top" "$tmp/copy" && cd "$tmp/copy" || exit 2
make -s clean
expect 'make -j8 builds everything' make -s -j8 all
expect 'again, it does nothing' does_nothing
expect 'a header that changed changes all programs' relinks_all
expect 'make clean leaves the sources' leaves_only_sources
expect 'CC, CFLAGS and LDFLAGS are honoured' has_flags
# shellcheck disable=SC2016 # that $t is the inner shell's
expect 'make help lists the targets' sh -c \
    'make help >help; for t in all demo check check-mistakes analyze bench clean format help; do
        [ $t = all ] || grep -q "make $t" help || exit 1; done'
echo "1..$n"
[ "$failures" -eq 0 ]

#!/bin/sh
# build.sh - tests the Makefile: it builds in parallel, with the flags that are
#            given, and builds again only what depends on a changed file
. "$(dirname "$0")/../tap.sh"

has_flags()
{
    make -n CC=my-cc CFLAGS=-my-flag LDFLAGS=-my-link echoserveri |
        grep '^my-cc.*-my-flag' >"$tmp/lines"
    [ "$(wc -l <"$tmp/lines")" -eq 3 ] &&
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

# touched FILE TARGET...: if FILE has changed, make builds these targets, and no
# others
touched()
{
    file=$1
    shift
    make -s everything && sleep 1 && touch "$file" && make -n everything |
        sed -n 's/.* -o \([^ ]*\) .*/\1/p' | sort >"$tmp/made"
    printf '%s\n' "$@" | sort | diff - "$tmp/made"
}

leaves_only_sources()
{
    make clean && ! find . -type f -perm -100 ! -path './.*' ! -name '*.sh' \
        ! -name run_autograder | grep . && ! find . -name '*.o' | grep .
}

cp -R "$top" "$tmp/copy" && cd "$tmp/copy" || exit 2
make -s clean
expect 'make -j8 builds everything' make -s -j8 all
expect 'if nothing has changed, make does nothing' does_nothing
expect 'if csapp.h has changed, all programs are built again' relinks_all
expect 'if a source has changed, the programs that contain it are built again' \
    touched echoserverp.c echoserverp tests/csapp/signals
expect 'if a header of the chat has changed, so is all that contains it' \
    touched chat/text.h chat/chatserver chat/chatclient chat/*.o \
    demo/timeline demo/watch demo/*.o \
    tests/proof/fuzz/*.replay tests/proof/fuzz/fuzz.o \
    tests/proof/fuzz/replay.o
expect 'make clean leaves only the sources' leaves_only_sources
expect 'CC, CFLAGS and LDFLAGS are used' has_flags
# shellcheck disable=SC2016 # that $t is the inner shell's
expect 'make help lists the targets' sh -c \
    'make help >help; for t in all demo check check-mistakes analyze bench slides handout clean format; do
        [ $t = all ] || grep -q "make $t" help || exit 1; done'
finish

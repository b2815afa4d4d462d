#!/bin/sh
# faults.sh [-n SEEDS] [-s SEED [KIND] PROGRAM] - makes system calls fail, and
#                         tests that every byte still reaches every client
#
#   -n SEEDS   how many seeds each program is tested with (20)
#   -s SEED    tests one program with this seed, and shows each fault. PROGRAM
#              is a server, and KIND is echo, chat, or client: an echo server
#              with echoclients. If PROGRAM is csapp, without KIND, this tests
#              the wrapper layer.
#
# Builds the programs with faults.h, which describes the faults, and runs them
# under faultprobe.c, which describes what is checked. CC and CFLAGS can be set,
# for example to use sanitizers.

set -u
tests=$(cd "$(dirname "$0")/.." && pwd) || exit 2
seeds=20 seed='' jobs=12 # many at a time: they mostly wait
while getopts n:s: option; do
    case $option in
    n) seeds=$OPTARG ;;
    s) seed=$OPTARG ;;
    *) sed -n '2,3s/^# //p' "$0" >&2 && exit 2 ;;
    esac
done
shift $((OPTIND - 1))

tmp=${TMPDIR:-/tmp}/csapp-faults.$$
mkdir "$tmp" "$tmp/home" || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' INT TERM HUP

# compile OPTION...: compiles with faults
compile()
{
    # shellcheck disable=SC2086 # several flags
    ${CC:-cc} ${CFLAGS:--O1 -g} -pthread -I. -include tests/proof/faults.h "$@"
}

# link PROGRAM FILE...: links a program with faults from sources and objects
link()
{
    output=$1
    shift
    compile -o "$tmp/$output" "$@" "$tmp/csapp.o" "$tmp/faults.o"
}

build()
{
    cd "$tests/.." || return
    for source in csapp echo tests/proof/faults; do
        compile -c -o "$tmp/${source##*/}.o" "$source.c" || return
    done
    for source in echoserver*.c; do # with echo.o, even if it does not need it
        link "${source%.c}" "$source" "$tmp/echo.o" || return
    done
    link echoclient echoclient.c || return
    set --
    for source in chat/*.c; do
        case $source in */chatclient.c) ;; *) set -- "$@" "$source" ;; esac
    done
    link chatserver "$@" || return
    # The test programs: their own calls do not fail.
    # shellcheck disable=SC2086 # several flags
    for test in proof/faulttest csapp/rio; do
        ${CC:-cc} ${CFLAGS:--O1 -g} -pthread -I. -o "$tmp/${test#*/}" \
            "tests/$test.c" "$tmp/csapp.o" "$tmp/faults.o" || return
    done
    # shellcheck disable=SC2086 # several flags
    ${CC:-cc} ${CFLAGS:--O1 -g} -pthread -I. -o "$tmp/faultprobe" \
        tests/proof/faultprobe.c csapp.c
}

[ -x "$tests/probe/probe" ] || (cd "$tests/.." && make -s tests/probe/probe >&2) || exit 2
build >&2 || {
    echo 'Bail out! faults: the programs with faults could not be built'
    exit 2
}

if [ -n "$seed" ]; then
    case ${1-} in
    csapp)
        FAULTS_TRACE=1 "$tmp/faulttest" "$seed" "$seed" ;;
    client)
        "$tmp/faultprobe" -v client "$seed" "$seed" "$tmp/${2-}" \
            "$tmp/echoclient" ;;
    echo | chat)
        "$tmp/faultprobe" -v "$1" "$seed" "$seed" "$tmp/${2-}" ;;
    *) sed -n '2,3s/^# //p' "$0" >&2 && exit 2 ;;
    esac
    exit
fi

n=0 failed=0

# begin TITLE COMMAND...: starts a test in the background
begin()
{
    n=$((n + 1))
    echo "$1" >"$tmp/$n.title"
    shift
    {
        "$@" >"$tmp/$n.said"
        echo $? >"$tmp/$n.status"
    } &
}

# Runs tests/csapp/rio.c with calls that are interrupted. It runs in a folder of
# its own, which the probe gives to another user meanwhile, if root runs it.
rio()
{
    cd "$tmp/home" || return
    for i in 1 2 3 4 5 6 7 8; do
        FAULTS_SEED=$i FAULTS_KINDS=interrupted \
            "$tests/probe/probe" run -w -t 60 "$tmp/rio" >"$tmp/rio.tap" || {
            grep '^not ok' "$tmp/rio.tap" | sed "s/^/# seed $i: /"
            return 1
        }
    done
}

echo 'TAP version 14'
begin "csapp: its promises are kept, under $seeds seeds" \
    "$tmp/faulttest" 1 "$seeds" 2>"$tmp/err"
begin 'csapp: the promises about Rio are kept while calls are interrupted' rio
for source in "$tests"/../echoserver*.c; do
    server=$(basename "$source" .c)
    begin "$server: each client gets each byte, under $seeds seeds" \
        "$tmp/faultprobe" -j "$jobs" echo 1 "$seeds" "$tmp/$server"
done
for server in echoserverp echoserver_select; do
    begin "$server and echoclient: faults in both, under $seeds seeds" \
        "$tmp/faultprobe" -j "$jobs" client 1 "$seeds" "$tmp/$server" \
        "$tmp/echoclient"
done
begin "chatserver: each member gets each line, under $seeds seeds" \
    "$tmp/faultprobe" -j "$jobs" chat 1 "$seeds" "$tmp/chatserver"
wait
i=1
while [ "$i" -le "$n" ]; do
    if [ "$(cat "$tmp/$i.status")" -eq 0 ]; then
        verdict=ok
    else
        verdict='not ok' failed=$((failed + 1))
    fi
    echo "$verdict $i - $(cat "$tmp/$i.title")"
    cat "$tmp/$i.said"
    i=$((i + 1))
done
echo "1..$n"
echo "$((n - failed)) passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]

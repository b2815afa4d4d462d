#!/bin/sh
# demo.sh - shows the echo servers at work: first checks that every byte comes
#           back, then draws what each model does to four clients
#
# Run:   sh demo/demo.sh [-s SVGFILE]       (make demo builds and runs it)
set -u

usage()
{
    echo 'usage: demo.sh [-s SVGFILE]' >&2
    exit 1
}

svg=
while getopts s: option; do
    case $option in
    s) svg=$OPTARG ;;
    *) usage ;;
    esac
done
[ "$OPTIND" -gt $# ] || usage
case $svg in '' | /*) ;; *) svg=$PWD/$svg ;; esac
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh

servers='echoserveri echoserverp echoservert echoservert_pre echoserver_select'

# echoes FILE - sends FILE to the running server, and compares the echo with it
echoes()
{
    ./echoclient localhost "$port" <"$1" >"$work/echo" ||
        die "${1##*/} did not come back"
    cmp "$1" "$work/echo" || die "${1##*/} did not come back as it was sent"
}

dd if=/dev/urandom of="$work/binary" bs=1024 count=1024 2>"$work/dd" ||
    die "$(cat "$work/dd")"
for name in $servers; do
    start "./$name"
    echoes README.md
    echoes "$work/binary"
    stop "$server"
    printf '%-17s %6d bytes of README.md and %d of binary data: all back\n' \
        "$name" "$(wc -c <README.md)" "$(wc -c <"$work/binary")"
done

printf '\nFour clients connect, a tenth of a second apart.\n'
printf 'Each sends three lines, and thinks for half a second between them.\n'
set --
for name in $servers; do
    set -- "$@" "./$name"
done
demo/timeline ${svg:+-s "$svg"} "$@" || exit 1
[ -z "$svg" ] || printf '\nThe picture: %s\n' "$svg"

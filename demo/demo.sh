#!/bin/sh
# demo.sh - shows the echo servers at work: first checks that every byte comes
#           back, then draws what each model does to six clients
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

cat <<EOF

Six clients connect to each server, a tenth of a second apart. Each of them
sends three lines, and thinks for 0.35 seconds between them.
The pool of echoservert_pre has four threads. Look there at clients 5 and 6:
they have to wait until a thread is free.

EOF
set --
for name in $servers; do
    set -- "$@" "./$name"
done
demo/timeline ${svg:+-s "$svg"} "$@" || exit 1
[ -z "$svg" ] || printf '\nThe picture: %s\n' "$svg"

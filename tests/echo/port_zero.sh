#!/bin/sh
# port_zero.sh - with port 0, the server prints the port that it has got
. "$(dirname "$0")/../lib.sh"
likely other "Port 0 is not passed on to bind, or the line is not written at once." \
    "getsockname"

(cd "$tmp/home" && exec "$probe" run -e "$tmp/ended" "$copy" 0 \
    >"$tmp/out" 2>"$tmp/err") &
runner=$!
"$probe" talk -t "$patience" X check "grep -q '^listening on port [1-9][0-9]*\$' '$tmp/out'" \
    >/dev/null || fail 'a line "listening on port N"' 'none came'
port=$(sed -n 's/^listening on port //p' "$tmp/out")
talk a session 'hello\n'
[ "$(grep -c listening "$tmp/out")" -eq 1 ] || fail 'one such line' 'more came'
pass

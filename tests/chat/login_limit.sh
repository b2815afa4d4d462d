#!/bin/sh
# login_limit.sh - who does not log in is sent away, in a server that is
#                  built to wait a second instead of two minutes
set -u
top=$(cd "${1:-$(dirname "$0")/../..}" && pwd) || exit 2 # of the sources
built=${TMPDIR:-/tmp}/csapp-limit.$$
mkdir "$built" "$built/chat" || exit 2
trap 'rm -rf "$built"' EXIT
cp "$top/Makefile" "$top/csapp.h" "$top/csapp.c" "$built" &&
    cp "$top"/chat/*.[ch] "$built/chat" || exit 2
sed 's/^#define LOGIN_TIME 120000000 /#define LOGIN_TIME 2000000 /' \
    "$top/chat/chatserver.c" >"$built/chat/chatserver.c"
grep -q '^#define LOGIN_TIME 2000000 ' "$built/chat/chatserver.c" || exit 2
(cd "$built" && unset MAKEFLAGS MAKELEVEL && make -s chat/chatserver) || exit 2

set -- "$built"
. "$(dirname "$0")/lib.sh"
cause='A connection without a login is kept for ever, or a member is sent away.'
topic='Deadlines in an event loop (chat/deadline.h)'
plan 2 server
rm -rf "$built" # plan has taken a copy of the program

start %p || give_up
play 'who does not log in is told, and closed; a member stays' <<'END'
bob enter
ann connect
ann expect ! %
ann closed
bob say /msg bob still here
bob expect (bob) still here
END
play 'so is who has logged out' <<'END'
ann enter
ann say /logout
ann expect ! %
ann closed
END
finish

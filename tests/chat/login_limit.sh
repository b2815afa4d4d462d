#!/bin/sh
# login_limit.sh - a client that does not log in is disconnected, by a server
#                  that is built to wait two seconds instead of two minutes
set -u
top=$(cd "${1:-$(dirname "$0")/../..}" && pwd) || exit 2 # of the source files
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
cause='A connection without a login stays open, or a member is disconnected.'
topic='Deadlines in an event loop (chat/deadline.h)'
plan 3 server
rm -rf "$built" # plan has taken a copy of the program

start %p || give_up
play 'a client that does not log in is told, and disconnected; a member stays' <<'END'
bob enter
ann connect
ann expect ! %
ann closed
bob say /msg bob still here
bob expect (bob) still here
END
play 'so is a member who has logged out' <<'END'
ann enter
ann say /logout
ann expect ! %
ann closed
END
stop

echo sesame >"$tmp/key"
start -k "$tmp/key" %p || give_up
# One line a second is answered: the turn of dan comes a second too late.
play 'so is a client whose line waits, because of wrong keys' <<'END'
eve connect
eve say /login eve x
eve expect ! wrong key
eve say /login eve x
eve expect ! wrong key
eve say /login eve x
eve closed
ann connect
ann say /login ann x
bob connect
bob say /login bob x
car connect
car say /login car x
dan connect
dan say /login dan x
dan next * welcome: %
dan next ! you have not logged in: goodbye
dan closed
END
finish

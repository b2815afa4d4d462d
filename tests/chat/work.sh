#!/bin/sh
# work.sh - a password that is wrong takes as long for a user as for nobody; an
#           attack from many addresses takes no more than so much memory; wrong
#           passwords are forgotten after a minute
set -u
top=$(cd "${1:-$(dirname "$0")/../..}" && pwd) || exit 2 # of the source files
built=${TMPDIR:-/tmp}/csapp-work.$$
mkdir "$built" "$built/chat" || exit 2
trap 'rm -rf "$built"' EXIT
cp "$top/Makefile" "$top/csapp.h" "$top/csapp.c" "$built" &&
    cp "$top"/chat/*.[ch] "$built/chat" &&
    cp "$(dirname "$0")/guess.c" "$built/chat/chatserver.c" || exit 2
# An optimizer would leave so little work that nobody could measure it.
(cd "$built" && unset MAKEFLAGS MAKELEVEL &&
    make -s CFLAGS=-O0 chat/chatserver) || exit 2

set -- "$built"
. "$(dirname "$0")/lib.sh"
cause='A name that is not in the file is refused before its password is compared.'
topic='Timing attacks'
plan 3 server
rm -rf "$built" # plan has taken a copy of the program
check 'a wrong password takes as long if there is no such user' "$server" time
check 'the server remembers 10,000 addresses, and forgets the oldest' \
    "$server" addresses
check 'a minute after the last wrong password, nobody waits for it' \
    "$server" minute
finish

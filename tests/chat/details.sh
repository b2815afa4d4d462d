#!/bin/sh
# details.sh - what our chat promises, and another may do otherwise
set -u
. "$(dirname "$0")/lib.sh"
cause="A limit is off by one, or what is wrong is taken for right."
topic="The chat protocol, and the usage lines"
plan 9 client

# make_key LENGTH: a file with a key of so many bytes.
make_key() {
    awk -v n="$1" 'BEGIN { while (n-- > 0) printf "k"; print "\r" }' >"$tmp/key"
}

start %p || give_up
play 'a number with a sign is none' <<'END'
ann enter
ann say /show +5
ann expect ! usage: /show [N]
ann say /show -5
ann next ! usage: /show [N]
END

# The numbers of these signals are not everywhere the same.
if [ "$(kill -l 19)" = STOP ] && [ "$(kill -l 18)" = CONT ]; then
    play 'urgent bytes that come before a connection is accepted count' <<'END'
ann enter
ann signal 19
bob connect
bob urgent \xff
bob urgent \xf1
bob send /login bob\n
ann signal 18
bob expect = ok
bob next * bob joined #lobby
END
else
    skip 'needs SIGSTOP to be 19'
fi
check 'the server ends with 0' stop

# On Linux every address in 127.0.0.0/8 is the host's own.
if [ "$(uname -s)" = Linux ]; then
    start 127.0.0.2:%p
    check 'at ADDRESS:PORT it is reached there' "$probe" talk \
        -h 127.0.0.2 -p "$port" a connect a find '* welcome'
    check 'and keeps to one address' sh -c \
        "'$probe' talk -p $port a connect | grep '^happened: .*refused'"
    stop
else
    skip 'this system has one address of its own only'
    skip 'this system has one address of its own only'
fi

make_key 511
start -k "$tmp/key" %p
result "$?" 'a key may have 511 bytes'
check 'and opens' "$client" -k "$tmp/key" 127.0.0.1 "$port" ann </dev/null
stop

# shellcheck disable=SC2317 # check calls it
# refuses TEXT PROGRAM ARGUMENT ...: one line on stderr, with the text; status 1
refuses() {
    text=$1
    shift
    (cd "$tmp/home" && exec "$probe" run -w -t 10 "$@") 2>"$tmp/err"
    [ "$?" -eq 1 ] && [ "$(wc -l <"$tmp/err")" -eq 1 ] &&
        grep -q -e "$text" "$tmp/err"
}

make_key 512
check 'a key of more bytes is refused' \
    refuses 'too long for a key$' "$server" -k "$tmp/key" 0
make_key 1
check 'a key without a name to log in with is an error' \
    refuses '^chatclient: -k needs a NAME' "$client" -k "$tmp/key" 127.0.0.1 1
finish

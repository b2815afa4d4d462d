#!/bin/sh
# details.sh - what our chat promises, and another chat may do differently
set -u
. "$(dirname "$0")/lib.sh"
cause="A limit is off by one, or something invalid is accepted."
topic="The chat protocol, and the usage lines"
plan 11 client

# make_key LENGTH: writes a key of LENGTH bytes to $tmp/key.
make_key() {
    awk -v n="$1" 'BEGIN { while (n-- > 0) printf "k"; print "\r" }' >"$tmp/key"
}

start %p || give_up
play 'a number with a sign is refused' <<'END'
ann enter
ann say /show +5
ann expect ! usage: /show [N]
ann say /show -5
ann next ! usage: /show [N]
END

play 'bidirectional overrides and isolates are removed, but marks stay' <<'END'
ann enter
bob enter
ann say 1\xe2\x80\xaa2\xe2\x80\xab3\xe2\x80\xac4\xe2\x80\xad5\xe2\x80\xae6
bob expect <ann> 123456
ann say 1\xe2\x81\xa62\xe2\x81\xa73\xe2\x81\xa84\xe2\x81\xa95
bob next <ann> 12345
ann say \xe2\x80\x8e\xe2\x80\x8f\xe2\x80\xa9\xe2\x80\xaf\xe2\x81\xa5\xe2\x81\xaa
bob next <ann> \xe2\x80\x8e\xe2\x80\x8f \xe2\x80\xaf\xe2\x81\xa5\xe2\x81\xaa
END

# Some systems have other numbers for these signals.
if [ "$(kill -l 19)" = STOP ] && [ "$(kill -l 18)" = CONT ]; then
    play 'urgent bytes that arrive before accept stay in their place' <<'END'
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
check 'the server exits with status 0' stop

# On Linux every address in 127.0.0.0/8 is the host's own.
if [ "$(uname -s)" = Linux ]; then
    start 127.0.0.2:%p
    check 'with ADDRESS:PORT, it can be reached at that address' "$probe" talk \
        -h 127.0.0.2 -p "$port" a connect a find '* welcome'
    check 'and at no other address' sh -c \
        "'$probe' talk -p $port a connect | grep '^happened: .*refused'"
    stop
else
    skip 'needs a second loopback address (Linux)'
    skip 'needs a second loopback address (Linux)'
fi

make_key 511
start -k "$tmp/key" %p
result "$?" 'a key may have 511 bytes'
check 'and a client can log in with it' "$client" -k "$tmp/key" 127.0.0.1 "$port" ann </dev/null
stop

# shellcheck disable=SC2317 # check calls it
# refuses TEXT PROGRAM ARGUMENT ...: succeeds if the program prints one line
# with TEXT on stderr, and exits with status 1.
refuses() {
    text=$1
    shift
    (cd "$tmp/home" && exec "$probe" run -w -t 10 "$@") 2>"$tmp/err"
    [ "$?" -eq 1 ] && [ "$(wc -l <"$tmp/err")" -eq 1 ] &&
        grep -q -e "$text" "$tmp/err"
}

start_fake serve '* ab\r= no\x08\xff\xf6\xff\xf8\xe2\x80\xaec\r\n= ok\n' || give_up
(become_client 127.0.0.1 "$port") </dev/null >"$tmp/ann"
check 'what a server sends is no typing: only LF ends a line' \
    [ "$(head -n 1 "$tmp/ann")" = '* ab= noc' ]
stop

make_key 512
check 'a longer key is refused' \
    refuses 'too long for a key$' "$server" -k "$tmp/key" 0
make_key 1
check '-k without NAME is an error' \
    refuses '^chatclient: -k needs a NAME' "$client" -k "$tmp/key" 127.0.0.1 1
finish

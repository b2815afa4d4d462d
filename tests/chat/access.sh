#!/bin/sh
# access.sh - keys and limits decide who may come in
set -u
. "$(dirname "$0")/lib.sh"
cause="An option is ignored, or a client is refused without a message."
topic="The chat protocol: errors and limits; the usage line"
plan 16 server

printf 'open  sesame \r\nnot this\n' >"$tmp/key"
start -k "$tmp/key" %p || give_up
play 'with the key, a login succeeds' <<'END'
ann connect
ann next * welcome: /login NAME KEY %
ann say /login ann open  sesame
ann next = ok
ann next * ann joined #lobby
END

play 'a wrong key is refused, and the third closes the connection' <<'END'
ann connect
ann say /login ann
ann expect ! a key is needed: /login NAME KEY
ann say /login ann open
ann next ! wrong key
ann say hello
ann next ! log in first: /login NAME KEY
ann say /login ann open  sesame!
ann next ! wrong key
ann say /login ann not this
ann next ! wrong key
ann closed
END

play 'with a wrong key, nobody learns which names are taken' <<'END'
ann connect
ann say /login ann open  sesame
ann expect * ann joined #lobby
bob connect
bob say /login ann wrong
bob expect ! wrong key
bob say /login ann open  sesame
bob expect ! the name ann is taken
END
check 'the server exits with status 0' stop

start -m 2 %p || give_up
play 'a client beyond the maximum is told, and disconnected' <<'END'
ann enter
bob enter
eve connect
eve next ! server is full
eve closed
bob close
ann expect * bob left: connection closed
END
stop

# A server needs at least four descriptors for itself, so at most twelve are
# left for clients.
descriptors=16
start %p || give_up
play 'when descriptors run out, a new client is told' <<'END'
a enter
b enter
c enter
d enter
e connect
f connect
g connect
h connect
i connect
j connect
k connect
l connect
m connect
m expect ! server is full
m closed
a say /join tea
a expect * a joined #tea
# b reads all that has come: with unread bytes, its close would be a reset.
b expect * a left: %
b close
c expect * b left: connection closed
END
check 'the server reports that on stderr, too' [ -s "$tmp/err" ]
play 'when clients have left, there is room for others' <<'END'
a enter
b enter
c enter
END
stop
descriptors=

# shellcheck disable=SC2317 # check calls it
# refuses TEXT ARGUMENT ...: succeeds if the server, with these arguments,
# prints an error with TEXT on stderr and nothing on stdout, and exits with
# status 1.
refuses() {
    text=$1
    shift
    (cd "$tmp/home" && exec "$probe" run -w -t "${TEST_LIMIT:-10}" \
        "$server" "$@") >"$tmp/refused" 2>"$tmp/err"
    [ "$?" -eq 1 ] && [ ! -s "$tmp/refused" ] && grep -q -e "$text" "$tmp/err"
}

usage='^usage: chatserver .*<port>$'
check 'a usage line if there is no port' refuses "$usage"
check 'a usage line after an unknown option' refuses "$usage" -x 0
check 'a usage line after an invalid maximum' refuses "$usage" -m 0 0
check 'a usage line after an invalid rate' refuses "$usage" -r fast 0
check 'an error after an invalid port' refuses 'not a port number from 0 to 65535' 65536
check 'an error if the key file does not exist' refuses 'No such file' -k "$tmp/none" 0
: >"$tmp/empty"
check 'an error if the key file is empty' refuses 'empty' -k "$tmp/empty" 0

start %p || give_up
check 'an error if the port is in use' refuses 'Address .*in use' "$port"
stop
finish

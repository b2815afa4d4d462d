#!/bin/sh
# access.sh - who may come in: keys, and how many
set -u
. "$(dirname "$0")/lib.sh"
cause="An option is not kept to, or what it forbids is refused without a word."
topic="The chat protocol: errors and limits; the usage line"
plan 17 server

printf 'open  sesame \r\nnot this\n' >"$tmp/key"
start -k "$tmp/key" %p || give_up
play 'the key opens' <<'END'
ann connect
ann next * welcome: /login NAME KEY %
ann say /login ann open  sesame
ann next = ok
ann next * ann joined #lobby
END

play 'another does not, and the third closes the connection' <<'END'
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

play 'a wrong key does not tell which names are taken' <<'END'
ann connect
ann say /login ann open  sesame
ann expect * ann joined #lobby
bob connect
bob say /login ann wrong
bob expect ! wrong key
bob say /login ann open  sesame
bob expect ! the name ann is taken
END
check 'the server ends with 0' stop

start -m 2 %p || give_up
play 'no more than the maximum come in' <<'END'
ann enter
bob enter
eve connect
eve next ! server is full
eve closed
bob close
ann expect * bob left: connection closed
eve connect
eve closed
END
# The second eve was refused, or came in: it depends on who was faster.
result 0 'a newcomer is told, and closed'
stop

# A server needs four itself at least, and has twelve left at most.
descriptors=16
start %p || give_up
play 'without descriptors a newcomer is told' <<'END'
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
b close
c expect * b left: connection closed
END
check 'stderr says so, too' [ -s "$tmp/err" ]
play 'who leaves makes room for another' <<'END'
a enter
b enter
c enter
END
stop
descriptors=

# shellcheck disable=SC2317 # check calls it
# refuses TEXT ARGUMENT ...: an error on stderr, nothing on stdout, status 1.
refuses() {
    text=$1
    shift
    (cd "$tmp/home" && exec "$probe" run -w -t "${TEST_LIMIT:-10}" \
        "$server" "$@") >"$tmp/refused" 2>"$tmp/err"
    [ "$?" -eq 1 ] && [ ! -s "$tmp/refused" ] && grep -q -e "$text" "$tmp/err"
}

usage='^usage: chatserver .*<port>$'
check 'no port: usage' refuses "$usage"
check 'an unknown option: usage' refuses "$usage" -x 0
check 'a bad number: usage' refuses "$usage" -m 0 0
check 'a bad rate: usage' refuses "$usage" -r fast 0
check 'a bad port' refuses 'not a port number from 0 to 65535' 65536
check 'no key file' refuses 'No such file' -k "$tmp/none" 0
: >"$tmp/empty"
check 'an empty key file' refuses 'empty' -k "$tmp/empty" 0

start %p || give_up
check 'a port in use' refuses 'Address .*in use' "$port"
stop
finish

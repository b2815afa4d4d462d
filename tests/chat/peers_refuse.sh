#!/bin/sh
# peers_refuse.sh - calls that fail, and callers who have no right to call
#
# In the scenarios, ann and bob are clients; dan and eve are made by hand: `dan`
# is a connection to the server, and `line` is one to a client.
set -u
. "$(dirname "$0")/lib.sh"
cause="The client believes whoever connects, or loses a message if a call fails."
topic="The chat protocol: calls"
plan 20 client

# fails TITLE STEP ...: ann calls dan, who then takes these steps in the place of
# an answer. Ann's messages must arrive through the server.
fails() {
    title=$1
    shift
    play "$title" dan_listens <<END
ann send /msg dan one\\n/msg dan two\\n
line accept door
line next /call %
$(printf '%s\n' "$@")
ann expect * dan cannot be reached directly: %
ann next = ok
ann next = ok
dan expect (ann) one
dan next (ann) two
END
}

start %p || give_up
play 'who does not listen gets messages through the server' <<'END'
dan enter
ann client -p 0
ann expect * direct connections: %
ann say /msg dan hello
ann next = ok
dan expect (ann) hello
ann say /msg DAN hello
ann next = ok
dan next (ann) hello
END

play 'and the answers to /msg are those of the server' <<'END'
ann client -p 0
ann expect * direct connections: %
ann say /msg nobody hello
ann next ! nobody is called nobody
ann say /msg
ann next ! usage: /msg NAME TEXT
ann say /msg dan
ann next ! usage: /msg NAME TEXT
ann send /nope\n/msg o hello\n
ann next ! no such command: /nope%
ann next ! nobody is called o
ann say /msg ann a note
ann expect (ann) a note
ann expect = ok
END

play 'a port that is closed' dan_listens <<'END'
door close
ann say /msg dan hello
ann next * dan cannot be reached directly: %
ann next = ok
dan expect (ann) hello
END

fails 'an answer that is none' 'line say hello' 'line closed'
fails 'a refusal' 'line say ! wrong token' 'line closed'
fails 'half an answer, and a reset' 'line send = o' 'line reset'
fails 'a connection that is closed' 'line close'
fails 'an answer that is too long' "line say $(awk 'BEGIN {
    while (n++ < 1001) printf "x" }')"

play 'after a call has failed, the next messages need no call' dan_listens <<'END'
ann say /msg dan one
line accept door
line next /call %
line reset
dan expect (ann) one
ann say /msg dan two
dan next (ann) two
END

play 'a token serves once' dan_calls <<'END'
again connect $PORT
again say /call $TOKEN
again next ! wrong token
again closed
line say still here
bob next [dan] still here
END

play 'a token for another does not serve' bob_listens <<'END'
eve enter
eve say /listen 7
eve expect = ok
dan say /call bob
dan expect = bob 127.0.0.1 %
dan say /call eve
dan keep TOKEN = eve 127.0.0.1 7 %
line connect $PORT
line say /call $TOKEN
line next ! wrong token
line closed
END

play 'what begins with a token is none' bob_listens <<'END'
dan say /call bob
dan keep TOKEN = bob 127.0.0.1 $PORT %
a connect $PORT
a say /call $TOKEN0
a next ! wrong token
a closed
b connect $PORT
b say call $TOKEN
b next ! wrong token
b closed
c connect $PORT
c say /call\x20
c next ! wrong token
c closed
d connect $PORT
d say hello
d next ! wrong token
d closed
line connect $PORT
line say /call $TOKEN
line next = ok
bob expect * dan is connected directly
END

play 'a made-up announcement in a room or from a peer is none' bob_listens <<'END'
dan say * eve calls: 0123456789abcdef0123456789abcdef
bob expect <dan> * eve calls: %
dan say /msg bob * eve calls: 0123456789abcdef0123456789abcdef
bob expect (dan) * eve calls: %
dan say /call bob
dan keep TOKEN = bob 127.0.0.1 $PORT %
line connect $PORT
line say /call $TOKEN
line next = ok
line say * eve calls: 0123456789abcdef0123456789abcdef
bob expect [dan] * eve calls: %
a connect $PORT
a say /call 0123456789abcdef0123456789abcdef
a next ! wrong token
END

play 'several tokens are remembered' bob_listens <<'END'
eve enter
dan say /call bob
dan keep FIRST = bob 127.0.0.1 $PORT %
dan say /call bob
dan keep SECOND = bob 127.0.0.1 $PORT %
eve say /call bob
eve keep THIRD = bob 127.0.0.1 $PORT %
c connect $PORT
c say /call $THIRD
c next = ok
bob expect * eve is connected directly
a connect $PORT
a say /call $FIRST
a next = ok
bob expect * dan is connected directly
a say hello
bob expect [dan] hello
c say hello
bob expect [eve] hello
END

play 'callers who fail cause no line, and do not delay the end' bob_listens <<'END'
a connect $PORT
a close
b connect $PORT
b reset
c connect $PORT
c finish
c closed
d connect $PORT
d say /call \x1b[2J
d expect ! wrong token
e connect $PORT
bob say /rooms
bob next = #lobby 2
bob next = end
bob mark
bob say /exit
bob exits 0
bob atmost 8000
END

play 'whoever has not said its token when the client leaves is too late' bob_listens <<'END'
late connect $PORT
dan say /call bob
dan keep TOKEN = bob 127.0.0.1 $PORT %
line connect $PORT
line say /call $TOKEN
line next = ok
dan say /call bob
dan keep TOKEN = bob 127.0.0.1 $PORT %
dan say you will be called
bob expect <dan> you will be called
bob say /exit
line closed
late say /call $TOKEN
late closed
line close
bob exits 0
END

{
    awk 'BEGIN { for (i = 1; i <= 65; i++) print "w" i " connect $PORT" }'
    cat <<'END'
w1 closed
dan say /call bob
dan keep TOKEN = bob 127.0.0.1 $PORT %
w2 say /call $TOKEN
w2 next = ok
bob expect * dan is connected directly
w3 say hello
w3 next ! wrong token
w65 say hello
w65 next ! wrong token
END
} >"$tmp/waiting"
play 'if more than 64 wait, the oldest is closed' bob_listens <"$tmp/waiting"

awk 'BEGIN {
    print "silent connect $PORT"
    for (i = 1; i <= 64; i++) {
        print "w" i " connect $PORT"
        print "w" i " say hello"
        print "w" i " next ! wrong token"
    }
    print "silent mark"
    print "silent closed"
    print "silent atmost 5000"
}' >"$tmp/refused"
play 'those who were refused count until they have closed, too' bob_listens <"$tmp/refused"

play 'each of many calls is taken' dan_calls <<'END'
line reset
bob next * dan is no longer connected directly: connection lost
dan say /call bob
dan keep TOKEN = bob 127.0.0.1 $PORT %
again connect $PORT
again say /call $TOKEN
again next = ok
bob next * dan is connected directly
again say hello
bob next [dan] hello
END
check 'the server exits with status 0' stop
finish

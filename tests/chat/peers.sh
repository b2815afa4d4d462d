#!/bin/sh
# peers.sh - two clients call each other, and talk without the server
#
# In the scenarios, ann, bob and cat are clients; dan is made by hand: `dan` is a
# connection to the server, and `line` is one to a client.
set -u
. "$(dirname "$0")/lib.sh"
cause="The client does not know its peers, or mixes what the server and the peers send."
topic="The chat protocol: calls"
plan 25 client

# shellcheck disable=SC2317 # check calls it
# refuses TEXT ARGUMENT ...: succeeds if the client, with these arguments, prints
# one line with TEXT on stderr, and exits with status 1.
refuses() {
    text=$1
    shift
    (become_client "$@") </dev/null >"$tmp/refused" 2>"$tmp/err"
    [ "$?" -eq 1 ] && [ "$(wc -l <"$tmp/err")" -eq 1 ] &&
        grep -q -e "$text" "$tmp/err"
}

mkfifo "$tmp/port"
"$probe" port >"$tmp/port" &
guest=$!
read -r free <"$tmp/port"
start -l "$tmp/home/transcript" %p || give_up

play 'with -p 0, it listens at a free port, and tells the server' <<'END'
ann client -p 0
ann keep PORT * direct connections: 127.0.0.1 port %
dan enter
dan say /lookup ann
dan expect = ann #lobby 127.0.0.1 % $PORT
line connect $PORT
END
play 'with -p PORT, it listens at that port' <<END
ann client -p $free
ann expect * direct connections: 127.0.0.1 port $free
dan enter
dan say /lookup ann
dan expect = ann #lobby 127.0.0.1 % $free
line connect $free
END
check 'a port in use: one line on stderr, status 1' \
    refuses 'ddress .*in use' -p "$port" 127.0.0.1 "$port" ann
check '-p without NAME is an error' \
    refuses '^chatclient: .*-p needs a NAME' -p 0 127.0.0.1 "$port"
check 'so is a port that is none' refuses 65536 -p 65536 127.0.0.1 "$port" ann

play 'a first message makes a connection, which serves both ways afterwards' ann_and_bob <<'END'
ann expect * bob joined #lobby
ann say /msg bob hello, bob
ann next * bob is connected directly
ann next = sent to bob directly
bob next * ann is connected directly
bob next [ann] hello, bob
bob say /msg ann hello, ann
bob next = sent to ann directly
ann next [bob] hello, ann
ann say /msg bob again
ann next = sent to bob directly
bob next [ann] again
END

play 'whoever is called answers the call, and is called once' dan_listens <<'END'
ann say /msg dan one
dan keep TOKEN * ann calls: %
line accept door
line next /call $TOKEN
line say = ok
line next one
ann expect * dan is connected directly
ann next = sent to dan directly
ann say /msg dan two
line next two
line say three
ann expect [dan] three
dan nothing
END

play 'whoever calls with the token is connected' dan_calls <<'END'
line say one
bob next [dan] one
bob say /msg dan two
bob next = sent to dan directly
line next two
END

play 'lines that come together with the call or its answer are not lost' bob_listens <<'END'
dan say /call bob
dan keep TOKEN = bob 127.0.0.1 $PORT %
dan say /msg bob have you got it?
bob expect (dan) have you got it?
dan expect = ok
line connect $PORT
line send /call $TOKEN\none\ntwo\n
bob expect * dan is connected directly
bob next [dan] one
bob next [dan] two
line close
bob expect * dan is no longer connected directly: %
door listen DOOR
dan say /listen $DOOR
dan expect = ok
bob say /msg dan three
other accept door
other expect /call %
other send = ok\nfour\nfive\n
bob expect [dan] four
bob next [dan] five
END

play 'lines that wait for the answer to a call are sent in order' dan_listens <<'END'
ann flood 50 /msg dan line
line accept door
line next /call %
ann say /rooms
ann expect = #lobby 2
line say = ok
line count 50 line
END

play 'a half-closed connection says goodbye' dan_calls <<'END'
line send without end
line finish
bob expect [dan] without end
bob next * dan is no longer connected directly: goodbye
line closed
END

play 'the case of a name does not matter' ann_and_bob <<'END'
ann say /msg BOB one
ann expect * bob is connected directly
bob expect [ann] one
bob say /msg Ann two
bob next = sent to % directly
ann expect [bob] two
END

play 'two who call each other at the same time lose nothing' ann_and_bob <<'END'
ann freeze
ann flood 20 /msg bob line
bob flood 20 /msg ann line
ann pause 100
ann thaw
ann count 20 [bob] line
bob count 20 [ann] line
ann say /msg bob and on
bob expect [ann] and on
bob say /msg ann and on
ann expect [bob] and on
END

# A beginning: ann and dan have two connections, first and then second.
two_connections() {
    cat <<'END'
ann client -p 0
ann keep PORT * direct connections: 127.0.0.1 port %
dan enter
door listen DOOR
dan say /listen $DOOR
dan say /call ann
dan keep TOKEN = ann 127.0.0.1 $PORT %
second connect $PORT
ann say /rooms
ann expect = end
ann say /msg dan one
first accept door
first next /call %
first say = ok
first next one
second say /call $TOKEN
second next = ok
second say two
ann expect [dan] two
END
}

play 'of two connections, the one that was made first is used' two_connections <<'END'
ann say /msg dan three
first next three
first finish
ann expect = sent to dan directly
ann say /msg dan four
second next four
END

play 'if one of them is lost, the user is told, and the other ends, too' two_connections <<'END'
first reset
ann next * dan is no longer connected directly: connection lost
second closed
END

play 'many lines at once arrive in order, both ways' ann_and_bob <<'END'
ann flood 200 /msg bob line
bob flood 200 /msg ann line
ann count 200 [bob] line
bob count 200 [ann] line
END

play 'a byte 255 does not become a telnet command' ann_and_bob <<'END'
ann say /msg bob a\xff\xf4b
bob expect [ann] a\xef\xbf\xbd\xef\xbf\xbdb
ann say /msg bob c\xff\xf4d
bob expect [ann] c\xef\xbf\xbd\xef\xbf\xbdd
END

play 'with several peers, each gets what is for him' ann_and_bob <<'END'
cat client -p 0
cat expect * direct connections: %
ann say /msg bob for bob
ann say /msg cat for cat
bob expect [ann] for bob
cat expect [ann] for cat
bob say /msg cat from bob
cat expect [bob] from bob
cat say /msg ann for ann
cat say /msg bob to bob
ann expect [cat] for ann
bob expect [cat] to bob
END

play '/exit ends it with status 0, when all has been said' dan_listens <<'END'
ann flood 100 /msg dan line
ann say /exit
line accept door
line next /call %
line say = ok
line count 100 line
line closed
line close
ann exits 0
END

play 'the end of its input, too, also when the call fails' dan_listens <<'END'
ann say /msg dan one
ann send /msg dan two
ann finish
line accept door
line next /call %
line close
dan expect (ann) one
dan next (ann) two
ann exits 0
END

play 'without -p, messages go through the server' <<'END'
ann client
ann expect * ann joined #lobby
bob client -p 0
bob expect * direct connections: %
ann say /msg bob one
ann expect = ok
bob expect (ann) one
bob say /msg ann two
bob next = ok
ann expect (bob) two
END
check 'nothing of all this is in the transcript' [ ! -s "$tmp/home/transcript" ]
stop
kill "$guest"
wait "$guest" 2>/dev/null
guest=

if "$probe" talk -h ::1 s listen >/dev/null 2>&1; then
    start '[::1]:%p' || give_up
    six=-6 # the scenario is played at ::1
    play 'with IPv6, too' <<'END'
ann client -p 0
ann expect * direct connections: ::1 port %
bob client -p 0
bob keep PORT * direct connections: ::1 port %
ann say /msg bob hello
bob expect [ann] hello
bob say /msg ann hello
ann expect [bob] hello
line connect $PORT
END
    play 'a line of /lookup is no answer to a call' <<'END'
ann client -p 0
ann expect * direct connections: ::1 port %
bob client -p 0
bob expect * direct connections: ::1 port %
ann send /lookup bob\n/msg bob hello\n
bob expect [ann] hello
ann expect = bob #lobby ::1 % 0 %
ann next = end
END
    six=''
    stop
else
    skip 'needs IPv6'
    skip 'needs IPv6'
fi

trusted=1 # the file of users is private
(umask 077 && printf '%s\n' 'ann:correct horse' 'bob:battery staple' \
    >"$tmp/users")
printf 'correct horse\n' >"$tmp/ann.key"
printf 'battery staple\n' >"$tmp/bob.key"
start -u "$tmp/users" %p || give_up
play 'with the passwords of users, too' <<END
ann client -k $tmp/ann.key -p 0
ann expect * direct connections: %
bob client -k $tmp/bob.key -p 0
bob expect * direct connections: %
ann say /msg bob hello
bob expect [ann] hello
END
stop
finish

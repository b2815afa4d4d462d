#!/bin/sh
# peers_unruly.sh - what a peer sends, and how, harms nobody but itself
#
# In the scenarios, bob is a client; dan and eve are made by hand: `dan` is a
# connection to the server, and `line` is one to bob.
set -u
. "$(dirname "$0")/lib.sh"
cause="The client trusts its peers, or waits for one of them."
topic="The chat protocol: lines between peers; non-blocking descriptors"
plan 13 client

# meets TITLE <STEPS: bob and dan are connected when these steps begin.
meets() {
    {
        cat <<'END'
bob client -p 0
bob keep PORT * direct connections: 127.0.0.1 port %
dan enter
dan say /call bob
dan keep TOKEN = bob 127.0.0.1 $PORT %
line connect $PORT
line say /call $TOKEN
line next = ok
bob expect * dan is connected directly
END
        cat
    } >"$tmp/scenario"
    play "$1" <"$tmp/scenario"
}

# The same for eve.
eve_calls="eve enter
eve say /call bob
eve keep TOKEN = bob 127.0.0.1 \$PORT %
other connect \$PORT
other say /call \$TOKEN
other next = ok
bob expect * eve is connected directly"

start %p || give_up
meets 'its lines are cleaned, and begin with its name' <<'END'
line say a\x1b[2Jb\x07c
bob safe [dan] abc
line say a\xc2\x9b1mb \xe2\x80\xaec\xfe
bob next [dan] ab c\xef\xbf\xbd
line say = ok
bob next [dan] = ok
line say /exit
bob next [dan] /exit
line say
line say \x1b[2J
line say % s%n
bob next [dan] % s%n
END

meets 'lines may come in any pieces, with any line end' <<'END'
line drip one\n
bob next [dan] one
line send tw
line send o\nthr
bob next [dan] two
line send ee\r\nfour\r\x00five\rsix\n
bob next [dan] three
bob next [dan] four
bob next [dan] five
bob next [dan] six
END

meets 'keys and telnet commands are what they are on a terminal' <<'END'
line send helpx\x08\x7flo\n
bob next [dan] hello
line send wrong\x15right\n
bob next [dan] right
line send a\xff\xf1b\xff\xff\xff\xfd\x01c\n
bob next [dan] ab\xef\xbf\xbdc
bob say /msg dan it is text
line next \xff\xfc\x01it is text
END

long=$(awk 'BEGIN { while (n++ < 1000) printf "x" }')
meets 'a line may have 1000 bytes; one more is nonsense' <<END
line say $long
bob next [dan] $long
line say ${long}x
bob next * dan is no longer connected directly: nonsense
line closed
END

meets 'a reset ends the connection' <<'END'
line say before
line reset
bob expect [dan] before
bob next * dan is no longer connected directly: connection lost
bob say /rooms
bob next = #lobby 2
END

meets 'many lines at once are taken more slowly, and none is lost' <<'END'
bob mark
line flood 300 line
bob count 300 [dan] line
bob atleast 1500
END

meets 'who floods holds up nobody' <<END
$eve_calls
line flood 2000 line
other say hello
bob expect [eve] hello
bob say /msg eve hello
other next hello
bob say /rooms
bob expect = #lobby 3
dan say in the room
bob expect <dan> in the room
bob expect [dan] line 250
line reset
END

meets 'nor does who sends half a line' <<END
$eve_calls
line send half a li
other say hello
bob expect [eve] hello
line say ne
bob next [dan] half a line
END

meets 'nor who sends a line without end' <<END
$eve_calls
line send $long$long$long$long
other say hello
bob expect [eve] hello
line reset
END

stop
start -r 0 %p || give_up
meets 'who does not read is too slow, and holds up nobody' <<END
$eve_calls
bob say /msg dan one
bob expect = sent to dan directly
line deaf
bob flood 1800 /msg dan $(printf '%.900s' "$long")
bob expect * dan is no longer connected directly: too slow
other say hello
bob expect [eve] hello
bob say /msg eve hello
other next hello
END

meets 'who reads slowly gets all, and is heard meanwhile' <<END
line deaf
bob flood 900 /msg dan $(printf '%.900s' "$long")
bob say /rooms
bob expect = #lobby 2
line say hello
bob expect [dan] hello
line hear
line count 900 $(printf '%.900s' "$long")
END

meets 'who reads slowly gets all, also at the end of the input' <<END
line deaf
bob flood 900 /msg dan $(printf '%.900s' "$long")
bob finish
line pause 200
line hear
line count 900 $(printf '%.900s' "$long")
line closed
line close
bob exits 0
END

meets 'who leaves is told that not everything was sent' <<END
line deaf
bob flood 900 /msg dan $(printf '%.900s' "$long")
bob say /exit
dan expect * bob left: exit
line reset
bob expect ! not everything was sent to dan
bob exits 0
END
stop
finish

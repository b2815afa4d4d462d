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

# Steps: eve calls bob, too.
eve_calls="eve enter
eve say /call bob
eve keep TOKEN = bob 127.0.0.1 \$PORT %
other connect \$PORT
other say /call \$TOKEN
other next = ok
bob expect * eve is connected directly"

start %p || give_up
play 'its lines are cleaned, and begin with its name' dan_calls <<'END'
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

play 'lines may come in any pieces, with any line end' dan_calls <<'END'
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

play 'keys and telnet commands are what they are on a terminal' dan_calls <<'END'
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
play 'a line may have 1000 bytes; one more is nonsense' dan_calls <<END
line say $long
bob next [dan] $long
line say ${long}x
bob next * dan is no longer connected directly: nonsense
line closed
END

play 'a reset ends the connection' dan_calls <<'END'
line say before
line reset
bob expect [dan] before
bob next * dan is no longer connected directly: connection lost
bob say /rooms
bob next = #lobby 2
END

play 'many lines at once are taken more slowly, and none is lost' dan_calls <<'END'
bob mark
line flood 300 line
bob count 300 [dan] line
bob atleast 1500
END

play 'who floods holds up nobody' dan_calls <<END
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

play 'nor does who sends half a line' dan_calls <<END
$eve_calls
line send half a li
other say hello
bob expect [eve] hello
line say ne
bob next [dan] half a line
END

play 'nor who sends a line without end' dan_calls <<END
$eve_calls
line send $long$long$long$long
other say hello
bob expect [eve] hello
line reset
END

stop
start -r 0 %p || give_up
play 'who does not read is too slow, and holds up nobody' dan_calls <<END
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

play 'who reads slowly gets all, and is heard meanwhile' dan_calls <<END
line deaf
bob flood 900 /msg dan $(printf '%.900s' "$long")
bob say /rooms
bob expect = #lobby 2
line say hello
bob expect [dan] hello
line hear
line count 900 $(printf '%.900s' "$long")
END

play 'who reads slowly gets all, also at the end of the input' dan_calls <<END
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

play 'who leaves is told that not everything was sent' dan_calls <<END
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

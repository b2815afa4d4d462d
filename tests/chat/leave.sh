#!/bin/sh
# leave.sh - when a member leaves, in any way, the room is told and goes on
set -u
. "$(dirname "$0")/lib.sh"
cause="A member who has left keeps the name or the place in the room, or a reset is treated as a close."
topic="The chat protocol: events; end of file and ECONNRESET"
plan 5 server
start %p || give_up

play 'a reset frees the name' <<'END'
ann enter
bob enter
ann expect * bob joined #lobby
bob reset
ann next * bob left: connection lost
bob enter
ann next * bob joined #lobby
END

play 'a close frees the name' <<'END'
ann enter
bob enter
ann expect * bob joined #lobby
bob close
ann next * bob left: connection closed
bob enter
ann next * bob joined #lobby
END

play 'lines before a close still reach the room' <<'END'
ann enter
bob enter
ann expect * bob joined #lobby
bob flood 100 line
bob close
ann count 100 <bob> line
ann expect * bob left: connection closed
END

play 'many members who come and go leave nothing behind' <<'END'
ann enter
a connect
b connect
c connect
a send /login a
b reset
c send \xff
c reset
a close
d enter
d say /join empty
d expect * d joined #empty
d reset
ann expect * d left: gone to #empty
ann say /rooms
ann expect = #lobby 1
ann expect = end
ann say /lookup
ann next = ann #lobby %
ann next = end
END

check 'the server exits with status 0' stop
finish

#!/bin/sh
# lines.sh - lines arrive whole, however they are split into packets
set -u
. "$(dirname "$0")/lib.sh"
cause="The result of one read is treated as one line, but it can be half a line, or several lines."
topic="The chat protocol: lines; short counts (CS:APP 10.5)"
plan 8 server
start %p || give_up

play 'half a line waits for the rest' <<'END'
ann enter
bob enter
ann expect * bob joined #lobby
bob send hel
ann say first
bob expect <ann> first
ann nothing
bob send lo\n
ann next <bob> hello
END

play 'a line in many packets, and many lines in one packet' <<'END'
ann enter
bob enter
ann drip one line\r\n
bob expect <ann> one line
ann send a\nb\r\n\n\r\nc\nd
bob next <ann> a
bob next <ann> b
bob next <ann> c
ann send e\n
bob next <ann> de
END

long=$(printf '%1000s' '' | tr ' ' x)
play 'a line has 1000 bytes at most' <<END
ann enter
bob enter
ann expect * bob joined #lobby
ann say $long
bob expect <ann> $long
ann send $long\r\n
bob next <ann> $long
ann say ${long}y
ann next ! a line has at most 1000 bytes
ann send $long\r
ann pause 50
ann send \n
bob next <ann> $long
ann say next
bob next <ann> next
END

play 'an endless line is refused once, and skipped' <<END
ann enter
bob enter
ann expect * bob joined #lobby
ann send $long$long$long
ann send $long$long$long
ann send $long$long$long
ann send $long$long$long
ann send the end\nnext\n
ann next ! a line has at most 1000 bytes
bob expect <ann> next
ann nothing
END

play 'a last line without a newline counts' <<'END'
ann enter
bob enter
ann expect * bob joined #lobby
bob send /rooms\nbye
bob finish
ann next <bob> bye
ann next * bob left: connection closed
bob expect = #lobby 2
bob next = end
bob closed
eve enter
eve send /rooms
eve finish
eve next = #lobby 2
eve next = end
eve closed
END

play 'half a line of a lost member is dropped' <<'END'
ann enter
bob enter
ann expect * bob joined #lobby
bob send half a li
bob reset
ann next * bob left: connection lost
END

play 'lines in a burst keep their order' <<'END'
ann enter
bob enter
ann flood 190 line
bob count 190 <ann> line
END

check 'the server exits with status 0' stop
finish

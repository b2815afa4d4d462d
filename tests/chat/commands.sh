#!/bin/sh
# commands.sh - each command of the chat, and its errors
set -u
. "$(dirname "$0")/lib.sh"
cause="A command is not answered exactly once (by one ! line, by = ok, or by = lines and = end), or the wrong members are told of it."
topic="The chat protocol: commands (chat/PROTOCOL.md)"
plan 15 server
start %p || give_up

play 'before login, only /login, /exit and /help work' <<'END'
ann connect
ann next * welcome: %
ann say hello
ann next ! log in first: /login NAME
ann say /lookup
ann next ! log in first: %
ann say /logout
ann next ! log in first: %
ann say /help
ann next = /login NAME [KEY]%
ann expect = end
ann say /exit
ann next = ok
ann closed
END

play 'an invalid name is refused' <<'END'
ann connect
ann say /login
ann expect ! usage: /login NAME [KEY]
ann say /login a.b
ann next ! a name is 1 to 32 %
ann say /login \xc3\xa4nn
ann next ! a name is 1 to 32 %
ann say /login 123456789012345678901234567890123
ann next ! a name is 1 to 32 %
ann say /login 1234567890123456789012345678901_
ann next = ok
ann next * 1234567890123456789012345678901_ joined #lobby
ann say /login eve
ann next ! you are logged in already, as 1234567890123456789012345678901_
ann close
END

play 'ANN and ann are the same name' <<'END'
ann enter
bob connect
bob say /login ANN
bob expect ! the name ANN is taken
bob say /login Bob
bob next = ok
ann expect * Bob joined #lobby
ann say /msg bOB hello
bob expect (ann) hello
END

play '/logout frees the name, and keeps the connection' <<'END'
ann enter
bob enter
ann expect * bob joined #lobby
bob say /logout
bob expect = ok
ann next * bob left: logged out
bob say hello
bob next ! log in first: %
bob say /login bob
bob next = ok
ann next * bob joined #lobby
bob say /exit
ann next * bob left: exit
bob expect = ok
bob closed
END

play 'a line reaches the others in the room, and nobody else' <<'END'
ann enter
bob enter
eve enter
ann expect * eve joined #lobby
bob expect * eve joined #lobby
eve say /join tea
eve expect * eve joined #tea
ann next * eve left: gone to #tea
ann say hello
ann say //hello
bob next * eve left: gone to #tea
bob next <ann> hello
bob next <ann> /hello
bob say /me waves
bob next = ok
ann next + bob waves
eve say to me alone
eve say /me is alone
eve next = ok
eve nothing
ann say /me
ann next ! usage: /me TEXT
END

play '/lookup shows who is online, and where' <<'END'
ann enter
bob enter
bob say /join tea
bob expect * bob joined #tea
bob say /lookup
bob next = ann #lobby 127.0.0.1 % %
bob next = bob #tea 127.0.0.1 % 0
bob next = end
bob say /lookup ANN
bob next = ann #lobby 127.0.0.1 % %
bob next = end
bob say /lookup eve
bob next ! nobody is called eve
END

play 'a room exists while somebody is in it' <<'END'
ann enter
bob enter
ann say /join tea
ann expect * ann joined #tea
ann say /rooms
ann next = #lobby 1
ann next = #tea 1
ann next = end
bob say /join #TEA\x20\x20
bob expect * bob joined #tea
ann next * bob joined #tea
ann say /rooms
ann next = #tea 2
ann next = end
ann say /join tea
ann next ! you are in #tea already
ann say /join TEA
ann next ! you are in #tea already
ann say /join
ann next ! a room is 1 to 32 %
ann say /join my room
ann next ! a room is 1 to 32 %
END

play 'entering a room shows its last ten lines' <<'END'
ann enter
ann flood 12 line
bob connect
bob say /login bob
bob next * welcome: %
bob next = %:%:% <ann> line 3
bob expect = %:%:% <ann> line 12
bob next = end
bob next * bob joined #lobby
END

play '/show N shows the last N lines' <<'END'
ann enter
bob enter
ann say /show
ann expect = ok
ann flood 5 line
bob expect <ann> line 5
bob say /show 2
bob next = %:%:% <ann> line 4
bob next = %:%:% <ann> line 5
bob next = end
bob say /show 99999999999999999999
bob next = %:%:% <ann> line 1
bob expect = end
bob say /show 0
bob next ! usage: /show [N]
bob say /show two
bob next ! usage: /show [N]
END

play 'a room remembers a hundred lines' <<'END'
ann enter
bob enter
ann flood 105 line
bob expect <ann> line 105
bob say /show
bob next = %:%:% <ann> line 96
bob expect = end
bob say /show 1000
bob next = %:%:% <ann> line 6
bob expect = end
END

long=$(awk 'BEGIN { while (n++ < 990) printf "x" }')
play 'and fewer lines, if they are long' <<END
ann enter
bob enter
ann flood 60 $long
bob expect <ann> $long 60
bob say /show 1000
bob next = %:%:% <ann> $long 29
bob expect = end
END

play 'a private message reaches only one member' <<'END'
ann enter
bob enter
eve enter
bob expect * eve joined #lobby
ann expect * eve joined #lobby
eve say /join tea
eve expect * eve joined #tea
ann say /msg eve a  b
ann expect = ok
eve next (ann) a  b
ann say /msg bob
ann next ! usage: /msg NAME TEXT
ann say /msg zoe hello
ann next ! nobody is called zoe
bob next * eve left: gone to #tea
bob nothing
END

play 'an unknown command is an error' <<'END'
ann enter
ann say /nope
ann next ! no such command: /nope (try /help)
ann say /
ann next ! no such command: / (try /help)
ann say /LOGIN x
ann next ! no such command: /LOGIN (try /help)
ann say /help
ann next = /login NAME [KEY]%
ann expect = end
END

play 'after /join TEA, the others read that bob has gone to tea' <<'END'
ann enter
bob enter
eve enter
eve say /join tea
ann expect * eve left: gone to #tea
bob say /join TEA
ann next * bob left: gone to #tea
END

check 'the server exits with status 0' stop
finish

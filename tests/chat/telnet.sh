#!/bin/sh
# telnet.sh - telnet's negotiation is answered, and is never text
set -u
. "$(dirname "$0")/lib.sh"
cause="The bytes after IAC (255) are treated as text, or a command is looked for in a single read only."
topic="The chat protocol: lines; Telnet (RFC 854)"
plan 5 server
start %p || give_up

play 'DO is answered by WONT, and WILL by DONT' <<'END'
ann enter
ann send \xff\xfd\x06\xff\xfb\x01
ann say /rooms
ann next \xff\xfc\x06\xff\xfe\x01= #lobby 1
END

play 'other commands are dropped, in the middle of a line, too' <<'END'
ann enter
bob enter
ann say a\xff\xf4b\xff\xfe\x06c\xff\xfc\x01d\xff\xf1e
bob expect <ann> abcde
ann say f\xff\xfa\x18\x01x\nz\xff\xff\xff\xf0g
bob next <ann> fg
ann say \xff\xff
bob next <ann> \xef\xbf\xbd
END

play 'it does not matter how commands are split into packets' <<'END'
ann enter
bob enter
ann drip a\xff\xf4b\xff\xfe\x06c\xff\xfa\x18\xff\xff\xff\xf0d\xff\xffe\n
bob expect <ann> abcd\xef\xbf\xbde
ann drip \xff\xfd\x06/rooms\n
ann next * bob joined #lobby
ann next \xff\xfc\x06= #lobby 2
END

play 'a command sent as urgent data stays in its place' <<'END'
ann enter
bob enter
ann send a\xff\xf4
ann urgent \xff\xf2
ann send \xff\xfd\x06b\n
bob expect <ann> ab
ann expect %* bob joined #lobby
ann send /rooms\n
ann expect \xff\xfc\x06= #lobby 2
END

check 'the server exits with status 0' stop
finish

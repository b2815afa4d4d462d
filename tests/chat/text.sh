#!/bin/sh
# text.sh - nothing that a member sends can harm another's terminal
set -u
. "$(dirname "$0")/lib.sh"
cause="The text of a member is passed on unchanged, with its control characters."
topic="The chat protocol: how lines are cleaned (chat/PROTOCOL.md)"
plan 10 server
start %p || give_up

play 'control characters are removed' <<'END'
ann enter
bob enter
ann say a\x00\x01\x07\x0b\x0c\x1fb\x09c
bob expect <ann> ab c
END

# Some chats take these as keys and line ends, and others remove them.
play 'Backspace, CR, Ctrl-U and Delete never pass' <<'END'
ann enter
bob enter
ann say a\x08b\x0dc\x15d\x7fe
ann say end
bob safe <ann> end
END

play 'escape sequences are removed as a whole' <<'END'
ann enter
bob enter
ann say \x1b[31mred\x1b[0m \x1b[2J\x1b[?1049hx\x1b(By\x1bcz
bob expect <ann> red xyz
ann say \x1b]0;title\x07a\x1b]0;title\x1b\\b\x1bPdcs\x1b\\c
bob next <ann> abc
ann say \x1b]52;no end
bob next <ann> 52;no end
ann say cut\x1b[31
bob next <ann> cut
ann say cut\x1b
bob next <ann> cut
END

play 'and so are those that begin with a C1 control character' <<'END'
ann enter
bob enter
ann say \xc2\x9b31mred\xc2\x85\xc2\x80x
bob expect <ann> redx
ann say \xc2\x9d0;title\xc2\x9cy
bob next <ann> y
END

play 'invalid UTF-8 becomes U+FFFD' <<'END'
ann enter
bob enter
ann say \x80a\xc3b
bob expect <ann> \xef\xbf\xbda\xef\xbf\xbdb
ann say \xc0\xaf \xed\xa0\x80 \xf4\x90\x80\x80
bob next <ann> \xef\xbf\xbd\xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd
ann say \xe4\xb8x\xf0\x9f\x98
bob next <ann> \xef\xbf\xbdx\xef\xbf\xbd
END

play 'valid UTF-8 is passed on, bidirectional text, too' <<'END'
ann enter
bob enter
ann say \xc3\xa9 \xe4\xb8\x96 \xf0\x9f\x98\x80 \xd7\x90\xe2\x80\x8f
bob expect <ann> \xc3\xa9 \xe4\xb8\x96 \xf0\x9f\x98\x80 \xd7\x90\xe2\x80\x8f
END

play 'no member can forge a line' <<'END'
ann enter
bob enter
ann say * bob left: too slow
bob expect <ann> * bob left: too slow
ann say hi\xe2\x80\xa8* bob left: x\xc2\x85= ok
bob next <ann> hi * bob left: x= ok
ann say /msg bob \x1b[2J<eve> hi
bob next (ann) <eve> hi
ann say /nope\x1b[2J
ann expect ! no such command: /nope (try /help)
ann say /lookup \x1b[2Jz
ann next ! nobody is called z
END

# In a pattern, % stands for any text.
play 'a percent sign is text' <<'END'
ann enter
bob enter
ann say 100%, and %x %s %n
bob expect <ann> 100%, and %x %s %n
ann say /msg bob %x %s %n
bob next (ann) %x %s %n
END

invalid=$(awk 'BEGIN { while (i++ < 1000) printf "\376" }')
replaced=$(awk 'BEGIN { while (i++ < 1000) printf "\357\277\275" }')
play 'a line of 1000 bytes may become three times as long' <<END
ann enter
bob enter
ann say $invalid
bob expect <ann> $replaced
END

check 'the server exits with status 0' stop
finish

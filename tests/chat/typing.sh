#!/bin/sh
# typing.sh - the keys of a telnet in character mode: line ends, and erasing
set -u
. "$(dirname "$0")/lib.sh"
cause="A key, or telnet's command for it, is treated as text, or it erases too much or too little."
topic="The chat protocol: lines; Telnet (RFC 854)"
plan 14 server
start %p || give_up

play 'CR LF, CR NUL, LF and CR each end a line' <<'END'
ann enter
bob enter
ann expect * bob joined #lobby
bob send one\r\ntwo\r\x00three\nfour\rfive\r\x00
ann next <bob> one
ann next <bob> two
ann next <bob> three
ann next <bob> four
ann next <bob> five
eve connect
eve expect * welcome: %
eve send /login eve\r\x00
eve expect * eve joined #lobby
END

long=$(printf '%1000s' '' | tr ' ' x)
play 'the NUL of a CR NUL never counts, in whatever packet it comes' <<END
ann enter
bob enter
ann expect * bob joined #lobby
ann send one\r
bob expect <ann> one
ann send \x00$long\r
bob next <ann> $long
ann send \xff\xf1
ann send \x00$long\r\x00
bob next <ann> $long
ann send \x00$long\r
ann next ! a line has at most 1000 bytes
END

play 'Backspace and Delete erase a character, at the beginning nothing' <<'END'
bob enter
ann connect
ann expect * welcome: %
ann say /login carx\x08
ann expect * car joined #lobby
ann say \x08\x7fna\x7f\x08yex\x7fs
bob expect <car> yes
ann send kept\r\n\x08\x08\x7f\x08more\r\n
bob next <car> kept
bob next <car> more
END

play 'a character of UTF-8 goes as a whole, with its marks' <<'END'
ann enter
bob enter
ann say a\xc3\xa9\x08b\xe4\xb8\x96\x7fc\xf0\x9f\x98\x80\x08d
bob expect <ann> abcd
ann say ae\xcc\x81\xcc\x82\x08b\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd\x7fc
bob next <ann> abc
ann say \xcc\x81\x08e\xcc\x81x\x08
bob next <ann> e\xcc\x81
END

play 'bytes that become one U+FFFD count as one character' <<'END'
ann enter
bob enter
ann say a\xfe\x80\x80\x08\x08b
bob expect <ann> a\xef\xbf\xbdb
ann say a\xe4\xb8c\x08\x08b
bob next <ann> ab
ann say a\xe4\xb8c\x08\x96
bob next <ann> a\xef\xbf\xbd\xef\xbf\xbd
END

play 'Ctrl-U erases the line, at the beginning nothing' <<'END'
ann enter
bob enter
ann say \x15typed\x15\x15said
bob expect <ann> said
ann send kept\n\x15more\n
bob next <ann> kept
bob next <ann> more
END

play "telnet's EC and EL do what Backspace and Ctrl-U do" <<'END'
ann enter
bob enter
ann say \xff\xf7\xff\xf8typed\xff\xf8ae\xcc\x81\xff\xf7bc\xff\xf7
bob expect <ann> ab
END

play 'keys in packets of their own do the same' <<'END'
ann enter
bob enter
ann expect * bob joined #lobby
bob drip typed\x15one\r\x00e\xcc\x81\x08\xc3\xa9\x7ftwp\xff\xf7o\r\n
ann next <bob> one
ann next <bob> two
bob drip x\xff\xf8threr\xe4\xb8\x96\x08\x08e\r\x00
ann next <bob> three
END

# U+00E9 has two bytes, and so has the mark U+0301.
wide=$(awk 'BEGIN { while (n++ < 500) printf "\\xc3\\xa9" }')
play 'a line too long that is erased again to fit is a line' <<END
ann enter
bob enter
ann expect * bob joined #lobby
bob say ${long}yz\x08\x7f
ann next <bob> $long
bob say ${long}yz\x08
bob expect ! a line has at most 1000 bytes
bob say ${long}\xcc\x81
bob next ! a line has at most 1000 bytes
bob say ${long}yz\x08y\xff\xf7\xff\xf7\x08y
ann next <bob> ${long%x}y
bob say ${long}yz\x15next
ann next <bob> next
bob say ${wide}e\xcc\x81\xcc\x81\xe4\xb8\x96\x08\x08
ann next <bob> $wide
bob say ${long%x}e\xcc\x81\x08y
ann next <bob> ${long%x}y
bob say ${long}\xcc\x81\x08y
ann next <bob> ${long%x}y
END

play 'a line too long is answered when it ends' <<END
ann enter
bob enter
ann expect * bob joined #lobby
ann send ${long}y
bob say line
ann next <bob> line
ann send \x08\n
bob expect <ann> $long
ann send ${long}y
ann finish
ann next ! a line has at most 1000 bytes
ann closed
END

awk 'BEGIN {
    for (i = 0; i < 100000; i++) printf "x"
    for (i = 0; i < 100000; i++) printf "\010"
    print "short"
    for (i = 0; i < 100000; i++) printf "\303\251"
    for (i = 0; i < 100000; i++) printf "\377\367"
    print "erased by EC"
    for (i = 0; i < 100000; i++) printf "x"
    for (i = 0; i < 99000; i++) printf "\177"
    print ""
    for (i = 0; i < 100000; i++) printf "x"
    for (i = 0; i < 98999; i++) printf "\177"
    print "\n/exit"
}' >"$tmp/far_too_long"
printf '<ann> short\n<ann> erased by EC\n<ann> %s\n' "$long" >"$tmp/said_in_room"
check 'even if it was far too long' "$probe" talk -t "${TEST_LIMIT:-10}" \
    -p "$port" a connect a send '/login ann\n' a find 'ann joined #lobby\n' \
    b connect b send '/login bob\n' b find 'bob joined #lobby\n' \
    a expect '* bob joined #lobby\n' a send "@$tmp/far_too_long" \
    b expect "@$tmp/said_in_room" \
    a expect '! a line has at most 1000 bytes\n= ok\n'

play "telnet's AYT is answered, and the line under way stays" <<'END'
ann connect
ann expect * welcome: %
ann send \xff\xf6
ann next * yes, I am here
bob enter
ann send /login ann\r\n
ann expect * ann joined #lobby
ann send ab\xff\xf6
ann next * yes, I am here
ann send c\r\n
bob expect <ann> abc
ann drip d\xff\xf6e\xff\xf6\r\n
ann next * yes, I am here
ann next * yes, I am here
bob next <ann> de
bob nothing
END

play 'other control characters stay in the line, and are not shown' <<'END'
ann enter
bob enter
ann say a\x00b\x03c\x17d
bob expect <ann> abcd
ann say a\x00b\x03c\x08d
bob next <ann> abd
END

check 'the server exits with status 0' stop
finish

#!/bin/sh
# line_ends.sh - line ends are data, and come back unchanged
. "$(dirname "$0")/../lib.sh"
likely 'wrong silent' "Line ends are stripped or changed. A carriage return is data: telnet, for one, ends its lines with CR LF." \
    "rio_readlineb keeps the newline (CS:APP 10.5.2)"

start -- %p
talk a session 'telnet\r\n' b session 'unix\n' c session 'odd \r one\n' \
    d session '\rmac\r\r\n'
pass

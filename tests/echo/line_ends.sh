#!/bin/sh
# line_ends.sh - what ends a line is part of the data
. "$(dirname "$0")/../lib.sh"
cause="The server strips or rewrites the ends of lines: telnet sends CR LF, and both must come back."
topic="rio_readlineb keeps the newline (CS:APP 10.5.2)"

start -- %p
talk a connect a echo 'telnet\r\nunix\nodd \r one\n\rmac\r\r\n' a finish a end
pass

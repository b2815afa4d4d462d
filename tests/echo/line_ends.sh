#!/bin/sh
# line_ends.sh - line ends are data, and come back unchanged
. "$(dirname "$0")/../lib.sh"
cause="The server strips or changes line ends. telnet, for one, sends CR LF, and both must come back."
topic="rio_readlineb keeps the newline (CS:APP 10.5.2)"

start -- %p
talk a connect a echo 'telnet\r\nunix\nodd \r one\n\rmac\r\r\n' a finish a end
pass

#!/bin/sh
# no_commands.sh - the server does not interpret the text of a line
. "$(dirname "$0")/../lib.sh"
cause="The server interprets a line instead of only sending it back: as a command, as a format for printf, or as text to be trimmed."
topic="The echo server (CS:APP 11.4.9)"

start -- %p
for line in quit exit QUIT bye close stop shutdown . EOF '%s %d %n %%' \
    '  blanks  ' '"quoted"' '-' '0' '/help' 'GET / HTTP/1.0'; do
    set -- "$@" a echo "$line\\n" a echo "$line\\r\\n"
done
shift # drops PROGRAM, the argument of this script
talk a connect "$@" a echo '\x04\n\x03\n\x1a\n\x7f\x08\n' a finish a end
pass

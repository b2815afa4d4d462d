#!/bin/sh
# no_commands.sh - what a line says is no business of the server
. "$(dirname "$0")/../lib.sh"
cause="A line is looked at, where it should only be sent back: as a command, a format, or text to be trimmed."
topic="The echo server (CS:APP 11.4.9)"

start -- %p
for line in quit exit QUIT bye close stop shutdown . EOF '%s %d %n %%' \
    '  blanks  ' '"quoted"' '-' '0' '/help' 'GET / HTTP/1.0'; do
    set -- "$@" a echo "$line\\n" a echo "$line\\r\\n"
done
shift # the program
talk a connect "$@" a echo '\x04\n\x03\n\x1a\n\x7f\x08\n' a finish a end
pass

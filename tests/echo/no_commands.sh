#!/bin/sh
# no_commands.sh - the server does not interpret the text of a line
. "$(dirname "$0")/../lib.sh"
likely 'closed failed ended' "A line is taken for a command, such as quit." \
    "The echo server (CS:APP 11.4.9)"
likely 'wrong silent crashed' "The text of a line is interpreted: as a format of printf, or as something to be trimmed." \
    "The echo server (CS:APP 11.4.9)"

start -- %p
for line in quit exit QUIT bye close stop shutdown . EOF '%s %d %n %%' \
    '  blanks  ' '"quoted"' '-' '0' '/help' 'GET / HTTP/1.0'; do
    set -- "$@" a session "$line\\n" a session "$line\\r\\n"
done
shift # drops PROGRAM, the argument of this script
talk "$@"
pass

#!/bin/sh
# last_line.sh - end of file ends the last line, too
. "$(dirname "$0")/../lib.sh"
likely closed "A last line without a newline is lost. End of file ends a line, too." \
    "End of file and half-close: shutdown (CS:APP 10.5.2, 11.4)"
likely wrong "A newline is added to a last line that has none." \
    "rio_readlineb returns what came before end of file (CS:APP 10.5.2)"

start -- %p
talk a connect a send 'no newline' a finish a expect 'no newline' a end a close \
    b connect b send 'x' b finish b expect 'x' b end
pass

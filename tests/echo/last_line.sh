#!/bin/sh
# last_line.sh - end of file ends the last line, too
. "$(dirname "$0")/../lib.sh"
cause="Bytes that were read before end of file are thrown away because no newline followed them."
topic="End of file and half-close: shutdown (CS:APP 10.5.2, 11.4)"

start -- %p
talk a connect a send 'one\nno newline' a finish \
    a expect 'one\nno newline' a end
talk a connect a echo 'short\n' a pour 'x' a end
pass

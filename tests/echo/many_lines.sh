#!/bin/sh
# many_lines.sh - lines that arrive together all come back
. "$(dirname "$0")/../lib.sh"
cause="Only the first line of what a read returned is sent back; the rest is left in a buffer that is thrown away."
topic="Rio buffered input: one rio_t for the whole connection (CS:APP 10.5.2)"

start -- %p
awk 'BEGIN { for (i = 1; i <= 500; i++) print "line " i }' >"$tmp/lines"
talk a connect a send 'one\ntwo\nthree\n' a expect 'one\ntwo\nthree\n' \
    a echo "@$tmp/lines" a echo 'last\n' a finish a end
pass

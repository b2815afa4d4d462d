#!/bin/sh
# many_lines.sh - lines that arrive together all come back
. "$(dirname "$0")/../lib.sh"
likely 'silent closed' "Lines that arrive together are lost: only the first is sent back, and the rest stays in a buffer. A read may return more than one line." \
    "Rio buffered input: one rio_t for the whole connection (CS:APP 10.5.2)"

start -- %p
awk 'BEGIN { for (i = 1; i <= 500; i++) print "line " i }' >"$tmp/lines"
talk a connect a send 'one\ntwo\nthree\n' a expect 'one\ntwo\nthree\n' \
    a close b connect b echo "@$tmp/lines"
pass

#!/bin/sh
# half_close.sh - all comes back, before a half-close and after it
. "$(dirname "$0")/../lib.sh"
likely 'wrong silent' "The rest is lost when a write comes up short: write may send fewer bytes than it was given." \
    "Short counts of write: rio_writen (CS:APP 10.5.1)"
likely closed "Echoes are missing at the end: the rest was lost when a write came up short, or the connection is closed too early." \
    "End of file and half-close: shutdown (CS:APP 11.4)"

start -- %p
# First, a client reads nothing until the server can send no more.
talk a connect a stuff 20000000 a take
awk 'BEGIN { while (n++ < 65536)
    printf "line %7d of four mebibytes, each of 64 bytes: abcdefghijklmn\n", n
}' >"$tmp/lines"
talk a connect a pour "@$tmp/lines"
pass

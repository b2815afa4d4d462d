#!/bin/sh
# half_close.sh - all that came before the end is answered
. "$(dirname "$0")/../lib.sh"
cause="The connection is closed with answers unsent, at the first end of file or at the first short write."
topic="Short counts of write: rio_writen (CS:APP 10.5.1)"

start -- %p
awk 'BEGIN { while (n++ < 131072)
    printf "line %7d of eight mebibytes, each of 64 bytes: abcdefghijklm\n", n
}' >"$tmp/lines"
talk a connect a pour "@$tmp/lines" a end
pass

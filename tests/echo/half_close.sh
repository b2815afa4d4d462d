#!/bin/sh
# half_close.sh - everything that was sent before a half-close comes back
. "$(dirname "$0")/../lib.sh"
cause="The connection is closed before all echoes are sent (at end of file, or after a short write), or it is never closed."
topic="Short counts of write: rio_writen (CS:APP 10.5.1)"

start -- %p
awk 'BEGIN { while (n++ < 131072)
    printf "line %7d of eight mebibytes, each of 64 bytes: abcdefghijklm\n", n
}' >"$tmp/lines"
talk a connect a pour "@$tmp/lines" a end
pass

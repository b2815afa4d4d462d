#!/bin/sh
# all_bytes.sh - a byte of any value is data, and comes back
. "$(dirname "$0")/../lib.sh"
cause="strlen or another string function is used on data, and stops at the first NUL. Use the count that read returned."
topic="Rio works on bytes, not on strings (CS:APP 10.5)"

start -- %p
i=0
while [ $i -lt 256 ]; do
    # shellcheck disable=SC2059 # the format is the byte
    printf "\\$(printf %03o $i)"
    i=$((i + 1))
done >"$tmp/bytes"
printf 'a\000b\n\000\n\000\000\000last\n' >>"$tmp/bytes"
talk a connect a echo '\xff\xfd\x06\n' a send 'a\0b\n' a expect 'a\0b\n' a echo "@$tmp/bytes" \
    a finish a end
pass

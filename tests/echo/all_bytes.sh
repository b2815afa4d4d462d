#!/bin/sh
# all_bytes.sh - a byte of any value is data, and comes back
. "$(dirname "$0")/../lib.sh"
likely silent "Data is treated as a string. A byte may be 0, and strlen stops there: use the count that read returned." \
    "Rio works on bytes, not on strings (CS:APP 10.5)"
likely wrong "Bytes that are not text are dropped or changed. A byte may have any value." \
    "Rio works on bytes, not on strings (CS:APP 10.5)"

start -- %p
talk a connect a send 'a\0b\n' a expect 'a\0b\n' a close b session '\0\n'
likely silent "A byte is treated as something special, such as a command of telnet. A byte may have any value." \
    "Rio works on bytes, not on strings (CS:APP 10.5)"
likely closed "A byte is taken for the end of file. EOF is no char: getc returns an int." \
    "Rio works on bytes, not on strings (CS:APP 10.5)"
# All bytes but the newline, which is 10, as escape sequences of printf.
bytes=$(awk 'BEGIN { for (; n < 256; n++) if (n != 10) printf "\\%03o", n }')
# shellcheck disable=SC2059 # the format is the bytes
printf "$bytes\\n" >"$tmp/bytes"
talk a session '\xff\xfd\x06\n' b session "@$tmp/bytes"
pass

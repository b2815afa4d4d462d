#!/bin/sh
# telnet.sh - the telnet program works as a client
. "$(dirname "$0")/../lib.sh"
likely 'silent other' "The bytes that telnet sends (CR LF, or its negotiation) are not treated as data." \
    "Telnet as a client (CS:APP 11.4.9)"

command -v telnet >/dev/null || skip 'telnet is not installed'
start -- %p
talk t run "exec telnet 127.0.0.1 $port" out find 'Connected' \
    in send 'hello telnet\n' out find 'hello telnet' in send 'again\n' \
    out find 'again' in finish out gone
pass

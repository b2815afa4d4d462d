#!/bin/sh
# bad_port.sh - a port is a number from 1 to 65535
. "$(dirname "$0")/../lib.sh"
cause="The port is not checked, so that invalid text becomes some other port."
topic="getaddrinfo and service names (CS:APP 11.4.7)"

refuses localhost 99999
refuses localhost 0
refuses localhost 65536
refuses localhost nonsense
grep -q nonsense "$tmp/err" || fail 'a message with the port' "$(cat "$tmp/err")"
talk s listen c run "$client localhost \${PORT}x" in finish c exit 1
pass

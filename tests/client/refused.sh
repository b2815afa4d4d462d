#!/bin/sh
# refused.sh - no server listens on the port
. "$(dirname "$0")/../lib.sh"
cause="The result of connect is not checked, or the error is not printed."
topic="open_clientfd (CS:APP 11.4.8)"

refuses localhost 1
if ! grep -q localhost "$tmp/err" || ! grep -q 'refused' "$tmp/err"; then
    fail 'a message with the host, the port and the reason' "$(cat "$tmp/err")"
fi
pass

#!/bin/sh
# unknown_host.sh - an unknown host is an error
. "$(dirname "$0")/../lib.sh"
cause="The result of getaddrinfo is not checked, or the error is not printed."
topic="getaddrinfo (CS:APP 11.4.7)"

refuses no-such-host.invalid 80
grep -q 'no-such-host.invalid' "$tmp/err" ||
    fail 'a message with the host and the reason' "$(cat "$tmp/err")"
pass

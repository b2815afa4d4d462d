#!/bin/sh
# exit_status.sh - after an error, the exit status is not 0
. "$(dirname "$0")/../lib.sh"
likely other "The program ends with exit status 0 after an error, so that a script takes this for success." \
    "Error handling (CS:APP 8.3), exit (8.4.3)"

exits_with_error
exits_with_error no-such-host.invalid
likely other "The error is printed to stdout, so that a script takes it for an address." \
    "Error handling (CS:APP 8.3)"
[ ! -s "$tmp/out" ] || fail 'nothing on stdout' "$(cat "$tmp/out")"
pass

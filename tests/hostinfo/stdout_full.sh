#!/bin/sh
# stdout_full.sh - output that cannot be written is an error
. "$(dirname "$0")/../lib.sh"
cause="The result of the write to stdout is not checked."
topic="Standard I/O and its errors (CS:APP 10.10)"

[ -c /dev/full ] || skip "this system has no /dev/full"
talk h run "$client localhost >/dev/full" err find '\n' h exit 1
pass

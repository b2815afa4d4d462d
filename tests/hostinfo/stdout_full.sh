#!/bin/sh
# stdout_full.sh - output that cannot be written is an error
. "$(dirname "$0")/../lib.sh"
likely 'silent closed other' "The result of the write to stdout is not checked." \
    "Standard I/O and its errors (CS:APP 10.10)"

[ -c /dev/full ] || skip "this system has no /dev/full"
talk h run "$client localhost >/dev/full" err find '\n'
pass

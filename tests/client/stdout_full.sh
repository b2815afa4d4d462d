#!/bin/sh
# stdout_full.sh - output that cannot be written is an error
. "$(dirname "$0")/../lib.sh"
likely 'silent closed other' "The result of the write to stdout is not checked." \
    "Standard I/O and its errors (CS:APP 10.10)"

[ -c /dev/full ] || skip "this system has no /dev/full"
talk s listen c run "$client 127.0.0.1 \$PORT >/dev/full" c1 accept s \
    in send 'one\n' c1 expect 'one\n' c1 send 'one\n' in finish c1 finish \
    err find '\n'
pass

#!/bin/sh
# stdout_full.sh - output that cannot be written is an error
. "$(dirname "$0")/../lib.sh"
cause="The result of the write to stdout is not checked."
topic="Standard I/O and its errors (CS:APP 10.10)"

[ -c /dev/full ] || skip "this system has no /dev/full"
talk s listen c run "$client localhost \$PORT >/dev/full" c1 accept s \
    in send 'one\n' c1 expect 'one\n' c1 send 'one\n' in finish \
    err find '\n' c exit 1
pass

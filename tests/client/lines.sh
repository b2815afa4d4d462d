#!/bin/sh
# lines.sh - each echo of a conversation is printed at once
. "$(dirname "$0")/../lib.sh"
likely 'silent closed other' "Only one line is sent or printed; or a second line waits in a buffer of stdio or Rio, which select does not see." \
    "The echo client (CS:APP 11.4.9), buffering (10.10)"

talk s listen c type "$client 127.0.0.1 \$PORT" c1 accept s \
    in send 'one\n' c1 expect 'one\n' c1 send 'one\n' out find 'one\n' \
    in send 'two\n' c1 expect 'two\n' c1 send 'two\n' out find 'two\n' \
    in send 'two\nat once\n' c1 expect 'two\n' c1 send 'two\n' out find 'two\n' \
    c1 expect 'at once\n' c1 send 'at once\n' out find 'at once\n'
likely 'silent closed wrong' "An empty line is not sent: scanf, for one, skips it." \
    "The echo client (CS:APP 11.4.9)"
talk s listen c type "$client 127.0.0.1 \$PORT" c1 accept s \
    in send '\n' c1 expect '\n' c1 send '\n' out find '\n'
pass

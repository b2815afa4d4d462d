#!/bin/sh
# lines.sh - each echo of a conversation is printed at once
. "$(dirname "$0")/../lib.sh"
cause="Output stays in a stdio buffer until the end, or only one line is sent or printed; or a second line waits in a buffer of stdio or Rio, which select does not see."
topic="Buffering of standard I/O (CS:APP 10.10, 11.4.9)"

talk s listen c run "$client 127.0.0.1 \$PORT" c1 accept s \
    in send 'one\n' c1 expect 'one\n' c1 send 'one\n' out expect 'one\n' \
    in send 'two\n' c1 expect 'two\n' c1 send 'two\n' out expect 'two\n' \
    in send '\n' c1 expect '\n' c1 send '\n' out expect '\n' \
    in send 'two\nat once\n' c1 expect 'two\n' c1 send 'two\n' \
    c1 expect 'at once\n' c1 send 'at once\n' out expect 'two\nat once\n' \
    in finish c1 end c1 close out end c exit 0
pass

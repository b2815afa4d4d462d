#!/bin/sh
# last_line.sh - end of file ends the last line, too
. "$(dirname "$0")/../lib.sh"
likely 'silent closed other' "A last line without a newline is not sent, or its echo is not printed." \
    "End of file and half-close: shutdown (CS:APP 11.4)"

talk s listen c run "$client 127.0.0.1 \$PORT" c1 accept s \
    in send 'no newline' in finish c1 expect 'no newline' \
    c1 send 'no newline' c1 close out find 'no newline'
pass

#!/bin/sh
# last_line.sh - end of file ends the last line, too
. "$(dirname "$0")/../lib.sh"
cause="A last line without a newline is not sent, or its echo is not printed."
topic="End of file and half-close: shutdown (CS:APP 11.4)"

talk s listen c run "$client localhost \$PORT" c1 accept s \
    in send 'no newline' in finish c1 expect 'no newline' c1 end \
    c1 send 'no newline' out expect 'no newline' c1 close out end c exit 0
pass

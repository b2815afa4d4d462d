#!/bin/sh
# line.sh - a line is sent, and its echo is printed
. "$(dirname "$0")/../lib.sh"
cause="The client does not send the line, or does not print what comes back."
topic="The echo client (CS:APP 11.4.9)"

talk s listen c run "$client localhost \$PORT" c1 accept s in send 'hello\n' \
    c1 expect 'hello\n' c1 send 'hello\n' out expect 'hello\n' in finish \
    c1 end c1 close c exit 0
pass

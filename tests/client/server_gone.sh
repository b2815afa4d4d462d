#!/bin/sh
# server_gone.sh - the server goes away
. "$(dirname "$0")/../lib.sh"
cause="The end of the connection is not told from an answer, or nobody looks for it while waiting for stdin."
topic="End of file on a connection (CS:APP 11.4.9)"

talk s listen c run "$client localhost \$PORT" c1 accept s \
    in send 'one\n' c1 expect 'one\n' c1 close err find 'closed' c exit 1
talk s listen c run "$client localhost \$PORT" c1 accept s \
    in send 'one\n' c1 expect 'one\n' c1 reset err find '\n' c exit 1
# The user has typed nothing.
talk s listen c run "$client localhost \$PORT" c1 accept s \
    in send 'one\n' c1 expect 'one\n' c1 send 'one\n' out expect 'one\n' \
    c1 close err find 'closed' c exit 1
pass

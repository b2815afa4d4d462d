#!/bin/sh
# server_gone.sh - the server goes away
. "$(dirname "$0")/../lib.sh"
cause="The end of the connection is not told from an answer."
topic="End of file on a connection (CS:APP 11.4.9)"

talk s listen c run "$client localhost \$PORT" c1 accept s \
    in send 'one\n' c1 expect 'one\n' c1 close err find 'closed' c exit 1
talk s listen c run "$client localhost \$PORT" c1 accept s \
    in send 'one\n' c1 expect 'one\n' c1 reset err find '\n' c exit 1
# The server leaves while the user types nothing. A client may notice that at
# once, or with the next line that is typed: here, when the FIFO is opened.
mkfifo "$tmp/types"
talk s listen \
    c run "{ echo one; cat '$tmp/types'; echo two; } | ($client localhost \$PORT)" \
    c1 accept s c1 expect 'one\n' c1 send 'one\n' out expect 'one\n' \
    c1 close the_user_types check ": >'$tmp/types'" err find 'closed' c exit 1
pass

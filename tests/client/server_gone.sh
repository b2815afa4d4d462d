#!/bin/sh
# server_gone.sh - the server closes or resets the connection
. "$(dirname "$0")/../lib.sh"
likely 'silent closed other wrong' "The client does not notice, or does not report, that the connection has ended." \
    "End of file on a connection (CS:APP 11.4.9)"

talk s listen c run "$client 127.0.0.1 \$PORT" c1 accept s \
    in send 'one\n' c1 expect 'one\n' c1 close err find '\n'
talk s listen c run "$client 127.0.0.1 \$PORT" c1 accept s \
    in send 'one\n' c1 expect 'one\n' c1 reset err find '\n'
# The server closes the connection while the user types nothing. A client may
# notice that at once, or only when the user types the next line. Here, that is
# when the FIFO is opened.
mkfifo "$tmp/types"
talk s listen \
    c run "{ echo one; cat '$tmp/types'; echo two; } | ($client 127.0.0.1 \$PORT)" \
    c1 accept s c1 expect 'one\n' c1 send 'one\n' \
    c1 close the_user_types check ": >'$tmp/types'" err find '\n'
pass

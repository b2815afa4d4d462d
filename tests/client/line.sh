#!/bin/sh
# line.sh - a line is sent, and its echo is printed
. "$(dirname "$0")/../lib.sh"
likely 'silent closed other' "The client does not send the line, or does not print what comes back." \
    "The echo client (CS:APP 11.4.9)"

talk s listen c type "$client 127.0.0.1 \$PORT" c1 accept s in send 'hello\n' \
    c1 expect 'hello\n' c1 send 'hello\n' out find 'hello\n'
pass

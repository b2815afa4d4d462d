#!/bin/sh
# pipe.sh - each echo is also printed at once if stdin and stdout are pipes
. "$(dirname "$0")/../lib.sh"
likely silent "The output stays in a buffer of stdio until the program ends. On a terminal stdio writes each line at once, but not on a pipe." \
    "Buffering of standard I/O (CS:APP 10.10)"
likely wrong "The client prints other text than the echo, such as a prompt." \
    "The echo client (CS:APP 11.4.9)"

talk s listen c run "$client 127.0.0.1 \$PORT" c1 accept s \
    in send 'one\n' c1 expect 'one\n' c1 send 'one\n' out expect 'one\n' \
    in send 'two\n' c1 expect 'two\n' c1 send 'two\n' out expect 'two\n'
likely silent "A second line waits in a buffer of stdio or Rio, which select does not see." \
    "select and buffered input (CS:APP 10.5, 12.2)"
talk s listen c run "$client 127.0.0.1 \$PORT" c1 accept s \
    in send 'two\nat once\n' c1 expect 'two\n' c1 send 'two\n' \
    c1 expect 'at once\n' c1 send 'at once\n' out expect 'two\nat once\n'
pass

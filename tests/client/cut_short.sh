#!/bin/sh
# cut_short.sh - an echo that is cut short is an error
. "$(dirname "$0")/../lib.sh"
likely 'silent closed other' "The client does not notice that fewer bytes came back than it had sent." \
    "Short counts (CS:APP 10.5)"

talk s listen c run "$client 127.0.0.1 \$PORT" c1 accept s \
    in send 'one\ntwo\n' in finish c1 expect 'one\n' c1 send 'one\n' \
    c1 expect 'two\n' c1 send 'tw' c1 close err find '\n'
pass

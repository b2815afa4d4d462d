#!/bin/sh
# cut_short.sh - an echo that is cut short is an error
. "$(dirname "$0")/../lib.sh"
cause="The client does not notice that fewer bytes came back than it had sent."
topic="Short counts (CS:APP 10.5)"

talk s listen c run "$client localhost \$PORT" c1 accept s \
    in send 'one\ntwo\n' in finish c1 expect 'one\n' c1 send 'one\n' \
    c1 expect 'two\n' c1 send 'tw' c1 close out expect 'one\ntw' \
    err find '\n' c exit 1
pass

#!/bin/sh
# half_close.sh - echoes that arrive after the end of input are printed
. "$(dirname "$0")/../lib.sh"
likely 'closed silent wrong' "The client ends at the end of its input, before all echoes have arrived." \
    "Half-close: shutdown (CS:APP 11.4)"
likely open "The client does not close its half of the connection at the end of its input." \
    "Half-close: shutdown (CS:APP 11.4)"

talk s listen c run "$client 127.0.0.1 \$PORT" c1 accept s \
    in send 'one\ntwo\n' in finish c1 expect 'one\n' c1 send 'one\n' \
    c1 expect 'two\n' the_server_takes_its_time check 'sleep 1' \
    c1 send 'two\n' c1 end c1 close out expect 'one\ntwo\n'
pass

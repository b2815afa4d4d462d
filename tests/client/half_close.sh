#!/bin/sh
# half_close.sh - echoes that arrive after the end of input are printed
. "$(dirname "$0")/../lib.sh"
cause="The client ends at the end of its input, before all echoes have arrived, or it does not half-close the connection."
topic="Half-close: shutdown (CS:APP 11.4)"

talk s listen c run "$client localhost \$PORT" c1 accept s \
    in send 'one\ntwo\n' in finish c1 expect 'one\n' c1 send 'one\n' \
    out expect 'one\n' c1 expect 'two\n' \
    the_server_takes_its_time check 'sleep 1' \
    c1 send 'two\n' out expect 'two\n' c1 end c1 close out end c exit 0
pass

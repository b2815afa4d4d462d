#!/bin/sh
# half_close.sh - what is owed is still printed
. "$(dirname "$0")/../lib.sh"
cause="The client ends with its input, before the answers that are on their way have come."
topic="Half-close: shutdown (CS:APP 11.4)"

talk s listen c run "$client localhost \$PORT" c1 accept s \
    in send 'one\ntwo\n' in finish c1 expect 'one\n' c1 send 'one\n' \
    out expect 'one\n' c1 expect 'two\n' \
    the_server_takes_its_time check 'sleep 1' \
    c1 send 'two\n' out expect 'two\n' c1 end c1 close out end c exit 0
pass

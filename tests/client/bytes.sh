#!/bin/sh
# bytes.sh - a byte of any value is data, and is sent and printed
. "$(dirname "$0")/../lib.sh"
cause="strlen, fgets or fputs is used on data, and stops at the first NUL."
topic="Rio works on bytes, not on strings (CS:APP 10.5)"

talk s listen c run "$client localhost \$PORT" c1 accept s \
    in send 'a\0b\xff\x80\r\n' c1 expect 'a\0b\xff\x80\r\n' \
    c1 send 'a\0b\xff\x80\r\n' out expect 'a\0b\xff\x80\r\n' \
    in send '\0\n' c1 expect '\0\n' c1 send '\0\n' out expect '\0\n' \
    in finish c1 end c1 close out end c exit 0
pass

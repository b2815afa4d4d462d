#!/bin/sh
# bytes.sh - a byte of any value is data, and is sent and printed
. "$(dirname "$0")/../lib.sh"
likely 'silent wrong closed' "Data is treated as a string: strlen, fgets or fputs stop at the first NUL." \
    "Rio works on bytes, not on strings (CS:APP 10.5)"

talk s listen c run "$client 127.0.0.1 \$PORT" c1 accept s \
    in send 'a\0b\xff\x80\r\n' c1 expect 'a\0b\xff\x80\r\n' \
    c1 send 'a\0b\xff\x80\r\n' in send '\0\n' c1 expect '\0\n' c1 send '\0\n' \
    in finish c1 finish out expect 'a\0b\xff\x80\r\n\0\n'
pass

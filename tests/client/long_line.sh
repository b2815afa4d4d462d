#!/bin/sh
# long_line.sh - a line may be longer than all buffers
. "$(dirname "$0")/../lib.sh"
likely other "The line does not come back whole: the client cuts it where its buffer ends, or ends too early." \
    "Short counts (CS:APP 10.5)"
likely 'silent open' "Deadlock: the client writes the whole line before it reads, while the server waits until its echo is read." \
    "Short counts, and both directions at once (CS:APP 10.5, 12.2)"

awk 'BEGIN { while (n++ < 1048576) printf "0123456789abcdef"; print "" }' \
    >"$tmp/line"
talk s listen c run "$client 127.0.0.1 \$PORT <'$tmp/line' | cmp - '$tmp/line'" \
    c1 accept s c1 mirror c1 close c exit 0
pass

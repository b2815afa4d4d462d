#!/bin/sh
# ipv6.sh - a server that is reached over IPv6
. "$(dirname "$0")/../lib.sh"
likely 'absent closed other' "The client knows only one address family, or tries only the first address." \
    "getaddrinfo and open_clientfd (CS:APP 11.4.7, 11.4.8)"

"$probe" talk -h ::1 s listen >/dev/null 2>&1 ||
    skip 'this system has no IPv6'
talk -h ::1 s listen c type "$client ::1 \$PORT" c1 accept s \
    in send 'hello\n' c1 expect 'hello\n' c1 send 'hello\n' out find 'hello\n'
pass

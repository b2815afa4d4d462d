#!/bin/sh
# one_address.sh - with ADDRESS:PORT, the server listens on one address
. "$(dirname "$0")/../lib.sh"
likely 'deaf other' "ADDRESS:PORT is not split into its parts, or the address is ignored." \
    "open_listenfd, in csapp.h"

# On Linux every address in 127.0.0.0/8 is the host's own.
[ "$(uname -s)" = Linux ] || skip 'needs a second loopback address (Linux)'
start -- 127.0.0.1:%p
talk a session 'to 127.0.0.1\n'
"$probe" talk -h 127.0.0.2 -p "$port" a connect >"$tmp/talk"
grep -q '^happened: .*refused' "$tmp/talk" ||
    fail 'a connection to 127.0.0.2 is refused' 'it was made'
grep -qx "listening on port $port at 127.0.0.1" "$tmp/out" ||
    fail "listening on port $port at 127.0.0.1" "$(head -n 1 "$tmp/out")"
pass

#!/bin/sh
# any_address.sh - the server can be reached at every address of the host
. "$(dirname "$0")/../lib.sh"
likely refused "The socket is bound to one address only, so that no client on another host can connect." \
    "AI_PASSIVE or INADDR_ANY: open_listenfd (CS:APP 11.4.8)"

# On Linux every address in 127.0.0.0/8 is the host's own.
[ "$(uname -s)" = Linux ] || skip 'needs a second loopback address (Linux)'
start -- %p
talk a session 'to 127.0.0.1\n'
talk -h 127.0.0.2 a session 'to 127.0.0.2\n'
pass

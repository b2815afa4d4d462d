#!/bin/sh
# bad_port.sh - a port is a number from 1 to 65535
. "$(dirname "$0")/../lib.sh"
likely 'other silent' "The port is converted without a check, so that invalid text becomes some other port." \
    "getaddrinfo and service names (CS:APP 11.4.7)"

refuses localhost 99999
refuses localhost 0
refuses localhost 65536
refuses localhost nonsense
talk s listen c run "$client 127.0.0.1 \${PORT}x" in finish err find '\n' out end
pass

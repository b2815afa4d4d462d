#!/bin/sh
# refused.sh - no server listens on the port
. "$(dirname "$0")/../lib.sh"
likely other "The result of connect is not checked, or the error is not printed." \
    "open_clientfd (CS:APP 11.4.8)"

refuses localhost 1
pass

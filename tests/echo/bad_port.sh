#!/bin/sh
# bad_port.sh - a port is a number from 0 to 65535
. "$(dirname "$0")/../lib.sh"
likely other "The port is converted without a check, so that invalid text becomes some other port." \
    "getaddrinfo and service names (CS:APP 11.4.7)"

refuses 65536
refuses 99999
refuses no-such-port
refuses 8000x
refuses ''
refuses -1
pass

#!/bin/sh
# unknown_host.sh - an unknown host is an error
. "$(dirname "$0")/../lib.sh"
patience=$((patience * 3)) # a name server may take its time
likely other "The result of getaddrinfo is not checked, or the error is not printed." \
    "getaddrinfo (CS:APP 11.4.7)"

refuses no-such-host.invalid 80
# A name that is known. If it is not looked up, no name can be used.
likely 'absent other' "The host is taken for a numeric address. A name must be looked up." \
    "getaddrinfo (CS:APP 11.4.7)"
talk s listen c type "$client localhost \$PORT" c1 accept s
pass

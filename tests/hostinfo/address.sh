#!/bin/sh
# address.sh - the address of a name is printed
. "$(dirname "$0")/../lib.sh"
likely other "getaddrinfo or getnameinfo is called with a wrong family, flag or size." \
    "Host and service conversion (CS:APP 11.4.7)"

# prints ADDRESS NAME: expects lines that have ADDRESS, and no other IPv4 address.
# It may come twice, as with some files /etc/hosts.
prints()
{
    run_program "$2"
    ! grep -q "$1" "$tmp/out" ||
        likely other "The address is right, but it does not stand alone in its line: other text, blanks, or no newline." \
            "printf (CS:APP 10.10)"
    [ "$(grep -v : "$tmp/out" | sort -u)" = "$1" ] ||
        fail "the line $1" "$(cat "$tmp/out" "$tmp/err")"
}

prints 127.0.0.1 localhost
prints 127.0.0.1 127.0.0.1
prints 127.2.3.4 127.2.3.4
pass

#!/bin/sh
# localhost.sh - no address of a name is printed twice
. "$(dirname "$0")/../lib.sh"
likely other "An address is printed again, for example because the file /etc/hosts has it in two lines." \
    "Host and service conversion (CS:APP 11.4.7)"

for host in localhost "$(uname -n)"; do
    run_program "$host"
    [ -s "$tmp/out" ] || [ "$host" != localhost ] ||
        fail "each address of $host once" 'none was printed'
    twice=$(sort "$tmp/out" | uniq -d)
    [ -z "$twice" ] || fail "each address of $host once" "$twice came twice"
done
pass

#!/bin/sh
# reports_shortage.sh - a shortage of descriptors, processes or threads is
#                       reported on stderr, and not again and again
. "$(dirname "$0")/../lib.sh"
likely other "The server does not report a shortage on stderr, or reports it again and again." \
    "Error handling in servers (CS:APP 8.3)"

case ${program##*/} in
*select) reports_shortage -d 24 ;;
*p)
    limits processes
    reports_shortage -u 12 # its parent closes each connfd
    ;;
*)
    reports_shortage -d 24 && stop && rm -f "$tmp/err"
    limits threads
    reports_shortage -u 12
    ;;
esac
pass

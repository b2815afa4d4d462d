#!/bin/sh
# out_of_descriptors.sh - the server survives a shortage of descriptors
. "$(dirname "$0")/../lib.sh"
cause="accept fails because no descriptor is left, and the server exits, or calls accept again at once, in an endless loop."
topic="Error handling in servers (CS:APP 8.3, 11.4.6)"

start -d 24 -- %p
case ${program##*/} in
echoserverp) count=20 said=true ;; # its parent closes each connfd
*) count=40 said="test -s '$tmp/err'" ;;
esac
talk a connect a echo 'before\n' "b*$count" connect \
    "b*$count" send 'x\n' it_is_idle check "'$probe' idle $pid" \
    it_says_so_on_stderr check "$said" \
    but_not_again_and_again check "[ \$(wc -l <'$tmp/err') -le 100 ]" \
    a echo 'a is served on\n' "b*$count" close \
    others_are_served_again check \
        "'$probe' talk -t 3 -p $port c session 'served again\\n' >'$tmp/c'"
talk a session 'and again\n'
pass

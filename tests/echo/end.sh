#!/bin/sh
# end.sh - when a client has finished, its connection is closed
. "$(dirname "$0")/../lib.sh"
case ${program##*/} in
echoserverp) likely open "The parent does not close connfd: the connection stays open when the child has closed its copy." \
    "Processes share open descriptors (CS:APP 8.4.2, 12.1.1)" ;;
echoservert*) likely open "The thread does not close connfd at the end of its session." \
    "Closing connfd (CS:APP 12.3.6)" ;;
*) likely open "The server does not close connfd at the end of a session." \
    "Closing connfd (CS:APP 11.4.9)" ;;
esac
likely wrong "The server sends something of its own when a session ends. It must send only what it has received." \
    "The echo server (CS:APP 11.4.9)"
likely closed "The connection is reset instead of being closed, so that bytes can be lost that the client has not read yet; or it is closed too early." \
    "Closing a connection (CS:APP 11.4)"
likely other "The child does not end when its client has finished. It must call exit, and not return to the loop around accept." \
    "A process for each client (CS:APP 12.1)"

start -- %p
set -- a connect a echo 'one line\n' a finish
before=$(uses children)
[ -z "$before" ] || set -- "$@" no_child_goes_on check \
    "[ \$('$probe' stat $pid children) -le $before ]"
# If it fails: is the server busy, as it reads again and again at the end?
"$probe" talk -t 2 -p "$port" "$@" a end >/dev/null ||
    "$probe" talk -t 2 -p "$port" a connect a echo 'x\n' a finish \
        it_is_idle check "$(is_idle)" >/dev/null ||
    likely 'open other' "The server does not notice that its client has finished: at the end of the input read returns 0, and it reads again and again." \
        "At end of file, read returns 0 (CS:APP 10.4)"
talk "$@" a end
pass

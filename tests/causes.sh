# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the scripts set some, and use others
#
# causes.sh - what a student is told whose program fails, chosen by what was
#             observed
#
# lib.sh and chat/lib.sh source this file.

# likely KINDS CAUSE TOPIC: sets what a student is told whose program fails in one
# of these ways: the likely cause, and what to read again. The first sentence of
# the cause names the mistake. A kind is what was observed:
#   silent    it is running, but nothing more came from it
#   slow      it went on, but too slowly for the time that a test has
#   wrong     it sent other bytes than it should
#   closed    it closed a connection too early
#   open      it did not close a connection
#   refused   it is running, but did not accept a connection
#   absent    it is a client, and did not connect
#   busy      it used processor time with nothing to do
#   fds, zombies, children, memory    it used more and more of them
#   sigpipe, crashed, killed          a signal ended it
#   failed    it ended with a message on stderr
#   ended     it ended without one
#   mute      it ended after an error, and said nothing, or not on stderr
#   deaf      it did not listen on its port
#   foreign   it cannot be run
#   other     anything else
likely()
{
    for kind in $1; do
        eval "cause_$kind=\$2 topic_$kind=\$3"
    done
}

# These are true for every test. A test says more where it knows more.
likely silent 'The program waits for something that does not come: more input, another client, or a lock.' \
    'The echo server (CS:APP 11.4.9)'
likely slow 'The program does answer, but so slowly that the test took longer than it may. Perhaps it sleeps, or waits for a time limit.' \
    'Blocking and select (CS:APP 12.2)'
likely wrong 'The program sends other bytes than it has received. It must send exactly as many bytes as read returned, from the buffer that read has filled.' \
    'Read and write return counts (CS:APP 10.4, 10.5)'
likely closed 'The program closes a connection too early. It takes something for the end of the input, gives up after an error, or closes a descriptor that is still used.' \
    'End of file on a connection (CS:APP 11.4.9)'
likely open 'The program does not close the connection when the session has ended.' \
    'Closing connfd (CS:APP 12.1.1)'
likely refused 'The program is running, but accepts no more connections.' \
    'The loop around accept (CS:APP 11.4.6, 11.4.9)'
likely absent 'The client does not connect: it ends before, or takes the host or the port from the wrong argument.' \
    'open_clientfd (CS:APP 11.4.8)'
likely busy 'The program calls something again and again instead of waiting.' \
    'Blocking and select (CS:APP 12.2)'
likely fds 'A descriptor is not closed after each session.' \
    'Closing connfd (CS:APP 12.1.1)'
likely zombies 'Children that have ended stay as zombies. A handler for SIGCHLD should reap them as soon as they end, and call waitpid until there is none left: one SIGCHLD may stand for several of them.' \
    'Reaping in a loop (CS:APP 8.4.3, 8.5.5)'
likely children 'Children do not end with their session.' \
    'A process for each client (CS:APP 12.1)'
likely memory 'Memory is not freed after it was used: a buffer, a line, or a thread that is neither detached nor joined.' \
    'Detaching threads (CS:APP 12.3.6), free (9.9)'
likely sigpipe 'SIGPIPE has killed the program, because it does not ignore this signal. It wrote to a connection or pipe whose other side was gone.' \
    'SIGPIPE (CS:APP 8.5), EPIPE'
likely crashed 'The program has crashed. In most cases, a pointer, an index or a size is wrong.' \
    'Memory errors (CS:APP 9.11)'
likely killed 'The program was killed. It used more time, memory, processor time or output than it may, or sent itself a signal.' \
    'Signals (CS:APP 8.5)'
likely failed 'The program ends while it is still needed. Perhaps a call has failed: a server must go on when a call fails for one client.' \
    'Error handling (CS:APP 8.3), in servers (11.4)'
likely ended 'The program ends, without a message, while it is still needed.' \
    'The loop around accept (CS:APP 11.4.6, 11.4.9)'
likely mute 'The program ends after an error without a message, or not on stderr, where people and scripts look for it.' \
    'Error handling (CS:APP 8.3)'
likely deaf 'The program does not listen on the port in argv[1], or ends before it does.' \
    'The socket interface: bind and listen (CS:APP 11.4)'
likely foreign 'The file is not a program that this machine can run. Build it here.' \
    'Compiling (CS:APP 1.2)'
likely other 'The program does not do what this test expects.' \
    'The report of the test, below'

# observe KIND: sets kind to what was observed: KIND, if it is given, or what the
# report in $tmp/talk shows; but that a program has crashed or ended comes first.
# Sets words to the last words of a server that has ended.
observe()
{
    kind='' words=''
    # How a client ended is in $tmp/client. A failed test ends it by SIGTERM.
    case $(cat "$tmp/ended" "$tmp/client" 2>/dev/null) in
    *'cannot be run'*) kind=foreign ;;
    *'signal 15 '*) ;;
    *'signal 13 '*) kind=sigpipe ;;
    *'signal '[4678]' '* | *'signal 10 '* | *'signal 11 '*) kind=crashed ;;
    *signal* | *'it used more'* | *'at the end of its time'*) kind=killed ;;
    esac
    if [ -s "$tmp/ended" ]; then
        words=$(tail -n 1 "$tmp/err" | cut -c 1-200 | "$probe" quote)
        [ "$1" != deaf ] || kind=${kind:-deaf}
        kind=${kind:-${words:+failed}}
        kind=${kind:-ended}
    fi
    kind=${kind:-$1}
    [ -z "$kind" ] || return
    case $(grep '^happened: ' "$tmp/talk" | tail -n 1) in
    *'processor time'*) kind=busy ;;
    *'the whole test is over') kind=slow ;;
    *': nothing for '* | *', then nothing for '* | *'then none for '*) kind=silent ;;
    *'is still running') kind=silent ;;
    *'neither the end nor'*) kind=open ;;
    *'the end (EOF)' | *'reset by peer' | *'Broken pipe') kind=closed ;;
    *'is not connected') kind=closed ;;
    *'nobody connected') kind=absent ;;
    *refused | *'no answer') kind=refused ;;
    *' instead of '* | *' too many') kind=wrong ;;
    *) kind=other ;;
    esac
}

# print_cause: prints the cause and the topic of what was observed, as TAP.
print_cause()
{
    eval "cause=\$cause_$kind topic=\$topic_$kind"
    case $kind in
    failed | deaf) cause="$cause${words:+ Its last words were: $words}" ;;
    esac
    printf '%s\n' "$cause" | sed "s/'/''/g; s/.*/  cause: '&'/"
    echo "  topic: '$topic'"
    echo "  kind: '$kind'"
}

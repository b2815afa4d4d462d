#!/bin/sh
# signals.sh - signals end a chat in order, however many of them arrive
set -u
. "$(dirname "$0")/lib.sh"
cause="A handler waits for the event loop, or is not async-signal-safe."
topic="Async-signal safety (CS:APP 8.5.5), termios"
plan 6 server
client=$tests/../chat/chatclient

# storm SIGNAL PID: sends the signal again and again, until the process is gone.
storm()
{
    while kill -s "$1" "$2"; do
        :
    done 2>/dev/null
}

start %p || give_up
"$client" 127.0.0.1 "$port" bob <"$tmp/ready" >"$tmp/bob" 2>&1 &
guest=$!
exec 9>"$tmp/ready" # bob's stdin, which stays open
"$chatprobe" await "$tmp/bob" 'bob joined'
storm TERM "$pid" &
guest="$guest $!"
check 'the server exits with status 0 in a storm of SIGTERM' ended
exec 9>&-
wait
guest=

if ! command -v tmux >/dev/null; then
    skip_rest 'needs tmux'
fi
start %p || give_up
for signal in HUP INT QUIT TERM WINCH; do
    on_terminal "before=\$(stty -g)
        sh -c 'echo \$\$ >\"$tmp/pid\"
            exec \"$client\" 127.0.0.1 $port ann'
        [ \"\$before\" = \"\$(stty -g)\" ] && echo 'as it was'
        cat"
    on_screen 'ann joined #lobby'
    ann=$(cat "$tmp/pid")
    storm "$signal" "$ann" &
    guest=$!
    if [ "$signal" = WINCH ]; then
        press 'typed in a storm' Enter
        on_screen '> typed in a storm$' && kill "$guest" && kill "$ann"
    fi && on_screen '^as it was$'
    result "$?" "the client ends in a storm of SIG$signal, and the terminal is as it was"
    kill "$guest" 2>/dev/null
    wait "$guest" 2>/dev/null
    off_terminal
done
finish

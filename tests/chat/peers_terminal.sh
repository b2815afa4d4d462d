#!/bin/sh
# peers_terminal.sh - direct connections on a terminal, which tmux provides
#
# bob is a client on the terminal; ann is one without.
set -u
. "$(dirname "$0")/lib.sh"
cause="Lines from a peer are not shown as lines from the server are."
topic="The chat protocol: calls; termios"
plan 10 client
command -v tmux >/dev/null || skip_rest 'needs tmux'

# bob_on_terminal: runs bob on a terminal, with a server of his own.
bob_on_terminal() {
    start %p || give_up
    on_terminal "'$client' -p 0 127.0.0.1 $port bob
        echo \"status \$?\"
        cat"
    on_screen 'direct connections: 127.0.0.1 port [0-9]*$'
}

# begins: runs bob, and ann, who does what do_as_ann tells her.
begins() {
    bob_on_terminal || return
    "$chatprobe" play -c "$client" "$port" "$pid" <"$tmp/steps" >"$tmp/play" &
    guest=$!
    exec 3>"$tmp/steps"
    do_as_ann 'client -p 0' 'expect * direct connections: %' 'say I am here'
    on_screen '<ann> I am here$'
}

# do_as_ann STEP ...: takes steps of a scenario.
do_as_ann() {
    printf 'ann %s\n' "$@" >&3
}

# ends: ends the scenario of ann; succeeds if all steps were taken.
ends() {
    exec 3>&-
    wait "$guest"
    status=$?
    guest=''
    cat "$tmp/play"
    return "$status"
}

mkfifo "$tmp/steps"
begins
result "$?" 'the client says where it takes direct connections'
press '/msg ann hi, ann' Enter
on_screen '^[0-9:]* \* ann is connected directly$' &&
    on_screen '^[0-9:]* = sent to ann directly$'
result "$?" 'it says that a message went directly'
do_as_ann 'expect [bob] hi, ann'
press 'half a line'
on_screen '^> half a line$' && do_as_ann 'say /msg bob while you type' &&
    on_screen '^[0-9:]* \[ann\] while you type$' && on_screen '^> half a line$'
result "$?" 'a direct line is printed above the line being typed'
press C-u
do_as_ann "say /msg bob red $(printf '\033')[31mfox" \
    "say /msg bob $(awk 'BEGIN { for (i = 10; i < 30; i++) printf "word%d ", i }')"
on_screen '\[ann\] red fox$' && on_screen '^ \{15\}word19 .* word27$'
result "$?" 'it is cleaned, and breaks between words, under the text'
tmux -S "$socket" capture-pane -p -e >"$tmp/screen"
escape=$(printf '\033')
grep -q "\[$escape\[[0-9]*mann$escape\[.*\] red fox" "$tmp/screen"
result "$?" 'its name has a colour'
printf '\n' | "$client" 127.0.0.1 "$port" amy >"$tmp/amy"
on_screen 'amy left: exit' && do_as_ann 'say /msg bob me again' &&
    on_screen 'me again$' && press 'hey a' Tab '!' && on_screen '^> hey ann !$'
result "$?" 'Tab completes the name of the peer who spoke last'
press C-u
do_as_ann 'signal 9'
on_screen '! the server is gone; connected to: ann$' && press '/rooms' Enter &&
    on_screen '> /rooms$' && press '/msg ann still here' Enter &&
    do_as_ann 'expect [bob] still here' 'say /msg bob me, too' &&
    on_screen '\[ann\] me, too$' && press C-d && on_screen '^status 1$'
result "$?" 'it goes on without the server, and Ctrl-D ends it with status 1'
check 'the other client has got all' ends
wait "$runner" 2>/dev/null
runner=''
off_terminal

bob_on_terminal
"$chatprobe" play "$port" "$pid" >"$tmp/play" <<'END' &
ann enter
door listen PORT
ann say /listen $PORT
ann expect = ok
ann say I do not answer
ann expect (bob) hi, ann
END
guest=$!
on_screen '<ann> I do not answer$' && press '/msg ann hi, ann' Enter &&
    on_screen '> /msg ann hi, ann$' && press C-d && on_screen '^status 0$'
result "$?" 'Ctrl-D ends it within seconds, also during a call'
check 'what was to be said in the call goes through the server' ends
stop
finish

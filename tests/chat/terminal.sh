#!/bin/sh
# terminal.sh - the client on a terminal, which tmux provides
set -u
. "$(dirname "$0")/lib.sh"
cause="Arriving lines mix with the line being typed, or the terminal settings are not restored."
topic="termios: tcgetattr and tcsetattr"
plan 24 client
command -v tmux >/dev/null || skip_rest 'needs tmux'

# chat [VARIABLE=VALUE ...]: runs the client on a terminal. When the client has
# ended, the terminal shows its exit status, and "as it was" if the settings of
# the terminal are the same as before.
chat() {
    on_terminal "trap : INT # Ctrl-C is for the client
        before=\$(stty -g)
        env $* sh -c 'echo \$\$ >\"$tmp/pid\"
            exec \"$client\" 127.0.0.1 $port ann'
        echo \"status \$?\"
        [ \"\$before\" = \"\$(stty -g)\" ] && echo 'as it was'
        cat" && on_screen 'ann joined #lobby'
}

# types TITLE EXPECTED KEY ...: presses the keys, which must make the line
# EXPECTED, and then Enter, which must send that line.
types() {
    title=$1
    expected=$2
    shift 2
    press "$@" && on_screen "^> $expected\$" && press Enter &&
        on_screen "^[0-9:]* > $expected\$" &&
        "$chatprobe" await "$tmp/home/transcript" "<ann> $expected"
    result "$?" "$title"
}

# say TEXT: sends the text as bob.
say() {
    printf '%s\n' "$1" | "$client" 127.0.0.1 "$port" bob >"$tmp/bob"
}

status_of() {
    on_screen "^status $1\$" && on_screen '^as it was$'
    result "$?" "$2"
    off_terminal
}

# leave: ends the client, and waits until it has ended, because the next client
# needs the name ann, too.
leave() {
    press C-d
    on_screen '^status 0$' || broken 'the client does not end'
    off_terminal
}

start -l "$tmp/home/transcript" %p || give_up
chat || give_up

types 'what is typed is sent' 'hello there' 'hello there'
types 'arrows, Home, End, Delete' '1abc2' 'xabd' Left BSpace End BSpace \
    'bcx' Left DC Home DC '1' End '2'
types 'Ctrl-A, E, K, U, W' 'one three' 'junk' C-u 'two three four' C-w \
    BSpace C-a 'xx' C-k 'zz' C-u 'two three' C-a DC DC DC 'one' C-e C-w three
types 'characters of several bytes and columns' 'é世x😀' 'é世界😀' Left Left \
    DC BSpace '世x' DC '😀'
press 'first' Enter 'second' Enter 'draft' Up Up
check 'Up shows the history' on_screen '^> first$'
press Down Down
check 'Down gives back the line being typed' on_screen '^> draft$'

say 'while you type'
on_screen '^[0-9:]* <bob> while you type$' && on_screen '^> draft$'
result "$?" 'what arrives is printed above the line being typed'
types 'Tab completes names' 'hey bob !' C-u 'hey b' Tab '!'
tmux -S "$socket" set-buffer "$(awk 'BEGIN { while (n++ < 2047) printf "x " }')b"
tmux -S "$socket" paste-buffer -p
on_screen ' x x b$' && press Tab Left BSpace y &&
    on_screen ' x xyb$'
result "$?" 'Tab does nothing if there is no room for the name'
press End C-u
types "a terminal's reply does not become text" 'not this' C-u 'not ' Escape '[?62;1c' \
    Escape '[>0;10c' Escape '[2026;2h' Escape '[[A' 'this'
tmux -S "$socket" set-buffer "$(printf 'pasted 1\npasted\t2\npasted 3')"
tmux -S "$socket" paste-buffer -p
on_screen '^> pasted 3$' && on_screen '^[0-9:]* > pasted 1$' &&
    "$chatprobe" await "$tmp/home/transcript" '<ann> pasted 2'
result "$?" 'the lines of a pasted block are sent'
press C-u
press -l "$(awk 'BEGIN { for (i = 100; i < 140; i++) printf "%d ", i }')end"
check 'a line longer than the window scrolls' on_screen '^> [ 0-9]*139 end$'
press Home
check 'and scrolls back' on_screen '^> 100 101 .* 11'
press End C-u 'a line that is there'
tmux -S "$socket" resize-window -x 16 -y 24
on_screen '^> that is there$' && [ "$(grep -c '^> ' "$tmp/screen")" -eq 1 ]
result "$?" 'in a narrower window, the line is redrawn'
tmux -S "$socket" resize-window -x 60 -y 24
on_screen '^> a line that is there$' &&
    [ "$(grep -c 'is there' "$tmp/screen")" -eq 1 ]
result "$?" 'in a wider window, too, and only once'

say "$(printf 'red \033[31m\302\2331mfox')"
press C-u '/nope' Enter
on_screen '<bob> red fox' && on_screen '^[0-9:]* ! no such command'
tmux -S "$socket" capture-pane -p -e >"$tmp/screen"
escape=$(printf '\033')
grep -q "<$escape\[[0-9]*mbob$escape\[.*> red fox" "$tmp/screen" &&
    grep -q "$escape\[2m\* bob joined" "$tmp/screen" &&
    grep -q "$escape\[31m! no such" "$tmp/screen"
result "$?" 'a name has a colour, an event is dim, an error is red'
press C-u C-d
status_of 0 'Ctrl-D ends the client, and the terminal is as it was'

chat NO_COLOR=1 || give_up
press '/nope' Enter
on_screen '^[0-9:]* ! no such command'
tmux -S "$socket" capture-pane -p -e >"$tmp/screen"
! grep -q "$escape" "$tmp/screen"
result "$?" 'no colours with NO_COLOR'
press 'half a line' C-c
status_of 0 'Ctrl-C ends the client, and the terminal is as it was'

chat || give_up
press 'half a line' Escape C-c
status_of 0 'Ctrl-C after Esc does the same'

chat || give_up
press 'half a line' Escape Escape '[D' '!' Enter
"$chatprobe" await "$tmp/home/transcript" '<ann> half a lin!e'
result "$?" 'an arrow key after Esc still works'
leave

chat || give_up
press 'half a line'
on_screen '^> half a line$' && kill "$(cat "$tmp/pid")"
status_of 143 'SIGTERM ends the client, and the terminal is as it was'

chat TERM=dumb || give_up
press 'hello' Enter
"$chatprobe" await "$tmp/home/transcript" '<ann> hello'
on_screen '^hello$'
result "$?" 'a dumb terminal shows lines as they are'
leave

chat || give_up
press 'half a line'
on_screen '^> half a line$' && stop
status_of 1 'when the server ends, the terminal is as it was'
finish

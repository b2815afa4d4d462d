#!/bin/sh
# terminal.sh - the client on a terminal, which tmux provides
set -u
. "$(dirname "$0")/lib.sh"
cause="Arriving lines mix with the line being typed, or the terminal settings are not restored."
topic="termios: tcgetattr and tcsetattr"
plan 36 client
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

# records: from now on, stores in $tmp/written what the client writes.
records() {
    rm -f "$tmp/written"
    tmux -S "$socket" pipe-pane "cat >'$tmp/written'"
}

# shellcheck disable=SC2317 # check calls it
# wrote TEXT: waits until the client has written the text, and succeeds if it
# has written nothing else.
wrote() {
    "$chatprobe" await "$tmp/written" "$1" && [ "$(cat "$tmp/written")" = "$1" ]
}

# shellcheck disable=SC2317 # check calls it
# wrote_few LIMIT TEXT: waits until the client has written the text, and succeeds
# if it has written at most LIMIT bytes.
wrote_few() {
    "$chatprobe" await "$tmp/written" "$2" &&
        size=$(wc -c <"$tmp/written") &&
        echo "happened: it wrote $size bytes" && [ "$size" -le "$1" ]
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
types 'Delete with Ctrl deletes a character' ac abc Left Left Escape '[3;5~'
tmux -S "$socket" set-buffer "$(printf 'pasted 1\npasted\t2\npasted 3')"
tmux -S "$socket" paste-buffer -p
on_screen '^> pasted 3$' && on_screen '^[0-9:]* > pasted 1$' &&
    "$chatprobe" await "$tmp/home/transcript" '<ann> pasted 2'
result "$?" 'the lines of a pasted block are sent'
press C-u
press -l "$(awk 'BEGIN { for (i = 100; i < 140; i++) printf "%d ", i }')end"
check 'a line longer than the window scrolls' on_screen '^> [ 0-9]*139 end$'
records
press -l abcdefghij
check 'and most keys at its end do not write it again' wrote_few 100 j
press Home
check 'and scrolls back' on_screen '^> 100 101 .* 11'
press End C-u 'some words'
on_screen '^> some words$' && records && press -l ' more'
check 'a character at the end of the line is written alone' wrote ' more'
records
press BSpace BSpace BSpace X
check 'Backspace there writes few bytes' wrote_few 13 X
records
press C-a Right Right C-d Y
check 'in the middle, the client writes only what changes' wrote_few 60 'Ye words mX'
# shellcheck disable=SC2317 # check calls it
redraws() {
    on_screen '^> a linenoise$' && press C-l && on_screen '^> a line$'
}

press End C-u 'a line'
on_screen '^> a line$'
printf 'noise' >"$(tmux -S "$socket" display-message -p '#{pane_tty}')"
check 'Ctrl-L shows the line again' redraws
press C-u 'a line that is there'
tmux -S "$socket" resize-window -x 16 -y 24
on_screen '^> .*there$' && [ "$(grep -c '^> ' "$tmp/screen")" -eq 1 ]
result "$?" 'in a narrower window, the line is redrawn'
tmux -S "$socket" resize-window -x 60 -y 24
on_screen '^> a line that is there$' &&
    [ "$(grep -c 'is there' "$tmp/screen")" -eq 1 ]
result "$?" 'in a wider window, too, and only once'

# resize COLUMNS REGEXP: changes the width of the window. Waits until the client
# knows it: then it shows 77 times x, in one row, as REGEXP says.
resize() {
    tmux -S "$socket" resize-window -x "$1" -y 24
    press C-u
    press -l "$(awk 'BEGIN { for (i = 0; i < 77; i++) printf "x" }')"
    on_screen "$2"
    press C-u
}

# words FIRST LAST WORD: prints words with numbers.
words() {
    awk -v first="$1" -v last="$2" -v word="$3" 'BEGIN {
        for (i = first; i <= last; i++)
            printf "%s%s%d", (i > first ? " " : ""), word, i
    }'
}

# shellcheck disable=SC2317 # check calls it
# rows REGEXP ...: waits until each pattern matches a row of the screen. Succeeds
# if these rows follow each other.
rows() {
    for row in "$@"; do
        on_screen "$row" || return
    done
    below=$(grep -n -e "$1" "$tmp/screen" | tail -n 1 | cut -d : -f 1)
    while [ $# -gt 1 ]; do
        shift
        below=$((below + 1))
        sed -n "${below}p" "$tmp/screen" | grep -q -e "$1" || {
            echo "happened: row $below does not match: $1"
            cat "$tmp/screen"
            return 1
        }
    done
}

resize 80 '^> x\{77\}$'
say "$(words 10 30 word)  end"
check 'a long line breaks between words, under the text' \
    rows '^[0-9:]* <bob> word10 .* word18$' '^ \{15\}word19 .* word27$' \
    '^ \{15\}word28 word29 word30  end$'
say "$(awk 'BEGIN { for (i = 0; i < 140; i++) printf "x"; print " end" }')"
check 'a word that is longer than a row is broken' \
    rows '^[0-9:]* <bob> x\{65\}$' '^ \{15\}x\{65\}$' '^ \{15\}x\{10\} end$'
say "$(words 10 30 世界e)"
check 'characters of several columns count as what they are' \
    rows '^[0-9:]* <bob> 世界e10 .* 世界e17$' '^ \{15\}世界e18 .* 世界e25$' \
    '^ \{15\}世界e26 .* 世界e30$'
press -l "$(words 10 20 typed)"
press Enter
check 'a line that is typed breaks, too' \
    rows '^[0-9:]* > typed10 .* typed17$' '^ \{11\}typed18 typed19 typed20$'
resize 16 '^> x\{1,13\}$'
press '/nope' Enter
check 'and a window may be narrow' \
    rows '^[0-9:]* ! no$' '^ \{8\}such$' '^ \{8\}command:$' '^ \{8\}/nope$'
resize 80 '^> x\{77\}$'
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

on_terminal "set -m
    '$client' 127.0.0.1 $port ann
    echo 'it has stopped'
    fg
    echo \"status \$?\"
    cat"
on_screen 'ann joined #lobby' && press 'half a line' && on_screen '^> half a line$'
press Left C-z
on_screen '^it has stopped$' && on_screen '^> half a line$' &&
    press N && on_screen '^> half a linNe$' &&
    [ "$(grep -c '^> ' "$tmp/screen")" -eq 1 ]
result "$?" 'after Ctrl-Z and fg, the line is there again'
press End C-u
leave

chat TERM=dumb || give_up
press 'hello' Enter
"$chatprobe" await "$tmp/home/transcript" '<ann> hello'
on_screen '^hello$'
result "$?" 'a dumb terminal edits its lines itself'
leave

chat || give_up
press 'half a line'
on_screen '^> half a line$' && stop
status_of 1 'when the server ends, the terminal is as it was'
finish

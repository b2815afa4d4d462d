#!/bin/sh
# telnets.sh - the programs that people use as telnet all work as clients
#
# Each client runs on a terminal. It logs in, and corrects a typing error; says
# a line; is interrupted by Ctrl-C; says another line; and leaves. A member of
# the same room, the ear, must receive exactly this.
set -u
. "$(dirname "$0")/lib.sh"
cause="The server does not understand the bytes that this client sends for Enter, Backspace or Ctrl-C."
topic="The chat protocol: lines; Telnet (RFC 854); canonical mode: termios(3)"
plan 11 server
command -v tmux >/dev/null || skip_rest 'needs tmux'
[ -x "$client" ] || skip_rest "there is no $client"

# The clients must not find the settings of the person who runs this test.
HOME=$tmp/guest PUTTYDIR=$tmp/guest
export HOME PUTTYDIR
mkdir "$tmp/guest/sessions"
echo 'LocalEdit=1' >"$tmp/guest/sessions/character" # 1: PuTTY edits no line

start_ear() {
    mkfifo "$tmp/pipe" || exit 2
    "$client" 127.0.0.1 "$port" ear <"$tmp/pipe" >"$tmp/heard" &
    guest=$!
    exec 3>"$tmp/pipe" # the ear leaves when this is closed
    hears '* ear joined #lobby' || broken 'the ear cannot log in'
}

# hears TEXT: waits until the ear has received a line with this text.
hears() {
    "$chatprobe" await "$tmp/heard" "$1"
}

# installed PROGRAM: succeeds if the program is there. On some systems, telnet is
# that of busybox, which has no prompt. Some builds of busybox have no telnet.
installed() {
    case $1 in
    telnet) echo quit | telnet | grep '^telnet>' ;;
    busybox) busybox --list | grep -x telnet ;;
    *) command -v "$1" ;;
    esac >/dev/null 2>&1
}

# talks TITLE PROGRAM MEMBER CTRL_C COMMAND [MODE]: the result is ok if the
# client, which COMMAND runs, can talk as MEMBER. MODE is a function that changes
# the client's mode once it is connected. CTRL_C says what Ctrl-C does:
#   drops  it drops the line being typed
#   menu   it does the same, and shows a menu, which Enter leaves
#   types  it is sent like any character, so Ctrl-U must erase the line
#   ends   it ends the client, which must then connect again
talks() {
    title=$1 program_needed=$2 member=$3 ctrl_c=$4 command=$5 mode=${6:-true}
    if installed "$program_needed"; then
        check "$title" conversation
        off_terminal
    else
        skip "needs $program_needed"
    fi
}

# shellcheck disable=SC2317 # check calls it
conversation() {
    log_in && press 'hello' Enter && hears "<$member> hello" &&
        interrupt && press 'again' Enter && hears "<$member> again" &&
        press "/msg $member still here" Enter &&
        on_screen "($member) still here" && leave && no_junk && heard_exactly
}

# log_in: erases the last letter of a wrong name. The window is wide, because on
# a raw terminal, each line begins where the last one has ended.
log_in() {
    on_terminal "trap : INT # Ctrl-C is for the client
        $command
        echo 'the client has ended'
        while cat; do :; done" && tmux -S "$socket" resize-window -x 999 -y 24 &&
        on_screen 'welcome:' && "$mode" &&
        press "/login ${member}x" BSpace Enter &&
        on_screen "\* $member joined #lobby"
}

interrupt() {
    press 'junk' C-c
    case $ctrl_c in
    menu) on_screen 'Console escape' && press Enter ;;
    types) press C-u ;;
    ends)
        hears "* $member left: connection closed" && off_terminal && log_in
        ;;
    esac
}

# leave: some clients that Ctrl-C ends, such as nc, do not end when the server
# closes the connection, but wait for the end of their input: Ctrl-D.
leave() {
    press '/exit' Enter && hears "* $member left: exit" || return 1
    [ "$ctrl_c" != ends ] || press C-d
    on_screen 'the client has ended'
}

no_junk() {
    grep '[^ -~]' "$tmp/screen" >"$tmp/junk" || return 0
    echo 'happened: these rows of the screen have bytes that are no text:'
    cat "$tmp/junk"
    return 1
}

heard_exactly() {
    {
        echo "* $member joined #lobby"
        echo "<$member> hello"
        if [ "$ctrl_c" = ends ]; then
            echo "* $member left: connection closed"
            echo "* $member joined #lobby"
        fi
        echo "<$member> again"
        echo "* $member left: exit"
    } >"$tmp/expected"
    grep -e "^<$member> " -e "^\* $member " "$tmp/heard" >"$tmp/received"
    cmp -s "$tmp/expected" "$tmp/received" && return
    echo 'expected: a member of the room receives:'
    cat "$tmp/expected"
    echo 'happened: it received:'
    cat "$tmp/received"
    return 1
}

# telnet_command COMMAND: types a command at telnet's prompt.
telnet_command() {
    press 'C-]' && on_screen '^telnet> *$' && press "$1" Enter
}

# telnet_character: the server declines the options that character mode needs.
# So telnet is in line mode again when it shows the answer to /help.
# shellcheck disable=SC2317 # log_in calls it
telnet_character() {
    telnet_command 'mode character' && press '/help' Enter &&
        on_screen '^= /help'
}

# shellcheck disable=SC2317 # log_in calls it
busybox_character() {
    press C-c && on_screen 'Console escape' && press c &&
        on_screen 'Entering line mode' &&
        press -R # clears the screen, for the next menu
}

# telnet_edits: Ctrl-D sends what has been typed of a line. Then telnet's
# commands erase what the server has of this line.
# shellcheck disable=SC2317 # check calls it
telnet_edits() {
    on_terminal "telnet 127.0.0.1 $port" && on_screen 'welcome:' &&
        press '/login editx' C-d && telnet_command 'send ec' &&
        press Enter && on_screen '^\* edit joined #lobby' &&
        press 'junk' C-d && telnet_command 'send el' &&
        press 'hello' Enter && hears '<edit> hello' &&
        telnet_command 'send ayt' && on_screen '^\* yes'
}

start %p || give_up
start_ear
talks 'telnet works' \
    telnet telnet drops "telnet 127.0.0.1 $port"
talks 'telnet works when it asks for character mode' \
    telnet telnet_c drops "telnet 127.0.0.1 $port" telnet_character
talks "busybox's telnet works" \
    busybox busybox menu "busybox telnet 127.0.0.1 $port"
talks "busybox's telnet works when it asks for character mode" \
    busybox busybox_c menu "busybox telnet 127.0.0.1 $port" busybox_character
talks 'PuTTY works as telnet' \
    plink putty ends "plink -telnet -P $port 127.0.0.1"
talks 'PuTTY works as telnet when it sends each character at once' \
    plink putty_c types "plink -load character -telnet -P $port 127.0.0.1"
talks 'PuTTY works without telnet' \
    plink raw ends "plink -raw -P $port 127.0.0.1"
talks 'nc works' nc nc ends "nc 127.0.0.1 $port"
talks 'ncat works' ncat ncat ends "ncat -t 127.0.0.1 $port"
talks 'socat works on a raw terminal' \
    socat socat types "socat -,raw,echo=0 TCP:127.0.0.1:$port"
if installed telnet; then
    check "telnet's commands erase, and ask whether the server is there" \
        telnet_edits
else
    skip 'needs telnet'
fi
finish

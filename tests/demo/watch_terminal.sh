#!/bin/sh
# watch_terminal.sh - tests what demo/watch draws on a terminal, which tmux
#                     provides, and that it leaves the terminal as it was
set -u
# shellcheck source=tests/demo/lib.sh
. "$(dirname "$0")/lib.sh"
need all demo/watch tests/probe/probe
plan 23
probe=tests/probe/probe
limit=${TEST_LIMIT:-20} # seconds to wait for what should happen
export LC_ALL=C
unset NO_COLOR

# This terminal does not tell its size.
# shellcheck disable=SC2016 # the command is for another sh
unknown_size()
{
    "$probe" talk w type 'before=$(stty -g)
            TERM=xterm demo/watch -p 127.0.0.1:0 ./echoserveri
            echo "status $?"
            [ "$before" = "$(stty -g)" ] && echo as it was' \
        out find 'q: end' in send 'q' out find 'status 0\nas it was\n' w exit 0
}
ok 'a terminal of unknown size' unknown_size
if ! command -v tmux >/dev/null; then
    while [ "$tests" -lt "$planned" ]; do
        skip 'the screen' 'tmux is not installed'
    done
    finished
fi

# All runs use this port; other tests avoid it.
mkfifo "$work/port"
"$probe" port >"$work/port" &
started "$!"
read -r port <"$work/port"

# A pane that runs this script runs watch with the arguments of the script. Watch
# and all that it starts have a FIFO open as descriptor 9: see run.
cat >"$work/run" <<END
#!/bin/sh
set -m # keys such as Ctrl-C are for watch alone, and Ctrl-Z could stop it
before=\$(stty -g)
sh -c 'echo "\$\$" >"$work/pid"; exec env "\$@"' sh "\$@" 9>"$work/open"
echo "status \$?"
[ "\$before" = "\$(stty -g)" ] && echo 'as it was'
cat
END

# tm COMMAND... - gives tmux a command
tm()
{
    tmux -u -S "$work/tmux" "$@"
}
# At the end, its server ends watch, which may still write the picture.
last=
end_tmux()
{
    status=$?
    tm kill-server 2>/dev/null
    [ -z "$last" ] || within "$limit" ended "$last"
    return "$status"
}
trap 'end_tmux; finish' EXIT
: >"$work/conf"
TERM=xterm tm -f "$work/conf" new-session -d -x 80 -y 24 cat

# run [VARIABLE=VALUE] ARGUMENT... - runs watch in the pane. The process last ends
#                                    with the last process of watch and its server.
run()
{
    rm -f "$work/open"
    mkfifo "$work/open"
    cat "$work/open" &
    last=$!
    started "$last"
    variable=TERM=xterm
    case $1 in *=*) variable=$1 && shift ;; esac
    tm respawn-pane -k "sh '$work/run' TERM=xterm $variable \
        demo/watch -p 127.0.0.1:$port -s '$work/svg' $*"
}
# begin [VARIABLE=VALUE] ARGUMENT... - the same, but waits for the picture, and sets
#                                      watcher to the process id of watch
begin()
{
    run "$@"
    on_screen 'q: end' && watcher=$(cat "$work/pid")
}

# screen REGEXP - prints a command that succeeds if a row of the screen matches
screen()
{
    echo "tmux -u -S '$work/tmux' capture-pane -p | grep -q -e '$1'"
}
shows()
{
    eval "$(screen "$1")"
}
# on_screen REGEXP - waits until a row of the screen matches
on_screen()
{
    within "$limit" shows "$1" || { tm capture-pane -p && false; }
}

# talk STEP... - has a conversation with watch (see probe --help)
talk()
{
    "$probe" talk -t "$limit" -p "$port" "$@" ||
        { tm capture-pane -p && false; }
}

# restored - succeeds if watch has ended, its last picture is still there, the
#            terminal is as it was, and no process of the server is left
restored()
{
    on_screen '^status ' && on_screen '^as it was$' && shows 'q: end' &&
        within "$limit" ended "$last" &&
        tm display-message -p '#{cursor_flag} #{wrap_flag} #{alternate_on}' |
        grep '^1 1 0$'
}

# What watch writes from now on is in the file written.
heading()
{
    begin ./echoserveri && tm pipe-pane "cat >'$work/written'" &&
        on_screen '^./echoserveri: one client at a time  *0:[0-5][0-9]$' &&
        shows "^ telnet 127.0.0.1 $port *\$" &&
        shows '^0 clients: 0 being served, 0 waiting'
}
ok 'the heading' heading
# Large letters are blanks in reverse video.
letters()
{
    tm capture-pane -p -e | grep '7m .*7m .*7m .*7m '
}
large()
{
    [ "$(letters | wc -l)" -eq 5 ]
}
ok 'the port is shown in large letters' large
rows()
{
    talk a connect a echo 'one\n' b connect b send 'anybody?\n' \
        a_is_served check "$(screen '^ *1 .*>##* .* one$')" \
        b_waits check "$(screen '^ *2 .*>[.]* .* [0-9.]* s anybody?$')" \
        as_the_heading_says check \
            "$(screen '^2 clients: 1 being served, 1 waiting')" \
        a close b expect 'anybody?\n' \
        a_is_gone check "$(screen '^ *1 .* gone one$')" \
        b_is_served check "$(screen '^ *2 .*#[^0-9]* anybody?$')" \
        b echo 'x\x1b]0;evil\x07<&>\xc2\x9b31my\n' \
        b_has_a_text check "$(screen '^ *2 .* x.*<&>.*y$')" \
        b echo '\xe4\xb8\x96\xe7\x95\x8c\n' \
        in_unicode check "$(screen '^ *2 .* 世界$')"
}
ok 'rows say what the clients saw' rows
if [ -r /proc/self/stat ]; then
    ok 'the server is counted' on_screen ' 1 process.* [0-9]* descriptors$'
else
    skip 'the server is counted' 'needs /proc'
fi
holds()
{
    tm send-keys ' '
    within "$limit" not_shown_any_more 'space: hold' &&
        talk c session 'while held\n' &&
        { sleep 0.3 2>/dev/null || sleep 1; } && ! shows 'while held' &&
        tm send-keys ' ' && on_screen '^ *3 .* gone while held$'
}
not_shown_any_more()
{
    ! shows "$1"
}
ok 'space holds the picture, not the clients' holds
stays()
{
    tm send-keys C-z && talk d session 'after Ctrl-Z\n' \
        it_is_shown check "$(screen '^ *4 .* gone after Ctrl-Z$')"
}
ok 'Ctrl-Z does nothing' stays
saved()
{
    rm -f "$work/svg"
    tm send-keys s
    on_screen ' saved' && well_formed "$work/svg" &&
        grep '>4</text>' "$work/svg"
}
ok 's saves the picture' saved
steady()
{
    tm pipe-pane # ends the pipe
    escape=$(printf '\033')
    [ -s "$work/written" ] &&
        ! grep -q -e "$escape\[2J" -e "$escape\]" "$work/written"
}
ok 'the screen is not cleared again and again, and texts do not reach it' steady
colours()
{
    tm capture-pane -p -e | grep "$(printf '\033')\[[0-9;]*4[0-7]m"
}
ok 'there are colours' colours

# wide COLUMNS ROWS - succeeds if the picture gets this size, once
wide()
{
    tm resize-window -x "$1" -y "$2"
    on_screen "^[.]/echoserveri.\{$(($1 - 18)),$(($1 - 17))\}[0-9]:[0-9][0-9]\$" &&
        [ "$(tm capture-pane -p | grep -c 'q: end')" -eq 1 ] &&
        [ "$(tm capture-pane -p | grep -c ' clients: ')" -eq 1 ]
}
narrow()
{
    tm resize-window -x 12 -y 3
    talk e session 'in a small window\n' && wide 80 24
}
ok 'in a wider window, the picture is drawn anew' wide 100 30
ok 'a window may be too small' narrow
# 36 clients, of which four are gone: 31 wait, and one of them is served.
rest()
{
    talk f connect f echo 'f\n' 'g*30' connect 'g*30' send 'I am \#\n' \
        all_wait check "$(screen '^31 clients: 1 being served, 30 waiting')" \
        the_newest check "$(screen '^ *36 .*[.]  *[0-9.]* s I am 30$')" \
        the_served check "$(screen '^ *6 .*>##* .* f$')" \
        the_oldest check "$(screen '^ *7 .*[.]  *[0-9.]* s I am 1$')" \
        the_rest check "$(screen '^ *and [0-9]* more.* [0-9]* .*waiting')" \
        h connect h send 'bye\n' h finish \
        has_left check "$(screen '^ *37 .*[.]  *[0-9.]* s EOF bye$')"
}
ok 'the rest is counted' rest
ended_by_q()
{
    tm send-keys q
    restored && shows '^status 0$'
}
ok 'q ends it, and the terminal is as it was' ended_by_q

without_colours()
{
    begin NO_COLOR=1 -q ./echoservert && talk a connect a echo 'secret\n' \
        shown check "$(screen '^ *1  *>##* *$')" &&
        ! shows secret && ! colours && large
}
ok 'no colours with NO_COLOR, and no text with -q' without_colours
ended_by_key()
{
    tm send-keys C-c
    restored
}
ok 'Ctrl-C ends it, and the terminal is as it was' ended_by_key
ended_by()
{
    begin ./echoserverp && kill -s "$1" "$watcher" && restored
}
for signal in TERM HUP QUIT; do
    ok "SIG$signal ends it, and the terminal is as it was" ended_by "$signal"
done

died()
{
    begin ./echoserveri && large && letters >"$work/before" &&
        talk a connect a echo 'x\n' killed check \
            "kill -s KILL $(children "$watcher")
            $(screen 'killed by signal 9')" &&
        large && letters >"$work/after" && ! cmp -s "$work/before" "$work/after"
}
ok "the server's death is said in large letters" died
stays_until_q()
{
    on_screen '^0 clients: 0 being served' && ! shows '^status' &&
        tm send-keys q && restored && shows '^status 1$'
}
ok 'and is shown until q' stays_until_q

dumb()
{
    run TERM=dumb ./echoserveri
    on_screen "^0[.]... watching ./echoserveri: telnet 127.0.0.1 $port\$" &&
        tm send-keys C-c && on_screen 'status 0$'
}
ok 'a dumb terminal gets lines' dumb

# 500 clients that do nothing, on a large screen.
served_or_ended()
{
    [ -e "$work/there" ] || ended "$clients"
}
idle()
{
    tm resize-window -x 200 -y 50
    mkfifo "$work/done"
    begin ./echoservert || return
    talk 'a*500' connect 'a*500' echo 'x\n' all_are_served check \
        "$(screen '^500 clients.*: 500 being served')" \
        they_stay check ": >'$work/there'; read -r _ <'$work/done'" &
    clients=$!
    started "$clients"
    # talk limits its steps, and says why if it gives up.
    within "$((6 * limit))" served_or_ended
    [ -e "$work/there" ] || return
    before=$("$probe" stat "$watcher" cpu)
    since=$(date +%s)
    sleep 1
    used=$(($("$probe" stat "$watcher" cpu) - before))
    elapsed=$(($(date +%s) - since))
    echo "$used ms in $elapsed s"
    echo >"$work/done"
    [ "$used" -le $((500 * elapsed)) ]
}
# shellcheck disable=SC3045 # -H is not in POSIX, but in dash, bash, busybox
if [ ! -r /proc/self/stat ]; then
    skip '500 idle clients' 'needs /proc, to see processor time'
elif [ "$(ulimit -H -n)" != unlimited ] && [ "$(ulimit -H -n)" -lt 1100 ]; then
    skip '500 idle clients' 'needs more descriptors than are allowed here'
else
    ok '500 idle clients cost less than half a processor' idle
fi
finished

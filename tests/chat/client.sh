#!/bin/sh
# client.sh - the client on a pipe: lines from stdin, lines to stdout
set -u
. "$(dirname "$0")/lib.sh"
cause="The client waits only for its input, or it ends before the server has sent everything, or its exit status is wrong."
topic="The chat client on a pipe: select or poll on two descriptors; half-close"
plan 22 client

# as NAME: runs the client, which logs in as NAME and sends the lines on stdin.
# Its stdout goes to $tmp/NAME. Returns its exit status.
as() {
    echo "did: ran ${client##*/} 127.0.0.1 PORT $1" >"$tmp/said"
    (become_client 127.0.0.1 "$port" "$1") >"$tmp/$1" 2>"$tmp/$1.err"
    status=$?
    {
        echo "happened: its exit status was $status, on its stderr it said:"
        sed 's/^/  /' "$tmp/$1.err"
    } >>"$tmp/said"
    return "$status"
}

# start_bob: starts a client in the background. It logs in as bob, and sends the
# lines that are written to descriptor 3.
start_bob() {
    rm -f "$tmp/bob"
    (become_client 127.0.0.1 "$port" bob) <"$tmp/pipe" >"$tmp/bob" \
        2>"$tmp/bob.err" &
    guest=$!
    exec 3>"$tmp/pipe"
    "$chatprobe" await "$tmp/bob" 'bob joined #lobby'
}

# shellcheck disable=SC2317 # check calls it
# complains STATUS NAME TEXT: succeeds if STATUS is 1, and the client NAME has
# written one line to stderr, which contains TEXT.
complains() {
    echo "happened: the exit status was $1, and on stderr it said:"
    sed 's/^/  /' "$tmp/$2.err"
    [ "$1" -eq 1 ] && [ "$(wc -l <"$tmp/$2.err")" -eq 1 ] &&
        grep -q -e "$3" "$tmp/$2.err"
}

# transcribed LINE: waits until the line is in the transcript. The server writes
# the transcript at the end of a turn of its event loop, which may be after it
# has answered.
transcribed() {
    "$chatprobe" await "$tmp/home/transcript" "$1
"
}

printf 'sesame\n' >"$tmp/key"
start -l "$tmp/home/transcript" %p || give_up

printf 'hello\nlast words' | as ann
result "$?" 'at the end of input, it exits with status 0'
check 'a last line without a newline is sent, too' \
    transcribed '<ann> last words'
printf '/rooms\n' | as ann
check 'it prints what the server still sends, and nothing else' [ "$(cat "$tmp/ann")" = \
    "* welcome: /login NAME to talk, /help for help
= ok
* ann joined #lobby
= #lobby 1
= end
= ok" ]

as ann </dev/null
result "$?" 'without input, it logs in and out'

printf '/login eve\nhi from eve\n' |
    (become_client 127.0.0.1 "$port") >"$tmp/eve"
result "$?" 'without NAME, a script can send /login itself'
check 'and its lines reach the room' transcribed '<eve> hi from eve'

printf 'a\377\372b\nnot swallowed\n' | as ann
check 'a byte 255 does not become a telnet command' \
    transcribed '<ann> not swallowed'

mkfifo "$tmp/pipe"
start_bob
play 'ann talks to bob, who is a script' <<'END'
ann enter
ann say /msg bob psst
ann say hello
END
check 'the script gets what ann says' "$chatprobe" await "$tmp/bob" '<ann> hello'
as BOB </dev/null
check 'a refused login: one line on stderr, status 1' \
    complains "$?" BOB 'the name BOB is taken'
(printf '/exit \n' >&3) # the client may have ended
wait "$guest"
result "$?" 'after /exit it exits with status 0, though its input is open'
exec 3>&-

start_bob
stop
wait "$guest"
check 'a lost connection: one line on stderr, status 1' \
    complains "$?" bob 'server closed'
exec 3>&-

start -k "$tmp/key" %p || give_up
(become_client -k "$tmp/key" 127.0.0.1 "$port" ann) </dev/null >"$tmp/ann"
result "$?" 'it sends the key in a file'
as ann </dev/null
check 'without a key, it is refused' complains "$?" ann 'a key is needed'
stop

start -m 1 %p || give_up
start_bob
as ann </dev/null
check 'a server that is full: one line on stderr, status 1' \
    complains "$?" ann 'refused: server is full'
exec 3>&-
wait "$guest"
stop

start -r 0 %p || give_up
awk 'BEGIN { for (i = 1; i <= 20000; i++) print "line", i }' >"$tmp/lines"
start_bob
as ann <"$tmp/lines"
"$chatprobe" await "$tmp/bob" 'ann left: exit'
sed -n 's/^<ann> //p' "$tmp/bob" >"$tmp/heard"
check 'twenty thousand lines arrive in order' cmp "$tmp/lines" "$tmp/heard"
exec 3>&-
wait "$guest"
stop

awk 'BEGIN { for (i = 1; i <= 8000; i++) printf "%0999d\n", i }' >"$tmp/lines"
start -r 0 -l "$tmp/home/long" %p || give_up
start_bob
kill -STOP "$pid" # when the kernel's buffers are full, the client has to wait
cat "$tmp/lines" >&3 &
guest="$guest $!"
exec 3>&-
for _ in 1 2 3 4 5 6 7 8; do
    "$chatprobe" pause
done
kill -CONT "$pid"
wait "${guest% *}"
status=$? guest=''
echo "happened: its exit status was $status" >"$tmp/said"
result "$status" 'it waits for a server that is slow to read'
stop
check 'and the server gets all lines' [ "$(wc -l <"$tmp/home/long")" -eq 8000 ]

start_fake serve '* a\x1b[2Jb\xc2\x9b1mc\x07\xfe\n= ok\n' || give_up
as ann </dev/null
check 'what the server sends is cleaned' \
    [ "$(head -n 1 "$tmp/ann")" = "$(printf '* abc\357\277\275')" ]
stop

start_fake serve '* welcome\n= ok\n* ann joined #lobby\n' || give_up
as ann </dev/null
check 'a connection that ends before /exit is answered counts as lost' \
    complains "$?" ann 'server closed'
stop

(become_client no.such.host.invalid 1 ann) </dev/null 2>"$tmp/ann.err"
check 'an unknown host: one line on stderr, status 1' \
    complains "$?" ann 'no.such.host.invalid'
(become_client 127.0.0.1) 2>"$tmp/ann.err"
check 'wrong usage: one line on stderr, status 1' \
    complains "$?" ann '^usage: chatclient '
finish

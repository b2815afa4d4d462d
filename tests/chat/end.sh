#!/bin/sh
# end.sh - how a server ends, its transcript, and a full disk
set -u
. "$(dirname "$0")/lib.sh"
cause="SIGTERM or SIGINT ends the process at once, or a failed write ends the process."
topic="Signals and poll; the chat protocol: events and transcript"
plan 13 server

# still_plays: succeeds if the player in the background is still running. It has
# then reached its last step, a long pause. Otherwise prints its report.
still_plays()
{
    kill -0 "$player" || cat "$tmp/play"
    kill -0 "$player"
}

start %p || give_up
play 'SIGTERM in mid-conversation: everybody is told, no line is cut' <<'END'
ann enter
bob enter
eve connect
ann expect * bob joined #lobby
ann flood 100 line
bob send half a li
bob count 100 <ann> line
ann signal 15
ann next * the server is shutting down
ann closed
bob next * the server is shutting down
bob closed
eve closed
END
check 'it exits with status 0' ended

start %p || give_up
play 'SIGINT does the same' <<'END'
ann enter
ann signal 2
ann next * the server is shutting down
ann closed
END
check 'it exits with status 0' ended

words='a line of which there are more than the kernel keeps for one of us'
start -r 0 %p || give_up
play 'lines that wait to be read still arrive' <<END
ann enter
bob enter
ann expect * bob joined #lobby
ann deaf
bob flood 5000 $words
bob say /rooms
bob expect = end
bob signal 15
bob closed
ann hear
ann count 5000 <bob> $words
ann next * the server is shutting down
ann closed
END
check 'it exits with status 0' ended

start -r 0 %p || give_up
"$chatprobe" play "$port" "$pid" >"$tmp/play" <<END &
ann enter
bob enter
ann expect * bob joined #lobby
ann deaf
bob flood 8000 $words
bob say /rooms
bob expect = end
bob signal 15
bob expect * the server is shutting down
bob closed
bob pause 60000
END
player=$! guest=$!
check 'it exits with status 0 although a member does not read' ended
check 'and while that member is still connected' still_plays
kill "$player" 2>/dev/null
wait "$player" 2>/dev/null

start -l "$tmp/home/transcript" %p || give_up
play 'a transcript is kept' <<'END'
ann enter
bob enter
ann say hello
bob expect <ann> hello
bob say /msg ann secret
ann expect (bob) secret
bob say /join tea
bob say /me is alone
bob expect = ok
bob expect * bob joined #tea
bob expect = ok
END
stop
when='[0-9-]*T[0-9:]*[+-][0-9]*'
[ "$(wc -l <"$tmp/home/transcript")" -eq 2 ] &&
    grep -q "^$when #lobby <ann> hello\$" "$tmp/home/transcript" &&
    grep -q "^$when #tea + bob is alone\$" "$tmp/home/transcript"
result "$?" 'it has what is said in rooms, with the time, and nothing else'

if [ -c /dev/full ]; then
    start -l /dev/full %p || give_up
    play 'a full disk does not stop the chat' <<'END'
ann enter
bob enter
ann say hello
bob expect <ann> hello
ann say hello again
bob expect <ann> hello again
END
    stop
    check 'a full disk is reported once, on stderr' [ "$(grep -c 'No space' "$tmp/err")" -eq 1 ]
else
    skip 'this system has no /dev/full'
    skip 'this system has no /dev/full'
fi

# The reader of its stdout ends when the server listens.
mkfifo "$tmp/pipe"
cat "$tmp/pipe" >"$tmp/out" &
guest=$! output=$tmp/pipe
start %p || give_up
kill "$guest"
wait "$guest" 2>/dev/null
guest=
play 'it goes on when the reader of its stdout has ended' <<'END'
ann enter
bob enter
ann say hello
bob expect <ann> hello
END
stop
finish

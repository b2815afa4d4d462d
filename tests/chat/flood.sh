#!/bin/sh
# flood.sh - a member who sends too fast or does not read delays nobody
set -u
. "$(dirname "$0")/lib.sh"
cause="The server reads from one member as long as there is input, or it blocks in a write to a member who does not read."
topic="The chat protocol: limits; non-blocking descriptors and poll"
plan 10 server

start -r 20 %p || give_up
play 'a burst is read at once, the rest at the limited rate' <<'END'
ann enter
bob enter
ann flood 100 line
bob say /rooms
bob count 70 <ann> line
bob expect = end
ann reset
END

# The server may still have unread lines of ann, who has left, and keep her name
# until it has read them. So another member floods next.
play 'no line of a flood is lost' <<'END'
cat enter
bob enter
bob mark
cat flood 120 line
bob count 120 <cat> line
bob atleast 1900
END

play 'nobody else is delayed' <<'END'
dan enter
bob enter
eve enter
dan flood 1000 line
bob mark
eve say hello
bob expect <eve> hello
eve say hello again
bob expect <eve> hello again
bob atmost 5000
dan reset
END

play 'a flood that ends in a reset does not harm the server' <<'END'
fay enter
bob enter
fay flood 1000 line
bob expect <fay> line 50
fay reset
bob expect * fay left: connection lost
END
check 'the server exits with status 0' stop

start -r 2000 %p || give_up
play 'no line of a long flood is lost' <<'END'
ann enter
bob enter
bob mark
ann flood 11000 line
bob count 11000 <ann> line
bob atleast 1000
END
stop

start -r 1 -l "$tmp/home/transcript" %p || give_up
long=$(awk 'BEGIN { while (n++ < 200000) printf "x" }')
printf '%s\nhello\n' "$long" >"$tmp/long"
"$probe" talk -t "${TEST_LIMIT:-10}" -p "$port" a connect \
    a send '/login ann\n' a find 'ann joined #lobby\n' b connect \
    b send '/login bob\n' b find 'bob joined' \
    b send "@$tmp/long" a expect '* bob joined #lobby\n<bob> hello\n' \
    >"$tmp/said" 2>&1
result "$?" 'a line that is far too long counts as one line'
"$chatprobe" play "$port" "$pid" >"$tmp/play" <<'END' &
ann enter
bob enter
bob mark
ann flood 6 line
bob count 6 <ann> line
bob atleast 2000
END
guest=$!
if [ -r /proc/self/stat ]; then
    "$chatprobe" await "$tmp/home/transcript" '<ann> line 4'
    check 'a member who has to wait costs no processor time' "$probe" idle "$pid"
else
    skip 'needs /proc, to see processor time'
fi
wait "$guest"
status=$? guest=''
cat "$tmp/play" >"$tmp/said"
result "$status" 'and the lines of that member come at the limited rate'
stop

start -r 0 %p || give_up
# Eve is slow, too, but not too slow: each part fits into her queue.
flood='a flood of which there is enough to overflow every queue that there is'
{
    cat <<'END'
ann enter
bob enter
eve enter
bob expect * eve joined #lobby
ann expect * eve joined #lobby
bob deaf
END
    for part in 1 2 3 4 5; do
        echo 'eve deaf'
        echo "ann flood 5000 $part $flood"
        echo 'eve hear'
        echo "eve count 5000 <ann> $part $flood"
    done
    echo 'ann next * bob left: too slow'
    echo 'bob enter'
} >"$tmp/scenario"
play 'a member who does not read is disconnected, and nobody else misses a line' \
    <"$tmp/scenario"
stop
finish

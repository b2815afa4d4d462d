#!/bin/sh
# 10-peers.sh - a chat whose members also talk directly: which lines pass the
#               server, and what goes on when the server has been killed
#
# Run:   sh demo/10-peers.sh       (about 1 s)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
need chat/chatserver chat/chatclient demo/relay

members='ann bob eve' # in the order in which they connect to the relay

# join NAME - starts the client of a member. It reads what the member types from
# a FIFO, which must be opened next. It does not inherit 3, 4 and 5, the FIFOs of
# the others: so the input of each member ends when this script ends.
join()
{
    mkfifo "$work/$1" || exit 1
    chat/chatclient -p 0 localhost "$port" "$1" <"$work/$1" \
        >"$work/$1.out" 2>"$work/$1.err" 3>&- 4>&- 5>&- &
    started "$!"
}

joined()
{
    within 5 saw "$1" '* direct connections:' ||
        die "$1 cannot join: $(cat "$work/$1.out" "$work/$1.err")"
}

# types NAME LINE - writes a line into the FIFO of a client. If the client has
# ended, the write fails, and its signal must not end the script.
types()
{
    case $1 in
    ann) (trap '' PIPE && printf '%s\n' "$2" >&3) ;;
    bob) (trap '' PIPE && printf '%s\n' "$2" >&4) ;;
    eve) (trap '' PIPE && printf '%s\n' "$2" >&5) ;;
    esac 2>/dev/null
}

# saw NAME TEXT [TIMES] - succeeds if NAME was shown a line that begins with
# TEXT, at least so many times
saw()
{
    awk -v text="$2" -v times="${3:-1}" '
        index($0, text) == 1 { n++ }
        END { exit n < times }' "$work/$1.out"
}

# fails NAME N - prints the Nth error that is shown to NAME: the server is gone
fails()
{
    within 5 saw "$1" '! ' "$2"
    error=$(grep '^! ' "$work/$1.out" | sed -n "$2p")
    case $error in
    *'the server is gone'*) echo "  $1's client shows: $error" ;;
    *) not_shown "$1's client did not say that the server is gone." ;;
    esac
}

# From set_mark on, passed prints the lines that the relay sees pass, and count
# prints their number.
set_mark()
{
    mark=$(grep -c '' "$relay")
}

passed()
{
    sed "1,${mark}d" "$relay"
}

count()
{
    passed | grep -c ''
}

# The token is cut off, so that the line fits on a slide.
show_passed()
{
    echo "  lines that passed the server: $(count)"
    passed | sed -e 's/ 1:/ ann:/; s/ 2:/ bob:/; s/ 3:/ eve:/; s/^to/  to/' \
        -e 's/\([0-9a-f]\{8\}\)[0-9a-f]\{24\}/\1.../; s/^/    /'
}

# in_room NAME TEXT - NAME says TEXT in the room
in_room()
{
    set_mark
    echo "$1 says in the room: $2"
    types "$1" "$2"
    for member in $members; do
        [ "$member" = "$1" ] || within 5 saw "$member" "<$1> $2" ||
            not_shown "$member did not hear what $1 said in the room."
    done
    echo '  all others heard it'
}

# heard NAME OTHER TEXT - succeeds if OTHER was shown, in either way, that NAME
# said TEXT
heard()
{
    saw "$2" "[$1] $3" || saw "$2" "($1) $3"
}

# alone NAME OTHER TEXT - NAME says TEXT to OTHER alone
alone()
{
    set_mark
    echo "$1 says to $2 alone: $3"
    echo "$3" >>"$work/texts"
    types "$1" "/msg $2 $3"
    within 5 heard "$@" || not_shown "$2 did not hear $1."
    saw "$2" "[$1] $3" || not_shown "$2 heard $1 by way of the server."
    echo "  $2 heard it directly"
}

# The answer to /call ends with this line. It may pass later than the first line
# to the one who is called.
introduced()
{
    passed | grep -q '^to .: = end$'
}

say 'ann, bob and eve log in at a chat server. Between them and the server' \
    'stands a relay, which passes on each line, and writes it down. Which' \
    'lines pass the server?'
echo

start chat/chatserver
chatserver=$server
start demo/relay localhost "$port"
relay=$log
join ann
exec 3>"$work/ann"
joined ann
join bob
exec 4>"$work/bob"
joined bob
join eve
exec 5>"$work/eve"
joined eve
for member in ann bob; do
    within 5 saw "$member" '* eve joined' || die "$member did not see eve"
done

in_room ann 'who is hungry?'
show_passed
[ "$(count)" -eq 3 ] || not_shown 'not three lines passed the server.'
alone ann bob 'lunch?'
within 5 introduced || not_shown 'the server did not introduce bob to ann.'
show_passed
alone bob ann 'at noon'
show_passed
[ "$(count)" -eq 0 ] ||
    not_shown 'lines passed the server when bob and ann were connected.'
alone ann eve 'come with us'
within 5 introduced || not_shown 'the server did not introduce eve to ann.'
show_passed

# The answer to /rooms comes after all that a client has sent before it. So the
# relay has seen everything now.
for member in $members; do
    types "$member" /rooms
    within 5 saw "$member" '= #lobby 3' || die "$member gets no answer"
done
! grep -F -f "$work/texts" "$relay" ||
    not_shown 'what was said to one member alone passed the server.'
echo 'Nothing that was said to one member alone has passed the server.'

echo
{ kill -s KILL "$chatserver" && stop "$chatserver"; } 2>/dev/null
ended "$chatserver" || die 'the server cannot be killed'
echo "The server, process $chatserver, is killed."
for member in $members; do
    fails "$member" 1
done
question='is anybody here?'
echo "ann says in the room: $question"
types ann "$question"
fails ann 2
alone ann bob 'are you there?'
alone bob ann 'as before'
alone ann eve 'and you?'
alone eve ann 'I am, too'
echo 'bob says to eve alone: do you hear me?'
types bob '/msg eve do you hear me?'
fails bob 2
for member in bob eve; do
    ! grep -qF "$question" "$work/$member.out" ||
        not_shown "$member still heard ann in the room."
done
echo 'bob and eve did not hear what ann said in the room.'

conclude 'The server is needed for the room, and to introduce two members to' \
    'each other. Those who are connected need it no longer, and it does not' \
    'know what they say: ann goes on talking to bob and to eve. But bob and' \
    'eve were not introduced to each other, and now nobody can do it.'

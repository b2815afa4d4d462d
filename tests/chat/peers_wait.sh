#!/bin/sh
# peers_wait.sh - peers that keep others waiting, for as long as they may
#
# In the scenarios, bob, cat, and so on are clients; dan, eve, and so on are made
# by hand. All scenarios are played at the same time.
set -u
. "$(dirname "$0")/lib.sh"
cause="A call, or a peer that says nothing, has no limit of time."
topic="The chat protocol: calls; limits"
plan 4 client
limit=$((${TEST_LIMIT:-20} + 10)) # what is waited for takes ten seconds

# begin NAME <SCENARIO: plays a scenario in the background.
begin() {
    cat >"$tmp/scenario.$1"
    TEST_LIMIT=$limit "$chatprobe" play -c "$client" "$port" "$pid" \
        <"$tmp/scenario.$1" >"$tmp/played.$1" &
    guest="$guest $!"
}

# outcome NAME TITLE: the result is that of the scenario.
outcome() {
    wait "${guest%% *}"
    status=$?
    case $guest in
    *' '*) guest=${guest#* } ;;
    *) guest='' ;;
    esac
    cp "$tmp/played.$1" "$tmp/said"
    result "$status" "$2"
}

start -r 0 %p || give_up
begin silent <<'END'
bob client -p 0
bob keep PORT * direct connections: 127.0.0.1 port %
line connect $PORT
other connect $PORT
other send /call\x20
line mark
line closed
line atleast 9000
other closed
bob say /rooms
bob expect = end
END
begin deaf <<'END'
dan enter
door listen PORT
dan say /listen $PORT
dan expect = ok
cat client -p 0
cat expect * direct connections: %
cat mark
cat say /msg dan one
line accept door
line next /call %
cat say /msg dan two
cat expect * dan cannot be reached directly: %
cat atleast 9000
cat expect = ok
cat expect = ok
cat say /msg dan three
dan expect (cat) one
dan expect (cat) two
dan expect (cat) three
END
begin late <<'END'
eve enter
door listen PORT
eve say /listen $PORT
eve expect = ok
fay client -p 0
fay expect * direct connections: %
fay say /msg eve one
line accept door
line next /call %
line drip = o
fay expect * eve cannot be reached directly: %
line send k\nlate\n
eve expect (fay) one
line closed
fay say /rooms
fay expect = ok
fay expect = #lobby %
END
guest=${guest# }
outcome silent 'a caller who says nothing, or half a line, is closed after ten seconds'
outcome deaf 'a call that is not answered for ten seconds fails'
outcome late 'an answer that comes too late does no harm'
check 'the server exits with status 0' stop
finish

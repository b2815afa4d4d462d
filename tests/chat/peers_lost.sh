#!/bin/sh
# peers_lost.sh - the server is killed, and peers talk on
#
# In the scenarios, ann, bob and cat are clients; dan is made by hand: `dan` is
# a connection to the server, and `line` is one to a client.
set -u
. "$(dirname "$0")/lib.sh"
cause="The client ends with the server, or waits for it."
topic="The chat protocol: without a server"
plan 11 client

# lost TITLE [BEGINNING] <STEPS: plays the steps with a server of their own,
# because they kill it.
lost() {
    start %p || give_up
    play "$@"
    wait "$runner" 2>/dev/null
    runner=''
}

lost 'two who are connected talk on' ann_and_bob <<'END'
ann expect * bob joined #lobby
ann say /msg bob before
ann expect = sent to bob directly
bob expect [ann] before
ann signal 9
ann next ! the server is gone; connected to: bob
bob next ! the server is gone; connected to: ann
ann say /msg bob after
ann next = sent to bob directly
bob next [ann] after
bob say /msg Ann after, too
bob next = sent to ann directly
ann next [bob] after, too
END

lost 'all that needs the server is answered, and nothing is sent' ann_and_bob <<'END'
cat client -p 0
cat expect * direct connections: %
bob say /msg ann hello
ann expect [bob] hello
ann signal 9
ann expect ! the server is gone; connected to: bob
ann say said in the room
ann next ! the server is gone; connected to: bob
ann say /rooms
ann next ! the server is gone; connected to: bob
ann say //text
ann next ! the server is gone; connected to: bob
ann say /msg cat hello
ann next ! the server is gone; connected to: bob
ann say
ann say /msg bob hello
ann next = sent to bob directly
END

lost '/exit leaves with status 1, and so does who has no peers then' ann_and_bob <<'END'
ann say /msg bob hello
bob expect [ann] hello
ann signal 9
ann expect ! the server is gone; connected to: bob
bob expect ! the server is gone; connected to: ann
ann send /msg bob one\n/msg bob two\n/exit\n
ann exits 1
bob next [ann] one
bob next [ann] two
bob next * ann is no longer connected directly: goodbye
bob exits 1
END

lost 'so does the end of the input, when all has been said' dan_calls <<'END'
bob freeze
bob flood 100 /msg dan line
bob signal 9
bob expect ! the server is gone; connected to: dan
bob finish
line count 100 line
line closed
line close
bob exits 1
END

lost 'so does who leaves, if the server does not answer' dan_calls <<'END'
bob say /me leaves
bob expect = ok
bob freeze
bob say /exit
line closed
bob signal 9
line close
bob exits 1
END

lost 'a client without peers ends with status 1' <<'END'
ann client -p 0
ann expect * direct connections: %
bob client
bob expect * bob joined #lobby
ann signal 9
ann exits 1
bob exits 1
ann expect chatclient: the server closed the connection
bob expect chatclient: the server closed the connection
END

lost 'a peer that comes or goes makes no difference to the others' <<'END'
ann client -p 0
ann keep PORT * direct connections: 127.0.0.1 port %
bob client -p 0
bob expect * direct connections: %
cat client -p 0
cat expect * direct connections: %
dan enter
dan say /call ann
dan keep TOKEN = ann 127.0.0.1 $PORT %
bob say /msg ann hello
bob say /msg cat hello
ann expect [bob] hello
cat expect [bob] hello
ann signal 9
ann expect ! the server is gone; connected to: bob
bob expect ! the server is gone; connected to: %, %
cat expect ! the server is gone; connected to: bob
line connect $PORT
line say /call $TOKEN
line next = ok
ann next * dan is connected directly
ann say /rooms
ann next ! the server is gone; connected to: bob, dan
cat say /exit
bob next * cat is no longer connected directly: goodbye
bob say /rooms
bob next ! the server is gone; connected to: ann
bob say /msg cat hello
bob next ! the server is gone; connected to: ann
line reset
ann next * dan is no longer connected directly: connection lost
ann say /msg bob still here
bob next [ann] still here
END

lost 'a call that only the answer is missing to still succeeds' dan_listens <<'END'
ann say /msg dan hello
line accept door
line next /call %
ann signal 9
dan closed
ann say /msg dan hello again
line say = ok
line next hello
line next hello again
ann expect = sent to dan directly
line close
ann exits 1
END

lost 'and if it fails, the message is not sent' dan_listens <<'END'
ann say /msg dan hello
line accept door
line next /call %
ann signal 9
dan closed
line say ! wrong token
ann expect ! not sent to dan: the server is gone
ann exits 1
END

lost 'a call that the server has not answered fails' ann_and_bob <<'END'
cat client -p 0
cat expect * direct connections: %
bob say /msg ann hello
ann expect [bob] hello
ann freeze
ann say /msg cat hello
ann say /msg bob hello
bob expect [ann] hello
ann signal 9
ann expect ! not sent to cat: the server is gone
ann say /msg bob still here
bob expect [ann] still here
END

lost 'a server that ends in the normal way is gone, too' ann_and_bob <<'END'
ann say /msg bob hello
bob expect [ann] hello
ann signal 15
ann expect ! the server is gone; connected to: bob
bob expect ! the server is gone; connected to: ann
ann say /msg bob after
bob next [ann] after
END
finish

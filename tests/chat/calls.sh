#!/bin/sh
# calls.sh - /listen and /call: members learn where they can connect directly
set -u
. "$(dirname "$0")/lib.sh"
cause="An error comes in the wrong order, or the two members learn different tokens."
topic="The chat protocol: commands, calls"
plan 10 server
other=::1 listen='[::]:'
if ! "$probe" talk -h "$other" s listen >/dev/null 2>&1; then
    other=127.0.0.1 listen=''
fi
start -l "$tmp/home/transcript" "$listen%p" || give_up

play 'before login, there is no /listen and no /call' <<'END'
ann connect
ann next * welcome: %
ann say /listen 1337
ann next ! log in first: /login NAME
ann say /call bob
ann next ! log in first: /login NAME
END
play '/lookup shows the port of /listen as a sixth word' <<'END'
ann enter
ann say /lookup ann
ann next = ann #lobby 127.0.0.1 % 0
ann next = end
ann say /listen 01337
ann next = ok
ann say /lookup ann
ann next = ann #lobby 127.0.0.1 % 0 1337
ann next = end
ann say /listen 65535
ann next = ok
ann say /lookup
ann next = ann #lobby 127.0.0.1 % 0 65535
ann next = end
END
play '/listen 0 and /logout take it back' <<'END'
ann enter
ann say /listen 1
ann next = ok
ann say /listen 0
ann next = ok
ann say /lookup ann
ann next = ann #lobby 127.0.0.1 % 0
ann next = end
ann say /listen 65535
ann next = ok
ann say /logout
ann next = ok
ann say /login ann
ann next = ok
ann next * ann joined #lobby
ann say /lookup ann
ann next = ann #lobby 127.0.0.1 % 0
ann next = end
END
play 'a port is a number from 0 to 65535' <<'END'
ann enter
ann say /listen 1
ann next = ok
ann say /listen
ann next ! usage: /listen PORT
ann say /listen 65536
ann next ! usage: /listen PORT
ann say /listen -1
ann next ! usage: /listen PORT
ann say /listen +1
ann next ! usage: /listen PORT
ann say /listen 1337 x
ann next ! usage: /listen PORT
ann say /listen 0x1
ann next ! usage: /listen PORT
ann say /listen 18446744073709551617
ann next ! usage: /listen PORT
ann say /lookup ann
ann next = ann % 0 1
ann next = end
END
play 'the errors of /call' <<'END'
ann enter
bob connect
bob say /login Bob
bob expect * Bob joined #lobby
ann expect * Bob joined #lobby
ann say /call
ann next ! usage: /call NAME
ann say /call eve
ann next ! nobody is called eve
ann say /call ANN
ann next ! that is you
ann say /call bob
ann next ! Bob does not listen
bob say /listen 1337
bob expect = ok
bob say /listen 0
bob next = ok
ann say /call bob
ann next ! Bob does not listen
bob nothing
END

"$chatprobe" play -v "$port" "$pid" >"$tmp/talk" <<END
bob connect $other
bob say /login Bob
bob expect * Bob joined #lobby
bob say /listen 1337
bob expect = ok
ann enter
eve enter
bob expect * eve joined #lobby
ann say /call bob
ann expect = Bob %
ann next = end
bob next * ann calls: %
ann say /call BOB
ann next = Bob %
ann next = end
bob next * ann calls: %
bob say /call ann
bob next ! ann does not listen
eve nothing
bob say /listen 2
bob next = ok
bob say /join tea
bob expect * Bob joined #tea
ann expect * Bob left: gone to #tea
ann say /call Bob
ann next = Bob %
ann next = end
bob next * ann calls: %
END
status=$?
cp "$tmp/talk" "$tmp/said"
result "$status" 'a call tells both, in whatever rooms they are, and nobody else'
sed -n 's/^  ann got: = Bob //p' "$tmp/talk" >"$tmp/answers"
sed -n 's/^  bob got: [*] ann calls: //p' "$tmp/talk" >"$tmp/tokens"
check 'a token is 32 hexadecimal digits' \
    [ "$(grep -c -x '[0-9a-f]\{32\}' "$tmp/tokens")" -eq 3 ]
check 'each call has another token' [ "$(sort -u "$tmp/tokens" | wc -l)" -eq 3 ]
check 'the answer has the address, the port of /listen and the same token' \
    [ "$(cat "$tmp/answers")" = "$(sed "1,2s/^/$other 1337 /; 3s/^/$other 2 /" "$tmp/tokens")" ]
stop
check 'nothing of this is in the transcript' [ ! -s "$tmp/home/transcript" ]
finish

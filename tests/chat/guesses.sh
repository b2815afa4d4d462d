#!/bin/sh
# guesses.sh - who has given three wrong keys in a row must wait, and nobody else
set -u
. "$(dirname "$0")/lib.sh"
cause="Wrong keys cost no time, or they delay others, too."
topic="The chat protocol: limits"
plan 7 server

echo sesame >"$tmp/key"
other=::1 listen='[::]:' # another address of this machine
if ! "$probe" talk -h "$other" s listen >/dev/null 2>&1; then
    other='' listen=''
fi
start -k "$tmp/key" "$listen%p" || give_up

# wrong NAME [ADDRESS]: steps that give three wrong keys.
wrong()
{
    cat <<END
$1 connect ${2-}
$1 say /login $1 x
$1 expect ! wrong key
$1 say /login $1 x
$1 next ! wrong key
$1 say /login $1 x
$1 next ! wrong key
$1 closed
END
}

# log_in NAME [ADDRESS]: steps that log in.
log_in()
{
    cat <<END
$1 connect ${2-}
$1 say /login $1 sesame
$1 expect * $1 joined #lobby
END
}

play 'after three wrong keys, the next line from that address waits a second' <<END
$(wrong ann)
bob connect
bob mark
bob say hello
bob expect ! log in first: %
bob atleast 1000
END
play 'of all connections from there, one key a second is taken' <<END
car connect
car next * welcome: %
ann connect
bob connect
ann mark
car say /login car x
car reset
ann say /login ann x
bob say /login bob x
bob finish
ann expect ! wrong key
bob expect ! wrong key
bob closed
ann atleast 2000
END

# While the server is stopped, lines come. It then takes them, except those that
# wait: these come a second later.
if [ -z "$other" ]; then
    skip_rest 'this system has no IPv6'
fi
play 'nobody at another address waits' <<END
$(log_in ann)
$(wrong eve)
bob connect
bob next * welcome: %
car connect $other
car next * welcome: %
bob freeze
bob say /login bob sesame
car say /login car sesame
bob thaw
ann next * car joined #lobby
ann next * bob joined #lobby
END
play 'a right key does not end the wait' <<END
$(log_in ann)
bob connect
bob mark
bob say /login bob sesame
bob expect * bob joined #lobby
bob atleast 1000
END
play 'nobody who has logged in waits' <<END
$(log_in ann)
bob connect
bob next * welcome: %
bob freeze
bob say /login bob sesame
ann say /me waves
bob thaw
ann next = ok
ann say /me waves again
ann next = ok
ann next * bob joined #lobby
END
stop # so that it has forgotten all wrong keys
start -k "$tmp/key" "$listen%p" || give_up
play 'two wrong keys cost no time' <<END
$(log_in ann)
$(wrong eve "$other")
bob connect
bob next * welcome: %
dan connect $other
dan next * welcome: %
bob freeze
dan say /login dan sesame
bob send /login bob x\n/login bob x\n/login bob sesame\n
bob thaw
ann expect * bob joined #lobby
ann next * dan joined #lobby
END
check 'the server exits with status 0' stop
finish

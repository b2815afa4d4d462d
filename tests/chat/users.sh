#!/bin/sh
# users.sh - chatserver -u: only users with the right password can log in
set -u
. "$(dirname "$0")/lib.sh"
cause="A wrong password is accepted, or a faulty file of users."
topic="The chat protocol: users"
plan 29 server
trusted=1
users=$tmp/home/users

# write TEXT ...: makes a private file of users, with a line for each TEXT.
write()
{
    : >"$users" && chmod 600 "$users" && printf '%s\n' "$@" >"$users"
}

# long N: prints a password of N bytes.
long()
{
    printf "%${1}s" '' | tr ' ' p
}


write '# the group of Monday' '' 'Ann:correct horse' "bob:it's: #1" \
    "car:$(long 100)" 'dan:schlüssel'
printf 'eve:cr\r\nfay:t\tab' >>"$users" # and no newline at the end
start -u users %p || give_up
play 'with the right password, a login succeeds, with the spelling of the file' <<'END'
ann connect
ann next * welcome: /login NAME PASSWORD to talk, /help for help
ann say hello
ann next ! log in first: /login NAME PASSWORD
ann say /login
ann next ! usage: /login NAME PASSWORD
ann say /login ann
ann next ! a password is needed: /login NAME PASSWORD
ann say /login aNN correct horse
ann next = ok
ann next * Ann joined #lobby
ann say /login bob it's: #1
ann next ! you are logged in already, as Ann
bob connect
bob say /login bob it's: #1
bob expect * bob joined #lobby
END
play 'passwords may be long, have blanks and UTF-8, and end in CR LF' <<END
car connect
car say /login car $(long 100)
car expect * car joined #lobby
dan connect
dan say /login dan schl\xc3\xbcssel
dan expect * dan joined #lobby
eve connect
eve say /login eve cr
eve expect * eve joined #lobby
fay connect
fay say /login fay t ab
fay expect * fay joined #lobby
END
play 'a wrong password and an unknown name get the same answer' <<'END'
ann connect
ann next * welcome: %
ann say /login ann correct
ann next ! wrong name or password
ann say /login nobody correct horse
ann next ! wrong name or password
ann say /login ann correct horse
ann next = ok
bob connect
bob next * welcome: %
bob say /login a.b x
bob next ! wrong name or password
bob say /login bob correct horse
bob next ! wrong name or password
bob say /login bob it's: #1
bob next = ok
END
play 'the third wrong one closes the connection' <<'END'
ann connect
ann next * welcome: %
ann say /login ann x
ann next ! wrong name or password
ann say /login nobody x
ann next ! wrong name or password
ann say /login ann correct horse!
ann next ! wrong name or password
ann closed
bob connect
bob say /login bob it's: #1
bob expect * bob joined #lobby
END
play 'a user logs in only once at a time; the right password comes first' <<'END'
ann connect
ann say /login ann correct horse
ann expect * Ann joined #lobby
bob connect
bob next * welcome: %
bob say /login ANN wrong
bob next ! wrong name or password
bob say /login ANN correct horse
bob next ! the name ANN is taken
ann say /logout
ann expect = ok
bob say /login ANN correct horse
bob next = ok
END

write '# others' 'bob:new'
play 'SIGHUP: the file is read again, and who is logged in stays' <<'END'
ann connect
ann say /login ann correct horse
ann expect * Ann joined #lobby
bob connect
bob say /login bob it's: #1
bob expect * bob joined #lobby
bob signal 1
bob flood 100 line
ann count 100 <bob> line
bob say /logout
bob expect = ok
bob say /login ann correct horse
bob next ! wrong name or password
bob say /login bob new
bob expect * bob joined #lobby
ann expect * bob joined #lobby
END
write 'bob:newer' 'car:' 'dan:x'
kill -HUP "$pid"
check 'if the file is faulty, stderr says why' "$chatprobe" await "$tmp/err" \
    'chatserver: users: line 2: a password is 1 to 100 bytes, with no blank at either end; the users stay as they were'
play 'and the users stay as they were' <<'END'
ann connect
ann next * welcome: %
ann say /login bob newer
ann next ! wrong name or password
ann say /login bob new
ann next = ok
END
rm "$users" && mkfifo -m 600 "$users"
kill -HUP "$pid"
check 'a FIFO does not block the server' \
    "$chatprobe" await "$tmp/err" 'users: it names nobody'
check 'the server exits with status 0' stop

rm "$users" && write ann:x
few=$tmp/bin/few # start does not limit a trusted program
printf '#!/bin/sh\nulimit -n 16\nexec "%s" "$@"\n' "$server" >"$few"
chmod +x "$few"
all=$server server=$few
start -u users %p || give_up
write bob:y
# The signal may be noticed only in the turn after the one that answers a line
# first; at the end of that turn it has been handled.
second_turn='a say /help
a expect = end
a say /help
a expect = end'
play 'SIGHUP: the file is read even when descriptors have run out' <<END
$(printf '%s connect\n' a b c d e f g h i j k l m)
m expect ! server is full
m closed
a signal 1
$second_turn
a say /login bob y
a expect * bob joined #lobby
END
stop
server=$all

# refused TEXT ARGUMENT ...: with these arguments, the server prints one line
# with TEXT on stderr, and exits with status 1.
refused()
{
    text=$1
    shift
    (cd "$tmp/home" && exec "$probe" run -wx -t "${TEST_LIMIT:-10}" \
        "$server" "$@") >"$tmp/refused" 2>"$tmp/err"
    [ "$?" -eq 1 ] && [ ! -s "$tmp/refused" ] &&
        [ "$(wc -l <"$tmp/err")" -eq 1 ] && grep -q -e "$text" "$tmp/err"
}

# faulty TEXT LINE ...: the same, with a file of these lines.
faulty()
{
    text=$1
    shift
    write "$@"
    refused "$text" -u users 0
}

rm "$users"
check 'an error if there is no colon' \
    faulty '^chatserver: users: line 3: it is not NAME:PASSWORD$' ann:x '#' bob
check 'an error if a name is not valid' \
    faulty "line 1: a name is 1 to 32 letters, digits, '_', '-'\$" a.b:x
check 'an error if a blank follows a name' faulty 'line 1: a name is' 'ann :x'
check 'an error if a name is missing' faulty 'line 1: a name is' :x
check 'an error if a name is too long' \
    faulty 'line 1: a name is' 123456789012345678901234567890123:x
check 'an error if a name comes twice, in upper and lower case' \
    faulty 'line 4: a line above has the same name$' ann:x bob:y '' ANN:z
check 'an error if a password is empty' faulty 'line 2: a password' ann:x bob:
check 'an error if a password is too long' \
    faulty 'line 1: a password is 1 to 100 bytes' "ann:$(long 101)"
check 'an error if a blank begins a password' faulty 'line 1: a password' 'ann: x'
check 'an error if a blank ends a password' faulty 'line 1: a password' 'ann:x '
check 'an error if a tab ends a password' \
    faulty 'line 1: a password' "$(printf 'ann:x\t')"
check 'an error if a line is too long' \
    faulty 'line 1: it is too long$' "#$(long 8191)"
check 'an error if a file names nobody' faulty 'users: it names nobody$' '# ann:x'
check 'an error if a file does not exist' refused 'No such file' -u none 0
write ann:x
chmod 640 "$users"
check 'an error if the group may read the file' \
    refused 'users: others may read it (chmod 600 makes it private)$' -u users 0
chmod 604 "$users"
check 'an error if everybody may read the file' refused 'others may read' -u users 0
chmod 600 "$users"
mkdir -m 700 "$tmp/home/folder"
check 'a folder is no file of users' refused 'Is a directory' -u folder 0
echo key >"$tmp/home/key"
check 'a usage line after both -k and -u' refused '^usage: chatserver' -k key -u users 0
finish

#!/bin/sh
# course.sh - homework: the programs in tests/csapp/course do what they should,
#             and every name of csapp.h is used in one of them
# shellcheck source=tests/csapp/lib.sh
. "$(dirname "$0")/lib.sh"
mkdir www/cgi-bin || exit 2
port=1

# gives TITLE STATUS OUTPUT COMMAND...: expects that the command exits with
# STATUS, and prints exactly OUTPUT, a format of printf, on stdout and stderr
# together. PID there stands for the process ID of a job.
gives()
{
    title=$1 wanted=$2 output=$3
    shift 3
    # shellcheck disable=SC2059 # OUTPUT is a format
    printf -- "$output" >expected
    "$@" >printed 2>&1
    status=$?
    sed 's/^\(\[[0-9]*\]\) [0-9]* /\1 PID /' printed >said
    {
        diff expected said
        echo "status $status"
    } >log
    diff expected said >differ && [ "$status" -eq "$wanted" ]
    verdict $? "$title"
}

# start OUTPUT SERVER ARGUMENT...: starts a server, which prints to the file
# OUTPUT, and sets $port to its port.
start()
{
    out=$1
    shift
    "$@" >"$out" 2>&1 &
    pids="$pids $!"
    "$probe" talk -t "${TEST_LIMIT:-10}" X check "grep -qs listening '$out'" >log || cat log >&2
    port=$(sed -n 's/^listening on port //p' "$out")
}

# talks TITLE STEP...: has a conversation with the server, see probe --help
talks()
{
    title=$1
    shift
    "$probe" talk -t "${TEST_LIMIT:-10}" -p "$port" "$@" >log
    verdict $? "$title"
}

# Files

printf 'bob 7\nann 3\n' >lines
gives 'records: written, read and sorted' 0 \
    '       3 ann\n       7 bob\n' records table <lines
gives 'records: an existing file is not overwritten' 1 \
    'Open error: File exists\n' records table <lines
gives 'records: a line in another form' 1 'records: not NAME NUMBER\n' \
    records table2 <"$tests/csapp/course.sh"
gives 'copy: a file' 0 '' copy table copied
gives 'copy: the copy is equal' 0 '' cmp table copied
gives 'copy: an existing file is not overwritten' 1 \
    'Open error: File exists\n' copy table copied
: >empty
gives 'copy: an empty file' 0 '' copy empty empty2
gives 'copy: no such file' 1 'Open error: No such file or directory\n' copy no x
mkdir folder folder/inner && cp lines folder/z && cp empty folder/a
gives 'list: a directory' 0 '-          0 a\nd inner\n-         12 z\n' \
    sh -c 'list folder | sed "s/^d *[0-9]*/d/"'
gives 'list: a file' 0 '-         12 lines\n' list lines
gives 'list: no such file' 1 'Stat error: No such file or directory\n' list no
printf 'abcdefghijklmnopqr' >letters
gives 'hexdump: from an offset' 0 \
    '00000001  62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f 70 71\n00000011  72\n' \
    hexdump letters 1
gives 'hexdump: the last two bytes' 0 '00000010  71 72\n' hexdump letters -2
gives 'hexdump: an offset before the beginning' 1 \
    'Lseek error: Invalid argument\n' hexdump letters -99
gives 'number: lines' 0 '     1  bob 7\n     2  ann 3\n' number <lines
gives 'number: a directory' 1 'Rio_readlineb error: Is a directory\n' number <.

# Processes and signals

gives 'squares: from three processes' 0 '1\n4\n9\n' squares 3
gives 'squares: wrong usage' 1 'usage: squares <n>     (1 to 100)\n' squares
gives 'group: one signal ends all processes' 0 \
    '4 processes wait\nall ended by signal 15\n' group 3
gives 'pending: signals do not queue' 0 "$(
    echo '1 and 3 sent: handled 0 and 0, pending SIGUSR1 SIGUSR2'
    echo 'SIGUSR1 awaited: handled 1 and 0, pending SIGUSR2'
    echo 'all unblocked: handled 1 and 1, pending'
)\n" pending
gives 'timeout: a program that ends in time' 7 'x\n' \
    timeout 60 /bin/sh -c 'echo x; exit 7'
gives 'timeout: a program that takes too long' 124 '' \
    timeout 1 "$tests/csapp/course/snooze" 60
gives 'timeout: no such program' 1 'Execve error: No such file or directory\n' \
    timeout 60 no/such
gives 'ticks: one tick, and the end' 0 'tick 1\n' ticks 1
snooze 60 >snoozed &
pids="$pids $!"
talks 'snooze: a signal ends the sleep' X check \
    "kill -INT $! 2>/dev/null; grep -q '^slept [0-9] of 60 seconds' snoozed 2>&1"
mkfifo fifo
gives 'merge: commands run at the same time' 0 'one\n' \
    merge 'cat fifo' 'echo one >fifo'
gives 'merge: a command that fails' 1 'one\n' merge 'echo one; exit 3'

# The shell, and programs that it runs as jobs

cat >sleeps <<'JOB'
#!/bin/sh
echo $$ >pid
exec sleep 60
JOB
cat >sleeper_there <<'JOB'
#!/bin/sh
until test -s pid; do :; done
JOB
cat >sleeper_gone <<'JOB'
#!/bin/sh
while kill -0 "$(cat pid)" 2>/dev/null; do :; done
JOB
cat >stops <<'JOB'
#!/bin/sh
kill -STOP $$
[ -z "$1" ] || echo "$1"
JOB
cat >types <<'JOB'
#!/bin/sh
kill -INT $PPID
exec sleep 60
JOB
cat >quits <<'JOB'
#!/bin/sh
kill -QUIT $PPID
JOB
chmod +x sleep* stops types quits
cat >commands <<'JOBS'
/bin/echo hello, world
no/such
./sleeps &
./sleeper_there
./stops resumed
jobs
kill %1
./sleeper_gone
fg %2
bg %2
./types

./stops
quit
/bin/echo never
JOBS
gives 'shell: jobs' 0 "$(
    echo 'hello, world'
    echo 'Execve error: No such file or directory'
    echo '[1] PID ./sleeps &'
    echo '[2] PID stopped: ./stops resumed'
    echo '[1] PID running: ./sleeps &'
    echo '[2] PID stopped: ./stops resumed'
    echo '[1] PID killed: ./sleeps &'
    echo resumed
    echo 'shell: no such job'
    echo '[1] PID killed: ./types'
    echo '[1] PID stopped: ./stops'
)\n" shell <commands
echo ./quits >commands
gives 'shell: SIGQUIT ends it' 1 'shell: quit\n' shell <commands

# Threads

gives 'factor: the thread that finds one ends the others' 0 \
    '2146654199 = 46327 * 46337; 3 threads cancelled\n' factor 2146654199
gives 'factor: a prime number' 0 '46337 is prime; 4 threads cancelled\n' \
    factor 46337
buffer 1 1 1 >printed 2>&1
if grep -q '^Sem_init error: Function not impl' printed; then
    skip buffer 'this system has no unnamed semaphores'
else
    gives 'buffer: producers and consumers' 0 '1501500\n' buffer 3 2 1000
fi

# Names and connections

gives 'dotted: an address to a number' 0 '0x7f000001\n' dotted 127.0.0.1
gives 'dotted: a number to an address' 0 '127.0.0.1\n' dotted 0x7f000001
gives 'dotted: an incomplete address' 1 \
    'Inet_pton error: not an address of this family\n' dotted 1.2.3
gives 'lookup: an address' 0 '127.0.0.1 port 80\n' lookup 127.0.0.1 80
lookup no-such-host.invalid 80 >printed 2>&1
[ $? -eq 1 ] && grep -q '^no-such-host.invalid: .' printed
verdict $? 'lookup: an unknown name'
gives 'byhand: a sum' 0 '4294967295\n' byhand 1 2 4294967292

# The web server, and the proxy between it and a client

printf 'hello, web\n' >www/page.html
cp /bin/sh www/big
: >www/nothing
cp "$tests/csapp/course/sum" www/cgi-bin/sum
echo 'no program' >www/cgi-bin/text
cd www || exit 2
start ../web web 0
cd .. || exit 2
web=$port
gives 'web: a page' 0 'hello, web\n' fetch localhost "$web" /page.html
gives 'web: an empty page' 0 '' fetch localhost "$web" /nothing
fetch localhost "$web" /big >big 2>log && cmp www/big big >>log
verdict $? 'web: a large page'
gives 'web: the output of a program' 0 '42\n' \
    fetch localhost "$web" '/cgi-bin/sum?40&2'
gives 'web: no such page' 1 'fetch: HTTP/1.0 404 Not Found\r\n' \
    fetch localhost "$web" /none
gives 'web: a file that is not a program' 1 \
    'fetch: HTTP/1.0 403 Forbidden\r\n' fetch localhost "$web" /cgi-bin/text
gives 'web: a file outside its folder' 1 'fetch: HTTP/1.0 403 Forbidden\r\n' \
    fetch localhost "$web" /../lines
talks 'web: the head of a page, an unknown method, a client that leaves' \
    a connect a send 'GET /page.html HTTP/1.1\r\nHost: x\r\n\r\n' \
    a expect 'HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n' \
    a expect 'Content-Length: 11\r\n\r\nhello, web\n' a end \
    b connect b send 'POST / HTTP/1.0\r\n\r\n' \
    b find '501 Not Implemented' b gone \
    c connect c send 'GET /big HTTP/1.0\r\n\r\n' c reset \
    d connect d send 'hello\n\n' d find '400 Bad Request' d gone

start proxy.out proxy "$web"
[ "$port" -ne "$web" ]
verdict $? 'proxy: it takes another port if its port is in use'
gives 'proxy: a page' 0 'hello, web\n' \
    fetch localhost "$port" "http://localhost:$web/page.html"
gives 'proxy: a port where no server listens' 1 \
    'fetch: HTTP/1.0 502 Bad Gateway\r\n' \
    fetch localhost "$port" http://localhost:1/
talks 'proxy: a client in the middle of a request holds up no other' \
    a connect a send 'GET http:' \
    b connect b send "GET http://localhost:$web/page.html HTTP/1.1\\r\\n" \
    b send 'Connection: keep-alive\r\nA: b\r\n\r\n' \
    b find 'Content-Length: 11\r\n\r\nhello, web\n' b end \
    a send "//localhost:$web/nothing HTTP/1.0\\r\\n\\r\\n" \
    a find 'Content-Length: 0\r\n\r\n' a end \
    c connect c send 'GET /page.html\r\n\r\n' \
    c find '400 Bad Request\r\n\r\n' c end \
    d connect d send "PUT http://localhost:$web/ HTTP/1.0\\r\\n\\r\\n" \
    d find '501 Not Implemented\r\n\r\n' d end
gives 'fetch: a port where no server listens' 1 \
    'Open_clientfd error: localhost port 1: Connection refused\n' \
    fetch localhost 1 /

# Is every name of csapp.h used? The names are its macros and types, and the
# functions that csapp.o defines.

sed -n 's/^#define \([A-Z][A-Z_]*\) .*/\1/p; s/^.*[ }]\([a-z]*_t\);/\1/p
    s/^typedef.* \([a-z]*_t\)(.*/\1/p' "$tests/../csapp.h" |
    grep -v -e '^CSAPP_' -e '^_' >public
printf 'SA\nenviron\nstrcasestr\n' >>public
nm -P -g "$tests/../csapp.o" | awk '$2 == "T" {
    sub(/^_/, "", $1); sub(/^csapp_/, "", $1); print $1 }' >>public
sort -u public >names
grep -hv '^ *\*' "$tests"/csapp/course/*.c | tr -cs 'A-Za-z0-9_' '\n' |
    sort -u >words
comm -23 names words | sed 's/^/in no program: /' >log
[ "$(wc -l <names)" -gt 100 ] && [ ! -s log ]
verdict $? 'every name of csapp.h is used'
finish

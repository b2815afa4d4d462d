#!/bin/sh
# driver.sh - tests the proxy as the driver of a course does: it starts the web
#             server and the proxy of tests/csapp/course on a port each, waits
#             until they listen there, and compares files from the proxy with
#             the originals
#
# Such drivers look only at the table of IPv4 sockets. They do not find a server
# that listens on an IPv6 socket, even if it serves IPv4, too.
# shellcheck source=tests/csapp/lib.sh
. "$(dirname "$0")/lib.sh"
mkdir got || exit 2
files=0

# listens PORT: succeeds if PORT is in the table of IPv4 sockets that listen.
cat >listens <<'END'
if [ -r /proc/net/tcp ]; then
    awk -v port="$(printf ':%04X$' "$1")" \
        '$2 ~ port && $4 == "0A" { found = 1 } END { exit !found }' /proc/net/tcp
else
    netstat -an | awk -v port="[.:]$1\$" \
        '$1 ~ /^tcp4?$/ && $4 ~ port && /LISTEN/ { found = 1 } END { exit !found }'
fi
END
if [ ! -r /proc/net/tcp ] && ! command -v netstat >/dev/null; then
    skip driver 'there is neither /proc/net/tcp nor netstat'
    finish
fi

# start SERVER: starts it on a free port, $port. Its process ID is the last one
# in $pids.
mkfifo ports
start()
{
    "$probe" port >ports & # reserves the port: no other test uses it
    pids="$pids $!"
    read -r port <ports
    (cd www && exec "$1" "$port") >"$1.out" 2>&1 &
    pids="$pids $!"
    "$probe" talk -t "${TEST_LIMIT:-10}" X check "sh listens $port" >log
    verdict $? "$1 listens by IPv4 on its port"
}

# fetches FILE PORT [AS]: starts to fetch FILE through the proxy from the web
# server on PORT, and stores it as got/AS. When all of it has come unchanged,
# there is a file got/AS.whole.
fetches()
{
    as=${3-$1}
    {
        fetch localhost "$proxy" "http://localhost:$2/$1" >"got/$as" &&
            cmp "www/$1" "got/$as" && : >"got/$as.whole"
    } >>fetched 2>&1 &
    pids="$pids $!"
}

# come COUNT: waits until COUNT files have come unchanged.
come()
{
    "$probe" talk -t "${TEST_LIMIT:-10}" X check \
        "[ \$(ls got | grep -c '[.]whole$') -eq $1 ]" >log ||
        { cat fetched >>log && false; }
}

printf 'hello, web\n' >www/home.html
: >www/empty
cp /bin/sh www/program
cp "$tests/../csapp.c" www/csapp.c
start web
web=$port
start proxy
proxy=$port
for file in home.html csapp.c program empty; do
    fetches $file "$web"
    files=$((files + 1))
    come $files
    verdict $? "$file comes through the proxy unchanged"
done

start web
kill -STOP "${pids##* }" # the kernel accepts, but the server never answers
fetches home.html "$port" never
"$probe" talk -t "${TEST_LIMIT:-10}" X check \
    "[ \$(grep -c '^request from' proxy.out) -eq 5 ]" >log
verdict $? 'the proxy takes a request for a server that never answers'
for i in 1 2 3 4 5 6 7 8; do
    fetches program "$web" program$i
done
come 12 && [ ! -e got/never.whole ]
verdict $? 'meanwhile eight clients get their files, all at the same time'
finish

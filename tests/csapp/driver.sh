#!/bin/sh
# driver.sh - a driver as courses have it for the proxy: it gives the web server
#             and the proxy of tests/csapp/course a port each, waits until they listen
#             there by IPv4, and compares what comes through the proxy
#
# Such drivers look only at the table of IPv4 sockets. A server that listens on
# an IPv6 socket, even one that serves IPv4 too, is not there to them.
# shellcheck source=tests/csapp/lib.sh
. "$(dirname "$0")/lib.sh"
mkdir got || exit 2
files=0

# listens PORT: is it in the table of the IPv4 sockets that listen?
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

# start SERVER: at a free port, $port; pids ends with its process ID
mkfifo ports
start()
{
    "$probe" port >ports & # keeps other tests from it
    pids="$pids $!"
    read -r port <ports
    (cd www && exec "$1" "$port") >"$1.out" 2>&1 &
    pids="$pids $!"
    "$probe" talk -t "${TEST_LIMIT:-10}" X check "sh listens $port" >log
    verdict $? "$1 listens by IPv4 at the port that it is given"
}

# fetches FILE PORT [AS]: through the proxy, from the web server at this port;
# beside what follows. got/AS.whole is there when it has come as it is.
fetches()
{
    as=${3-$1}
    {
        fetch localhost "$proxy" "http://localhost:$2/$1" >"got/$as" &&
            cmp "www/$1" "got/$as" && : >"got/$as.whole"
    } >>fetched 2>&1 &
    pids="$pids $!"
}

# come COUNT: waits until so many files have
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
    verdict $? "$file comes through the proxy as it is"
done

start web
kill -STOP "${pids##* }" # the kernel accepts for it, and it never answers
fetches home.html "$port" never
"$probe" talk -t "${TEST_LIMIT:-10}" X check \
    "[ \$(grep -c '^request from' proxy.out) -eq 5 ]" >log
verdict $? 'the proxy asks a server that never answers'
for i in 1 2 3 4 5 6 7 8; do
    fetches program "$web" program$i
done
come 12 && [ ! -e got/never.whole ]
verdict $? 'meanwhile eight get their files, all at once'
finish

#!/bin/sh
# port_in_use.sh - a second server on the port reports an error and ends
. "$(dirname "$0")/../lib.sh"
likely other "The result of bind is not checked, or SO_REUSEPORT lets two servers listen on the same port." \
    "Error handling (CS:APP 8.3), open_listenfd (11.4.8)"

# One script runs both servers, so that they belong to the same user:
# SO_REUSEPORT has no effect between different users.
server=$copy
copy=$tmp/bin/both
cat >"$copy" <<END
#!/bin/sh
"$server" "\$1" &
read -r go <"$tmp/go"
"$server" "\$1" </dev/null >second.out 2>second.err
echo "\$?" >second.status
wait
END
chmod 755 "$copy"
mkfifo "$tmp/go"
start -- %p
echo "did: ran ${program##*/} on a port where another listens" >>"$tmp/talk"
exec 9<>"$tmp/go" # <> does not wait for a reader, which may be dead or stopped
echo go >&9
second=$tmp/home/second
"$probe" talk -t "$patience" X check "test -s '$second.status'" >/dev/null ||
    fail 'the second server ends' 'it did not'
case $(cat "$second.status") in
13? | 14?) fail 'it ends by itself' 'a signal killed it' ;;
esac
likely other "The server ends without a message when its port is in use." \
    "Error handling (CS:APP 8.3)"
[ -s "$second.err" ] || [ -s "$second.out" ] ||
    fail 'an error message' 'there is none'
talk a session 'the first one serves on\n'
pass

#!/bin/sh
# stdout_limited.sh - the server goes on when its stdout file may not grow
. "$(dirname "$0")/../lib.sh"
likely killed "A write past the file size limit raises SIGXFSZ, which kills a server that does not ignore it." \
    "Signals and their default actions (CS:APP 8.5)"

server=$copy
copy=$tmp/bin/limited
cat >"$copy" <<END
#!/bin/sh
ulimit -f 1
exec "$server" "\$1"
END
chmod 755 "$copy"
start -- %p
talk 'a*100' session 'one\n' b session 'served on\n'
pass

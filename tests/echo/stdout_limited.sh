#!/bin/sh
# stdout_limited.sh - stdout may be a file that must not grow
. "$(dirname "$0")/../lib.sh"
cause="SIGXFSZ, which a write past the limit for files raises, kills a server that does not ignore it."
topic="Signals and their default actions (CS:APP 8.5)"

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

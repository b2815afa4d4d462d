#!/bin/sh
# stays_small.sh - echoes that a client does not read do not pile up in memory
. "$(dirname "$0")/../lib.sh"

has_proc || skip 'needs /proc, to see the memory of a process'
start -- %p
talk a session 'x\n'
memory=$(uses memory)
small="kb=\$('$probe' stat $pid memory); echo \"\$kb kB, not $memory as before\"; \
    [ \$kb -le $((memory + 8000)) ]"
awk 'BEGIN { while (n++ < 200000) print "one of 200,000 lines: " n }' >"$tmp/lines"
likely other "Memory is allocated for each line, and never freed." \
    "malloc and free (CS:APP 9.9)"
talk a connect a echo "@$tmp/lines" memory_stays_small check "$small"
likely other "Echoes that a client does not read are kept in memory without a limit. Stop reading from such a client." \
    "Flow control; event-driven servers (CS:APP 12.2)"
talk a connect a stuff 30000000 memory_stays_small check "$small"
pass

#!/bin/sh
# 01-second-client.sh - where the second client of an iterative server blocks
#
# Run:   sh demo/01-second-client.sh       (about 5 s)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
need echoserveri demo/blocks

say 'The iterative server serves client 1, which stays. Client 2 connects,' \
    'writes and reads: which of the three calls blocks? Then we fill the' \
    "kernel's buffers and the server's backlog."
echo

start ./echoserveri
{ demo/blocks localhost "$port" || : >"$work/failed"; } | tee "$work/observed"
[ ! -e "$work/failed" ] || die 'blocks failed'

saw()
{
    grep -q "$1" "$work/observed"
}

saw 'read blocks' || not_shown 'client 2 was answered while client 1 was there.'
saw 'read returned .* later' ||
    not_shown 'client 2 was not answered when client 1 had left.'
buffered=$(sed -n 's/.*write blocks after \(.*\) bytes/\1/p' "$work/observed")
conclude 'connect and write return without the server, for the kernel completes' \
    "the connection and buffers what is written (here $buffered bytes); it is" \
    'the read that blocks, until client 1 has left and the server accepts.'

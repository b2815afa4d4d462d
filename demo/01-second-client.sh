#!/bin/sh
# 01-second-client.sh - where the second client of an iterative server blocks
#
# Run:   sh demo/01-second-client.sh       (about 5 s)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
need echoserveri demo/blocks

say 'The iterative server serves client 1, which stays connected. Client 2' \
    'connects, writes and reads. Which of these three calls blocks? After' \
    "that we fill the kernel's buffers and the server's backlog."
echo

start ./echoserveri
{ demo/blocks localhost "$port" || : >"$work/failed"; } | tee "$work/observed"
[ ! -e "$work/failed" ] || die 'blocks failed'

saw()
{
    grep -q "$1" "$work/observed"
}

saw 'read blocks' ||
    not_shown 'client 2 was answered while client 1 was connected.'
saw 'read returned .* later' ||
    not_shown 'client 2 was not answered after client 1 had left.'
buffered=$(sed -n 's/.*write blocks after \(.*\) bytes/\1/p' "$work/observed")
conclude 'The calls connect and write return before the server accepts the' \
    'connection, because the kernel completes the connection and buffers the' \
    "bytes that are written (here $buffered bytes). Only the read blocks," \
    'until client 1 has left and the server accepts client 2.'

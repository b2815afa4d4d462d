#!/bin/sh
# one_line.sh - a line comes back as it was sent
. "$(dirname "$0")/../lib.sh"
cause="The server does not read a line and write it back, or it waits for more input before it does."
topic="The echo server (CS:APP 11.4.9)"

start -- %p
talk a connect a send 'hello\n' a expect 'hello\n' a finish a end
pass

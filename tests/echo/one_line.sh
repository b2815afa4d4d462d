#!/bin/sh
# one_line.sh - a line comes back as it was sent
. "$(dirname "$0")/../lib.sh"
likely silent "The server does not read a line and write it back, or it waits for more input before it does. Write each line back as soon as it has come." \
    "The echo server (CS:APP 11.4.9)"

start -- %p
talk a connect a send 'hello\n' a expect 'hello\n'
pass

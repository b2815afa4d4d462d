#!/bin/sh
# empty_lines.sh - an empty line is a line
. "$(dirname "$0")/../lib.sh"
likely silent "An empty line does not come back: it is skipped, or the server waits for more." \
    "An empty line is not the end of file (CS:APP 10.4)"
likely closed "An empty line is taken for the end of the input." \
    "At end of file, read returns 0; an empty line is one byte (CS:APP 10.4)"

start -- %p
talk a session '\n' b session '\n'
pass

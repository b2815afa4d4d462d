#!/bin/sh
# empty_lines.sh - an empty line is a line
. "$(dirname "$0")/../lib.sh"
cause="An empty line is treated as the end of the input, or is skipped."
topic="At end of file, read returns 0; an empty line is not the end of file (CS:APP 10.4)"

start -- %p
talk a connect a echo '\n' a send '\n\n\nx\n\n' a expect '\n\n\nx\n\n' a finish a end
pass

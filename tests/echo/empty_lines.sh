#!/bin/sh
# empty_lines.sh - an empty line is a line
. "$(dirname "$0")/../lib.sh"
cause="A line without text is taken for the end, or is skipped."
topic="The end of file is a read that returns 0, not an empty line (CS:APP 10.4)"

start -- %p
talk a connect a echo '\n' a send '\n\n\nx\n\n' a expect '\n\n\nx\n\n' a finish a end
pass

#!/bin/sh
# rio.sh - the contracts of csapp.h, tested from inside
set -u
tests=$(cd "$(dirname "$0")" && pwd) || exit 2
[ -x "$tests/riotest" ] || (cd "$tests/.." && make -s tests/riotest) || exit 2
"$tests/riotest"

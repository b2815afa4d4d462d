#!/bin/sh
# signals.sh - what the code promises of signals, in storms of them
set -u
tests=$(cd "$(dirname "$0")" && pwd) || exit 2
[ -x "$tests/signaltest" ] || (cd "$tests/.." && make -s tests/signaltest) ||
    exit 2
"$tests/signaltest"

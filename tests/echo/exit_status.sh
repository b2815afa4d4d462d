#!/bin/sh
# exit_status.sh - after an error, the exit status is not 0
. "$(dirname "$0")/../lib.sh"
likely other "The program ends with exit status 0 after an error, so that a script takes this for success." \
    "Error handling (CS:APP 8.3), exit (8.4.3)"

# shellcheck disable=SC2119 # without an argument
exits_with_error
# Another program, the probe, listens on the port.
talk s listen c run "$client \$PORT" c exit error
pass

# shellcheck shell=sh
#
# lib.sh - what echo.sh and chat.sh share
#
# A script sources this file before it handles its options. See tests/tap.sh for
# the rest.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

# show FILE...: prints reports without the lines that all of them have.
show()
{
    grep -hv -e '^TAP version' -e '^1[.][.]' -e '# SKIP' -e '^ *---$' \
        -e '^ *[.][.][.]$' "$@"
}

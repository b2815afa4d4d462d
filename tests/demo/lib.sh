# lib.sh - functions for the tests of the demonstrations
#
#   plan N                how many tests there are
#   ok TITLE COMMAND...   a test: passes if the command succeeds
#   skip TITLE REASON     a test that cannot run here
#   finished              exits with 0 if all passed, 1 if not
#
# The output of COMMAND is in $work/out, and is shown if COMMAND fails. Other
# functions, such as start and stop, are in demo/lib.sh.
# shellcheck shell=sh disable=SC2034

cd "$(dirname "$0")/../.." || exit 1
. demo/lib.sh

tests=0 failed=0
servers=$(set -- echoserver*.c && echo $#) # the number of echo servers

plan()
{
    echo "1..$1"
    planned=$1
}

ok()
{
    title=$1
    shift
    tests=$((tests + 1))
    if "$@" >"$work/out" 2>&1; then
        echo "ok $tests - $title"
    else
        echo "not ok $tests - $title"
        sed 's/^/# /' "$work/out"
        failed=$((failed + 1))
    fi
}

skip()
{
    tests=$((tests + 1))
    echo "ok $tests - $1 # SKIP $2"
}

finished()
{
    [ "$tests" -eq "$planned" ] || die "$tests tests, $planned planned"
    [ "$failed" -eq 0 ]
    exit
}

# refuses TEXT COMMAND... - succeeds if the command exits with status 1 and TEXT
# is in what it writes to stderr
refuses()
{
    expected=$1
    shift
    "$@" 2>"$work/err"
    status=$?
    cat "$work/err"
    [ "$status" -eq 1 ] && grep -q -e "$expected" "$work/err"
}

well_formed()
{
    if command -v xmllint >/dev/null; then
        xmllint --noout "$1"
    else # checks that each element is closed, and each & begins an XML entity
        awk '{
            while (match($0, /<[^>]*>/)) {
                tag = substr($0, RSTART, RLENGTH)
                text = substr($0, 1, RSTART - 1)
                if (text ~ /&/ && text !~ /&#?[a-z0-9]+;/)
                    bad = 1
                if (tag ~ /^<\//)
                    depth--
                else if (tag !~ /\/>$/)
                    depth++
                $0 = substr($0, RSTART + RLENGTH)
            }
        } END { exit bad || depth != 0 || NR == 0 }' "$1"
    fi
}

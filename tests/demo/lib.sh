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
    else # checks that elements end in order, attributes, and entities
        awk '
            BEGIN { RS = "<" }
            function wrong(text)
            {
                print FILENAME ": " text
                bad = 1
                exit 1
            }
            {
                rest = $0
                gsub(/&(amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);/, "", rest)
                if (rest ~ /&/)
                    wrong("& begins no entity: " $0)
                if (rest ~ /[\001-\010\013\014\016-\037]/)
                    wrong("a control character: " $0)
                if (NR == 1 && /[^ \n]/)
                    wrong("text before the first element: " $0)
                if (NR == 1)
                    next
                end = index($0, ">")
                if (end == 0)
                    wrong("< begins no tag: " $0)
                tag = substr($0, 1, end - 1)
                name = tag
                sub(/[ \n\/].*/, "", name)
                attributes = substr(tag, length(name) + 1)
                if (tag ~ /^\// && "/" stack[depth--] != tag)
                    wrong("<" tag "> does not end <" stack[depth + 1] ">")
                if (tag ~ /^[A-Za-z]/) {
                    closed = sub(/\/$/, "", attributes)
                    gsub(/[ \n]+[A-Za-z][A-Za-z0-9:_-]*="[^"]*"/, "", \
                        attributes)
                    if (attributes ~ /[^ \n]/)
                        wrong("attributes: <" tag ">")
                    if (!closed)
                        stack[++depth] = name
                } else if (tag !~ /^[\/?!]/)
                    wrong("< begins no tag: " $0)
                if (depth == 0 && substr($0, end + 1) ~ /[^ \n]/)
                    wrong("text after the last element: " $0)
            }
            END {
                if (!bad && depth > 0)
                    wrong("<" stack[depth] "> does not end")
                exit bad || NR < 2
            }' "$1"
    fi
}

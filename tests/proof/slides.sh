#!/bin/sh
# slides.sh - tests that grade.sh is fair to programs in the shape of the slides
#
# These programs are in tests/mistakes/slides/, with a wrapper layer of their
# own. The file marks there says which tests they lose. They must lose these,
# and no others. A test that cannot run on this machine is not compared.
. "$(dirname "$0")/../tap.sh"
export TEST_LIMIT=5 # seconds to wait: some of these answers never come
slides=$tests/mistakes/slides
table=$slides/marks

# pairs: prints "PROGRAM TEST" for each test that the table says is lost.
pairs()
{
    awk -F ' [|] ' '
        /^#/ || NF == 0 { next }
        NF != 3 {
            print FILENAME ": line " NR ": not three columns" >"/dev/stderr"
            exit 1
        }
        {
            programs = split($1, program, ",")
            tests = split($2, test, ",")
            for (i = 1; i <= programs; i++)
                for (k = 1; k <= tests; k++)
                    print program[i], test[k]
        }' "$table"
}

# as_told PROGRAM BASIC: prints how the marks of the program differ from the
# table, and fails if they do: in the section "Basic behaviour" if BASIC is 1,
# and in all others if it is 0.
as_told()
{
    awk -F '|' -v program="$1" -v basic="$2" '
        FILENAME ~ /\/pairs$/ {
            split($0, pair, " ")
            if (pair[1] == program)
                told[pair[2]] = 1
            next
        }
        $1 == program && ($2 == "Basic behaviour") == basic {
            rows++
            lost = $5 < $4
            if ($6 != "skipped" && lost != ($3 in told)) {
                print $3 (lost ? " is lost: " $7 : " is not lost")
                differs = 1
            }
        }
        END {
            if (!rows)
                print "it was not graded"
            exit differs || !rows
        }' "$tmp/pairs" "$tmp/marks"
}

# all_are_tests: prints which pairs of the table are no graded tests.
all_are_tests()
{
    cut -d '|' -f 1,3 "$tmp/marks" | tr '|' ' ' | sort >"$tmp/graded"
    sort "$tmp/pairs" | comm -23 - "$tmp/graded" >"$tmp/unknown"
    cat "$tmp/unknown"
    [ -s "$tmp/graded" ] && [ ! -s "$tmp/unknown" ]
}

# builds: builds the programs, and expects no warning.
builds()
{
    (cd "$tmp/programs" && make -s ${CC:+"CC=$CC"}) >"$tmp/make" 2>&1
    built=$?
    cat "$tmp/make"
    [ "$built" -eq 0 ] && [ ! -s "$tmp/make" ]
}

# graded PROGRAM...: grades these programs. They lose marks, so grade.sh must
# exit with 1.
graded()
{
    options=$(printf ' -p %s' "$@")
    # shellcheck disable=SC2086 # several options
    sh "$tests/grade.sh" -m "$tmp/marks" -j 8 $options "$tmp/programs"
    [ $? -eq 1 ]
}

if [ "$(uname -s)" = Darwin ]; then
    skip 'the programs of the slides' 'one of them needs semaphores'
    finish
fi
pairs >"$tmp/pairs" || exit 2
cp -R "$slides" "$tmp/programs" || exit 2
chmod 755 "$tmp" "$tmp/programs"
: >"$tmp/marks"
expect 'the programs of the slides can be built, without a warning' builds
[ "$failures" -eq 0 ] || finish
# In the order of a report.
programs=$(awk -f "$tests/rows.awk" "$tests/rubric" | cut -d '|' -f 4 |
    grep -v / | awk '!seen[$0]++')
# shellcheck disable=SC2086 # several names
expect 'they can be graded' graded $programs
expect 'the table names only tests that are graded' all_are_tests
for program in $programs; do
    excepted=$(awk -F '|' -v program="$program" '
        FILENAME ~ /\/pairs$/ { told[$0]; next }
        $1 == program && $2 == "Basic behaviour" && ($1 " " $3 in told) {
            printf "%s%s", (n++ ? ", " : " but "), $3
        }' "$tmp/pairs" "$tmp/marks")
    expect "$program has all marks of \"Basic behaviour\"$excepted" \
        as_told "$program" 1
    expect "$program loses the other marks that it must, and no more" \
        as_told "$program" 0
done
finish

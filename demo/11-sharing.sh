#!/bin/sh
# 11-sharing.sh - counts that get lost when threads share a variable without a
#                 lock; compared with a mutex, and with processes
#
# Run:   sh demo/11-sharing.sh       (about 0.3 s, at most 3 s)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
need demo/sharing

say 'Four threads count in the same variable: each of them does count++, many' \
    'times. How many of the counts are lost without a lock, and with a mutex?' \
    'Then four processes do the same. What do they see in the variable, and' \
    'what does their parent see?'
echo
demo/sharing >"$work/observed" || die 'sharing failed'
cat "$work/observed"

# field ROW N - prints the Nth number of the row that begins with ROW
field()
{
    awk -v row="$1" -v n="$2" 'index($0, row) == 1 {
        gsub(/[^0-9.]+/, " ")
        split($0, numbers, " ")
        print numbers[n]
    }' "$work/observed"
}

lossy=$(field without 1) runs=$(field without 2) most=$(field without 4)
all=$(sed -n 's/^.* runs, \([0-9]*\) counts.*/\1/p' "$work/observed")
each=$((all / 4))
[ "$lossy" -gt 0 ] ||
    not_shown 'no count was lost without a lock, but count++ is still a race.'
[ "$(field 'with a' 1)" -eq 0 ] || not_shown 'counts were lost with a mutex.'
[ "$(grep children "$work/observed")" = \
    "children: $each $each $each $each   parent: 0" ] ||
    not_shown 'the processes did not have a copy of the variable each.'
ratio=$(awk -v a="$(field 'with a' 5)" -v b="$(field without 5)" \
    'BEGIN { printf "%.1f", a / b }')
conclude 'To count, a thread reads the variable, adds 1, and writes the sum.' \
    'If another thread counts in between, the counts of the other thread are' \
    "overwritten: here in $lossy of $runs runs, and up to $most of $all counts. With a mutex, no" \
    "count was lost, and a count took $ratio times as long. A process has a" \
    'copy of its own: it loses nothing, but its parent does not see its counts.'

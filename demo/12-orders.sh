#!/bin/sh
# 12-orders.sh - in how many different orders threads, processes and an event
#                loop answer eight clients that send at once
#
# Run:   sh demo/12-orders.sh       (about 0.2 s)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
need demo/orders

say 'Eight clients send at once: always in the same order, one right after' \
    'the other. Eight threads, eight processes and an event loop answer them.' \
    'Are the answers always given in the same order, too?'
echo
demo/orders >"$work/observed" || die 'orders failed'
cat "$work/observed"

# field MODEL N - prints the Nth field from the end of the row of the model
field()
{
    awk -v model="$1" -v n="$2" \
        'index($0, model) == 1 { print $(NF - n + 1) }' "$work/observed"
}

rounds=$(sed -n 's/ rounds,.*//p' "$work/observed")
threads=$(field threads 3) processes=$(field processes 3)
for model in threads processes; do
    [ "$(field "$model" 3)" -gt 1 ] ||
        not_shown "the $model answered in the same order each time."
done
loop="$(field 'event loop' 3) different orders, most often"
[ "$(field 'event loop' 3)" -gt 1 ] || loop='the same order each time,'
conclude 'The scheduler decides which thread or process runs first: in' \
    "$rounds rounds, threads had $threads different orders, and processes" \
    "$processes. An event loop asks who has sent, and answers these clients" \
    'in the order of its array. So its order depends only on who has sent' \
    "when it asks. Here it had $loop $(field 'event loop' 2), although" \
    'the clients sent in the order 87654321.'

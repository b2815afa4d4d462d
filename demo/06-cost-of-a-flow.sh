#!/bin/sh
# 06-cost-of-a-flow.sh - what it costs to create and reap a process or a
#                        thread, and to take a turn in an event loop
#
# Run:   sh demo/06-cost-of-a-flow.sh       (about 2 s)
set -u
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh
need demo/cost

say 'A process is created, ends and is reaped, many times over. The same is' \
    'done with a thread. An event loop takes many turns; a turn consists of' \
    'select, read and write. How many threads cost as much as one process,' \
    'and how many turns as one thread?'
echo
demo/cost >"$work/observed" || die 'cost failed'
echo 'These are the median times:'
cat "$work/observed"

# ratio A B - prints how many times as long flow A takes as flow B
ratio()
{
    awk -v a="^$1:" -v b="^$2:" '
        function ns() { for (i = 1; $(i + 1) != "ns"; i++); return $i }
        $0 ~ a { x = ns() }
        $0 ~ b { y = ns() }
        END { printf "%.0f\n", x / y }' "$work/observed"
}

process=$(ratio process thread)
thread=$(ratio thread 'event loop')
[ "$process" -ge 2 ] || not_shown 'a process costs little more than a thread.'
[ "$thread" -ge 2 ] || not_shown 'a thread costs little more than a turn.'
conclude "Here a process costs as much as $process threads, and a thread as" \
    "much as $thread turns of an event loop. But the loop takes a turn for" \
    'every line, whereas a process or a thread is created only once for each' \
    'client.'

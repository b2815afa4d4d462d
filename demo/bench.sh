#!/bin/sh
# bench.sh - measures how the echo servers scale, each against demo/bare: the
#            same model with read and write and nothing else
#
# Run:   sh demo/bench.sh [-r ROUNDS] [-t SECONDS] [-s SVGFILE]
#
# In each round every server and its bare twin run one right after the other,
# so that whatever else the machine does meets both. Printed are the medians
# of the rounds; a ratio is the median of the rounds' ratios.
set -u

usage()
{
    echo 'usage: bench.sh [-r ROUNDS] [-t SECONDS] [-s SVGFILE]' >&2
    exit 1
}

rounds=3 seconds=0.6 svg=
while getopts r:t:s: option; do
    case $option in
    r) rounds=$OPTARG ;;
    t) seconds=$OPTARG ;;
    s) svg=$OPTARG ;;
    *) usage ;;
    esac
done
[ "$OPTIND" -gt $# ] || usage
case $rounds in '' | *[!0-9]* | 0*) usage ;; esac
case $svg in '' | /*) ;; *) svg=$PWD/$svg ;; esac
cd "$(dirname "$0")/.." || exit 1
. demo/lib.sh

models='iterative process thread pool select'
counts='1 10 100 1000'

program()
{
    case $1 in
    iterative) echo echoserveri ;;
    process) echo echoserverp ;;
    thread) echo echoservert ;;
    pool) echo echoservert_pre ;;
    select) echo echoserver_select ;;
    esac
}

# launch MODEL - starts a server and its twin
launch()
{
    start ./"$(program "$1")"
    eval "server_$1=$server port_$1=$port"
    start demo/bare "$1"
    eval "server_bare_$1=$server port_bare_$1=$port"
}

# A thousand clients need as many descriptors.
# shellcheck disable=SC3045 # every sh has -n
[ "$(ulimit -n)" = unlimited ] || [ "$(ulimit -n)" -ge 1100 ] ||
    ulimit -n 1100 || die 'fewer than 1100 descriptors are allowed here'

# shellcheck disable=SC2046 # a list of programs
need demo/load demo/bare $(for model in $models; do program "$model"; done)

# progress TEXT... - on a terminal, a line that the next one replaces
progress()
{
    [ ! -t 2 ] || printf '\r%-70s\r' "$*" >&2
}

# rate PORT MODE CLIENTS - what load measures, in units a second, and how many
# of the clients were answered
rate()
{
    demo/load "$2" -c "$3" -t "$seconds" 127.0.0.1 "$1" >"$work/load" \
        2>"$work/load.err" || die "$(cat "$work/load.err")"
    awk '$1 == "clients" { answered = $3 }
         $1 == "rate" { print $2, answered }' "$work/load"
}

# pair ROUND MODE CLIENTS MODEL - measures a server and its twin, in turn
pair()
{
    progress "round $1 of $rounds: $2, $3 clients, $(program "$4")"
    eval "ours=\$port_$4 bare=\$port_bare_$4"
    if [ $(($1 % 2)) -eq 0 ]; then
        ours=$(rate "$ours" "$2" "$3") || exit 1
        bare=$(rate "$bare" "$2" "$3") || exit 1
    else
        bare=$(rate "$bare" "$2" "$3") || exit 1
        ours=$(rate "$ours" "$2" "$3") || exit 1
    fi
    echo "$2 $3 $4 $ours $bare" >>"$work/rates"
}

# usage_of SERVER - KiB that no other program shares, processes, threads
usage_of()
{
    # shellcheck disable=SC2046 # a list of process ids
    set -- "$1" $(children "$1")
    processes=$#
    for pid in "$@"; do
        set -- "$@" "/proc/$pid/smaps_rollup" "/proc/$pid/status"
    done
    shift "$processes"
    cat "$@" 2>/dev/null | awk -v processes="$processes" '
        /^Private_(Clean|Dirty):/ { kib += $2 }
        /^Threads:/ { threads += $2 }
        END { print kib + 0, processes, threads + 0 }'
}

# weigh MODEL - the same of a server and its twin, idle, and while 100 clients
# stream through each; of new ones, which have kept nothing from earlier clients
weigh()
{
    progress "memory: $1"
    eval "stop \$server_$1 \$server_bare_$1"
    launch "$1"
    for twin in "$1" "bare_$1"; do
        eval "usage_of \$server_$twin"
    done >"$work/idle"
    for twin in "$1" "bare_$1"; do
        eval "port=\$port_$twin"
        demo/load stream -c 100 -t 60 127.0.0.1 "$port" >"$work/load" 2>&1 &
        started $!
        loads="${loads:-} $!"
    done
    sleep "$seconds" 2>/dev/null || sleep 1
    for twin in "$1" "bare_$1"; do
        eval "usage_of \$server_$twin"
    done >"$work/busy"
    # shellcheck disable=SC2086 # a list of process ids
    stop $loads
    loads=
    echo "$1 $(cat "$work/idle" "$work/busy" | tr '\n' ' ')" >>"$work/memory"
}

# Turns "mode clients model ours answered bare answered" lines into "mode clients
# model rate ratio answered" ones: the medians of the rounds, and how many of
# the clients were answered. Last, "spread" and how many times as large as in
# another round a figure was, at most.
medians()
{
    awk '
        function median(list,    v, n, i, j, t) {
            n = split(list, v)
            for (i = 2; i <= n; i++)
                for (j = i; j > 1 && v[j] + 0 < v[j - 1] + 0; j--) {
                    t = v[j]; v[j] = v[j - 1]; v[j - 1] = t
                }
            if (v[1] > 0 && v[n] / v[1] > spread)
                spread = v[n] / v[1]
            return (v[int((n + 1) / 2)] + v[int((n + 2) / 2)]) / 2
        }
        {
            what = $1 " " $2 " " $3
            rates[what] = rates[what] " " $4
            ratios[what] = ratios[what] " " ($6 > 0 ? $4 / $6 : 0)
            answered[what] = $5
        }
        END {
            for (what in rates)
                print what, median(rates[what]), median(ratios[what]),
                    answered[what]
            printf "spread %.1f\n", spread
        }' "$work/rates"
}

# table MODE - a row a model, a column a number of clients
table()
{
    awk -v mode="$1" -v counts="$counts" -v models="$models" '
        $1 == mode {
            cell[$2, $3] = sprintf("%10.0f (%.2f)", $4, $5)
            measured[$2] = 1
        }
        END {
            ncounts = split(counts, count)
            nmodels = split(models, model)
            printf "%-10s", mode
            for (c = 1; c <= ncounts; c++)
                if (count[c] in measured)
                    printf "%17s", count[c] " client" (count[c] > 1 ? "s" : "")
            print ""
            for (m = 1; m <= nmodels; m++) {
                printf "%-10s", model[m]
                for (c = 1; c <= ncounts; c++)
                    if (count[c] in measured)
                        printf "%17s", cell[count[c], model[m]]
                print ""
            }
        }' "$work/medians"
}

# Fields: the model; KiB, processes and threads of the server and of its twin,
# idle; the same six, busy.
memory_table()
{
    echo 'memory         KiB a client     bare   processes   threads'
    awk '{ printf "%-10s%17.1f%9.1f%12d%10d\n", $1, ($8 - $2) / 100,
               ($11 - $5) / 100, $9, $10 }' "$work/memory"
}

# Not every system tells what its processor is called.
machine()
{
    processor=$({
        sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo
        sysctl -n machdep.cpu.brand_string
    } 2>/dev/null | sed 1q)
    echo "$(uname -srm), $(getconf _NPROCESSORS_ONLN) processors," \
        "${processor:+$processor, }$(date '+%Y-%m-%d')"
}

for model in $models; do
    launch "$model"
done
: >"$work/rates"
: >"$work/memory"

machine
say "Load and server share its processors. Medians of $rounds rounds of" \
    "$seconds s; in parentheses the ratio to the same model with read and" \
    'write and nothing else. Every byte is checked.'

round=1
while [ "$round" -le "$rounds" ]; do
    for model in $models; do
        for clients in $counts; do
            pair "$round" lockstep "$clients" "$model"
        done
        pair "$round" sessions 10 "$model"
        pair "$round" stream 10 "$model"
    done
    round=$((round + 1))
done
for model in $models; do
    weigh "$model"
done
progress ''
medians >"$work/medians"

echo
say 'Round trips a second, one line of 100 bytes in flight on each' \
    'connection (iterative and pool serve 1 and 4 of them at a time):'
table lockstep
echo
say 'Sessions a second: connect, one line, close:'
table sessions
echo
say 'Lines of 100 bytes a second, sent back to back:'
table stream
echo
if [ -r "/proc/self/smaps_rollup" ]; then
    say 'What 100 connected clients that stream take, in memory that is not' \
        'shared (the kernel'"'"'s own not counted):'
    memory_table
else
    echo 'Memory: not measured, this system has no /proc/PID/smaps_rollup.'
fi
echo
say "From one round to another, a figure differed by up to" \
    "$(sed -n 's/^spread //p' "$work/medians") times."
if [ -n "$svg" ]; then
    awk -v counts="$counts" -v models="$models" -v machine="$(machine)" \
        -f demo/scaling.awk "$work/medians" >"$svg" ||
        die "cannot write $svg"
    echo "The picture: $svg"
fi

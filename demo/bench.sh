#!/bin/sh
# bench.sh - measures how the echo servers scale, and compares each with its
#            bare twin: the same model in demo/bare, with bare read and write
#
# Run:   sh demo/bench.sh [-r ROUNDS] [-t SECONDS] [-s SVGFILE]
#
# In each round every server and its bare twin run one right after the other,
# so that other work of the machine affects both alike. The tables contain the
# medians of all rounds; a ratio is the median of the ratios in the rounds.
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

# launch MODEL - starts the server of that model and its twin
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

# progress TEXT... - on a terminal, prints a line that the next one replaces
progress()
{
    [ ! -t 2 ] || printf '\r%-70s\r' "$*" >&2
}

# rate PORT MODE CLIENTS - prints the rate that load measures, in units a
# second, and how many of the clients were answered
rate()
{
    demo/load "$2" -c "$3" -t "$seconds" 127.0.0.1 "$1" >"$work/load" \
        2>"$work/load.err" || die "$(cat "$work/load.err")"
    awk '$1 == "clients" { answered = $3 }
         $1 == "rate" { print $2, answered }' "$work/load"
}

# pair ROUND MODE CLIENTS MODEL - measures a server and its twin, one after the
# other; each of them is first in every second round
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

# usage_of SERVER - prints the private memory of the server and its children in
# KiB, the number of these processes, and the number of their threads
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

# weigh MODEL - restarts a server and its twin, so that they hold no memory from
# earlier clients; records the usage_of each, first idle, then while 100 clients
# stream through each
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

# Turns lines "mode clients model ours answered bare answered" into lines "mode
# clients model rate ratio answered": the medians of the rounds, and how many of
# the clients were answered. The last line is "spread" and the largest factor by
# which a figure differed between two rounds.
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

# table MODE - prints a row for each model, a column for each number of clients
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

# The fields of a line in $work/memory: the model; KiB, processes and threads of
# the idle server and of its idle twin; the same six fields of the busy ones.
memory_table()
{
    echo 'memory         KiB a client     bare   processes   threads'
    awk '{ printf "%-10s%17.1f%9.1f%12d%10d\n", $1, ($8 - $2) / 100,
               ($11 - $5) / 100, $9, $10 }' "$work/memory"
}

for model in $models; do
    launch "$model"
done
: >"$work/rates"
: >"$work/memory"

machine
say 'The load generator and the server share these processors. Each rate is' \
    "the median of $rounds rounds of $seconds s. In parentheses is the ratio" \
    'to the same model with bare read and write. Every byte is checked.'

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
say 'Round trips a second, with one line of 100 bytes in flight on each' \
    'connection (iterative serves 1 client at a time, pool serves 4):'
table lockstep
echo
say 'Sessions a second (a session is: connect, one line and its echo, close):'
table sessions
echo
say 'Lines a second, when lines of 100 bytes are sent back to back:'
table stream
echo
if [ -r "/proc/self/smaps_rollup" ]; then
    say 'Private memory for each of 100 clients that stream (memory in the' \
        'kernel is not counted):'
    memory_table
else
    echo 'Memory is not measured: this system has no /proc/PID/smaps_rollup.'
fi
echo
say 'The largest factor by which a figure differed between two rounds is' \
    "$(sed -n 's/^spread //p' "$work/medians")."
if [ -n "$svg" ]; then
    awk -v counts="$counts" -v models="$models" -v machine="$(machine)" \
        -f demo/scaling.awk "$work/medians" >"$svg" ||
        die "cannot write $svg"
    echo "The picture: $svg"
fi

# lib.sh - what the demonstrations share; for . after a cd to the top directory
#
#   need PROGRAM...       builds what is not built yet
#   say TEXT...           a paragraph for the terminal
#   start PROGRAM...      starts a server on a free port; sets server to its
#                         process id, port, and log to the file of its stdout
#   started PID           has stop and the end of the script end it
#   stop PID...           ends what was started
#   ended PID             whether a process has ended
#   within SECONDS COMMAND...   waits until the command succeeds, or fails
#   children PID          the process ids of its children
#   states PID            the state and process id of each, such as "Z 4711"
#   descriptors PID       how many it has open, or nothing if that is unknown
#   conclude TEXT...      the last line of an experiment that showed its effect
#   not_shown TEXT...     the same for one that did not; exits with status 2
#   die TEXT...           what hindered the demonstration; exits with status 1
#
# Everything that was started ends with the script, however that ends. Files
# are written below $work, which goes too.
# shellcheck shell=sh disable=SC2034

work=${TMPDIR:-/tmp}/csapp-demo.$$
mkdir -m 700 "$work" || exit 1
running='' starting=''

started()
{
    running="$running $1"
    starting=
}

stop()
{
    for stopped in "$@"; do
        kill "$stopped" 2>/dev/null
        wait "$stopped" 2>/dev/null
        others=
        for other in $running; do
            [ "$other" = "$stopped" ] || others="$others $other"
        done
        running=$others
    done
}

finish()
{
    status=$?
    trap '' HUP INT PIPE TERM # nothing stops this half-way
    trap - EXIT
    # What start has just started may still be a copy of this shell, which loses
    # any other signal than SIGKILL.
    if [ -n "$starting" ] && [ "${!-none}" != "$starting" ]; then
        kill -s KILL "$!"
        wait "$!" 2>/dev/null
    fi
    # shellcheck disable=SC2086 # a list of process ids
    stop $running
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE # the reader of our output has gone: | head
trap 'exit 143' TERM

say()
{
    printf '%s\n' "$*" | fold -s -w 79 | sed 's/ *$//'
}

die()
{
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

conclude()
{
    echo
    say "Conclusion: $*"
    exit 0
}

not_shown()
{
    echo
    say "This machine did not show it: $*"
    exit 2
}

need()
{
    make -s "$@" >&2 || die 'cannot build what is needed'
}

# Looks every 20 ms or so, a second at the most where sleep knows no fractions.
within()
{
    deadline=$(($(date +%s) + $1 + 1))
    shift
    until "$@"; do
        [ "$(date +%s)" -lt "$deadline" ] || return 1
        sleep 0.02 2>/dev/null || sleep 1
    done
}

says_port()
{
    port=$(sed -n 's/^listening on port //p' "$log")
    [ -n "$port" ] || ended "$server"
}

start()
{
    number=$((${number:-0} + 1))
    log=$work/server$number
    : >"$log"
    starting=${!-none}
    "$@" 0 >>"$log" 2>"$log.err" &
    server=$!
    within 5 says_port
    started "$server"
    [ -n "$port" ] || die "$1 does not listen: $(cat "$log.err")"
}

# All processes: the parent, the state and the process id of each.
processes()
{
    if [ -r /proc/self/status ]; then
        cat /proc/[0-9]*/status 2>/dev/null | awk '
            $1 == "State:" { state = $2 }
            $1 == "Pid:" { pid = $2 }
            $1 == "PPid:" { print $2, state, pid }'
    else
        ps -A -o ppid= -o stat= -o pid= |
            awk '{ print $1, substr($2, 1, 1), $3 }'
    fi
}

states()
{
    processes | awk -v parent="$1" '$1 == parent { print $2, $3 }'
}

children()
{
    states "$1" | awk '{ print $2 }'
}

# A process that has ended is a zombie until its parent waits for it.
ended()
{
    ! kill -0 "$1" 2>/dev/null || processes | grep -q " Z $1\$"
}

descriptors()
{
    if [ -r "/proc/$1/fd" ]; then
        # shellcheck disable=SC2012 # the names are numbers
        ls "/proc/$1/fd" | wc -l | tr -d ' '
    elif command -v lsof >/dev/null; then
        lsof -a -p "$1" -d 0-65535 | sed 1d | wc -l | tr -d ' '
    fi
}

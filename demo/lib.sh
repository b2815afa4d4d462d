# lib.sh - functions for the demonstrations; read it with . (dot) after a cd to
#          the top directory
#
#   need PROGRAM...       builds the programs that are not up to date
#   say TEXT...           prints a paragraph, folded for the terminal
#   start PROGRAM...      starts a server on a free port; sets server to its
#                         process id, port, and log to the file of its stdout
#   started PID           registers a process that must end with the script
#   stop PID...           ends processes that were started
#   ended PID             succeeds if the process has ended
#   within SECONDS COMMAND...   waits until the command succeeds; fails if it
#                         does not succeed in that time
#   children PID          prints the process ids of the children of a process
#   states PID            prints the state and process id of each child of a
#                         process, such as "Z 4711" for a zombie
#   descriptors PID       prints how many descriptors a process has open, or
#                         nothing if that is unknown
#   machine               prints a line about this machine, with the date
#   conclude TEXT...      ends an experiment that showed its effect: prints the
#                         conclusion and exits with status 0
#   not_shown TEXT...     ends an experiment that did not show its effect:
#                         prints the reason and exits with status 2
#   die TEXT...           prints an error to stderr and exits with status 1
#
# When the script ends, for whatever reason, every process that it started is
# ended, too. Its files are in the directory $work, which is then removed.
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
    trap '' HUP INT PIPE TERM # no signal interrupts this function
    trap - EXIT
    # The process that start has just forked may still be a copy of this shell,
    # before its exec. Such a copy would lose every signal except SIGKILL.
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
trap 'exit 141' PIPE # the reader of our output has ended, as in | head
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
    say "This machine did not show the effect: $*"
    exit 2
}

need()
{
    make -s "$@" >&2 || die 'cannot build what is needed'
}

# Tries every 20 ms or so, or every second where sleep takes no fractions.
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

# Prints the parent, the state and the process id of every process. In POSIX, ps
# tells only which processes are zombies: it calls them "defunct".
processes()
{
    if [ -r /proc/self/status ]; then
        cat /proc/[0-9]*/status 2>/dev/null | awk '
            $1 == "State:" { state = $2 }
            $1 == "Pid:" { pid = $2 }
            $1 == "PPid:" { print $2, state, pid }'
    else
        ps -A -o ppid= -o pid= -o args= |
            awk '{ print $1, (/<defunct>/ ? "Z" : "?"), $2 }'
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

# Some systems do not name their processor.
machine()
{
    processor=$({
        sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo
        sysctl -n machdep.cpu.brand_string
    } 2>/dev/null | sed 1q)
    echo "$(uname -srm), $(getconf _NPROCESSORS_ONLN) processors," \
        "${processor:+$processor, }$(date '+%Y-%m-%d')"
}

#!/bin/sh
# lint.sh - the sources are laid out by the house rules, as far as tools can
#           tell; what they mean is for analyze.sh
set -u
cd "$(dirname "$0")/.." || exit 2
n=0 failures=0

# verdict TITLE COMMAND: the command must print nothing and succeed
verdict()
{
    n=$((n + 1))
    found=$(sh -c "$2" 2>&1)
    status=$?
    if [ $status -eq 0 ] && [ -z "$found" ]; then
        echo "ok $n - $1"
    else
        echo "not ok $n - $1"
        echo "$found" | sed 's/^/# /'
        failures=$((failures + 1))
    fi
}

skip()
{
    n=$((n + 1))
    echo "ok $n - $1 # SKIP $2"
}

if command -v clang-format >/dev/null; then
    verdict 'clang-format would change nothing' \
        'find . \( -name "*.[ch]" -o -name "*.cc" \) \
            -exec clang-format --dry-run -Werror {} +'
else
    skip 'clang-format would change nothing' 'it is not installed'
fi
# shellcheck disable=SC2016 # that $0 is awk's
verdict 'no tab, no blank at the end of a line, no long line' \
    'LC_ALL=C find . \( -name "*.[ch]" -o -name "*.sh" \) -exec awk "
        /\t/ || / \$/ || (FILENAME ~ /[.][ch]\$/ && length(\$0) > 80) {
            print FILENAME \":\" FNR \": \" \$0 }" {} +'
# A BSD or macOS lacks them, or has them and they fail: semaphores without a
# name, there for course code alone, and some of POSIX's, too. TCP_QUICKACK is
# used where it is defined.
lacking='[Ss]em_init|sem_timedwait|accept4|dup3|pipe2|ppoll|epoll_[a-z0-9]*'
lacking="$lacking|eventfd|signalfd|timerfd_[a-z]*|inotify_[a-z0-9]*|sendmmsg"
lacking="$lacking|MSG_NOSIGNAL|MSG_MORE|SOCK_CLOEXEC|SOCK_NONBLOCK|POLLRDHUP"
lacking="$lacking|TCP_CORK|SO_REUSEPORT|O_TMPFILE|clock_nanosleep"
lacking="$lacking|pthread_(barrier|spin)_[a-z]*|pthread_condattr_setclock"
lacking="$lacking|pthread_mutex_timedlock|timer_create|mq_open|sigtimedwait"
lacking="$lacking|sigwaitinfo|memrchr|mempcpy|strchrnul|sched_setaffinity"
verdict 'nothing is used that macOS or a BSD lacks' \
    "! grep -nwE '$lacking' *.[ch] chat/*.[ch] demo/*.c tests/*.[ch] \
        tests/fuzz/*.[ch] | grep -vE '^tests/faultprobe[.]c:.*TCP_QUICKACK' |
        grep -vE '^(csapp[.][ch]|tests/.*[.]c):.*[Ss]em_init'"
# shellcheck disable=SC2016 # these are not for this shell
verdict 'nor an option that only GNU tools have' \
    'find . -name "*.sh" ! -name lint.sh -exec grep -nE "sed -i|grep -[A-Za-z]*P |xargs -r|\
readlink -f|stat -c|head -c|find .*-printf|cp -a|date .*%N|[|] *(seq|tac|timeout|realpath)" {} +; :'
echo "1..$n"
[ "$failures" -eq 0 ]

#!/bin/sh
# lint.sh - tests the layout of the sources, and that they use nothing that some
#           systems lack (analyze.sh looks for mistakes)
. "$(dirname "$0")/../tap.sh"
cd "$top" || exit 2

if command -v clang-format >/dev/null; then
    silent 'clang-format would change nothing' sh -c \
        'find . \( -name "*.[ch]" -o -name "*.cc" \) \
            -exec clang-format --dry-run -Werror {} +'
else
    skip 'clang-format would change nothing' 'it is not installed'
fi
# shellcheck disable=SC2016 # that $0 is awk's
silent 'no tab, no blank at the end of a line, no long line' sh -c \
    'LC_ALL=C find . \( -name "*.[ch]" -o -name "*.sh" \) -exec awk "
        /\t/ || / \$/ || (FILENAME ~ /[.][ch]\$/ && length(\$0) > 80) {
            print FILENAME \":\" FNR \": \" \$0 }" {} +'
# macOS or a BSD lacks these names, or the functions fail there. Some of them
# are in POSIX. TCP_QUICKACK is allowed inside #ifdef.
lacking='sem_timedwait|accept4|dup3|pipe2|ppoll|epoll_[a-z0-9]*'
lacking="$lacking|eventfd|signalfd|timerfd_[a-z]*|inotify_[a-z0-9]*|sendmmsg"
lacking="$lacking|MSG_NOSIGNAL|MSG_MORE|SOCK_CLOEXEC|SOCK_NONBLOCK|POLLRDHUP"
lacking="$lacking|TCP_CORK|TCP_QUICKACK|SO_REUSEPORT|O_TMPFILE|clock_nanosleep"
lacking="$lacking|pthread_(barrier|spin)_[a-z]*|pthread_condattr_setclock"
lacking="$lacking|pthread_mutex_timedlock|timer_create|mq_open|sigtimedwait"
lacking="$lacking|sigwaitinfo|memrchr|mempcpy|strchrnul|sched_setaffinity"
silent 'nothing is used that macOS or a BSD lacks' sh -c \
    "! find . -name '*.[ch]' ! -path './tests/mistakes/*' \
        -exec grep -nwE '$lacking' {} + |
        grep -vE '^./tests/proof/faultprobe[.]c:.*TCP_QUICKACK'"
# shellcheck disable=SC2016 # these are not for this shell
silent 'no option is used that only GNU tools have' sh -c \
    'find . -name "*.sh" ! -name lint.sh -exec grep -nE "sed -i|grep -[A-Za-z]*P |xargs -r|\
grep .*[\\][|]|readlink -f|stat -c|head -c|find .*-printf|cp -a|date .*%N|[|] *(seq|tac|timeout|realpath)" {} +; :'
finish

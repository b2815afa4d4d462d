#!/bin/sh
# variant.sh - tests the library built in another way, or run by other tools
#
# usage: sh tests/proof/variant.sh VARIANT...
#
# In a copy of the sources, builds all with the compiler and the flags of the
# variant, no warning allowed, and runs tests. Whatever a sanitizer or valgrind
# reports meanwhile, of any process and however that ended, is a failure. A
# test that cannot hold for a variant is skipped, and says why. So is a variant
# whose tools are not here.

set -u
tests=$(cd "$(dirname "$0")/.." && pwd) || exit 2
work=${TMPDIR:-/tmp}/csapp-variant.$$
copy=$work/copy       # of the sources, and what is built there
reports=$work/reports # a file for each process of which there is something

case ${1-} in
variants) # all of them
    set -- asan tsan valgrind clang bmake m32 big-endian flags musl shells
    ;;
esac
# shellcheck disable=SC2086 # several shells
[ "${1-}" != shells ] || set -- ${SHELLS:-dash bash busybox}
if [ $# -gt 1 ]; then # one after the other, and the sums
    for variant in "$@"; do
        sh "$0" "$variant"
    done | awk -v variants=$# '
        { print }
        /^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ {
            passed += $1; failed += $3; skipped += $5; variants--
        }
        END {
            failed += variants # one that did not come to its end
            print passed " passed, " failed " failed, " skipped " skipped"
            exit failed > 0
        }'
    exit
fi

# What a variant sets, and what holds if it does not.
variant=${1-}
cc=cc cflags=-O2 ldflags='' object='' # what builds
make=make shell=''                    # what runs the Makefile, and scripts
under=''    # what the programs that are tested run under
mistakes='' # what must be reported, see canary.c
rows=.      # the lines of rows.awk that are tested, a regular expression
scripts='csapp/rio|chat/[^ ]*' # other scripts that are run, likewise

main_rows='^(Basic behaviour|Chat)[|]'
case $variant in
# Compilers, flags, C libraries, makes, machines
flags) # and coverage.sh has -O0
    cflags='-O3 -flto -D_FORTIFY_SOURCE=2' rows=$main_rows
    ;;
clang) cc=clang rows=$main_rows ;;
bmake) make=bmake rows='^Basic.*[|]echoclient[|]' scripts='proof/build|csapp/rio'
    ;;
m32) # Debian's compilers for other machines exclude a link to these headers
    cflags='-O2 -m32 -idirafter /usr/include/x86_64-linux-gnu'
    ;;
musl) cc=musl-gcc ldflags=-static ;;
big-endian)
    cc=s390x-linux-gnu-gcc under='qemu-s390x -L /usr/s390x-linux-gnu'
    rows=$main_rows scripts=csapp/rio
    ;;

# Tools that look for mistakes
asan)
    cflags='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all'
    cflags="$cflags -fno-omit-frame-pointer"
    ldflags=-Wl,--wrap=_exit object=tests/proof/leakcheck.o
    mistakes='leak leak_in_child overflow use_freed add_too_much'
    under='setarch -R'
    ;;
tsan)
    cflags='-O1 -g -fsanitize=thread'
    mistakes=race rows='[|]echoservert(_pre)?[|]' scripts=''
    under='setarch -R'
    ;;
valgrind)
    cflags='-O1 -g'
    under="valgrind -q --leak-check=full --track-fds=yes"
    under="$under --log-file=$reports/\${0##*/}.\$\$.%p"
    mistakes='leak leak_in_child overflow use_freed use_unset lose_descriptor'
    rows=$main_rows
    scripts='' # csapp/rio has an alarm every millisecond: too often for valgrind
    ;;

# Shells: every script that sh runs
dash) shell=dash ;;
bash) shell='bash --posix' ;;
busybox) shell='busybox sh' ;;
*)
    sed -n 's/^# usage/usage/p' "$0" >&2
    exit 2
    ;;
esac

echo "# $variant"

# It has the kernel put memory where a sanitizer leaves room for it.
[ "$under" != 'setarch -R' ] || setarch -R true 2>/dev/null || under=''

# finish PASSED FAILED SKIPPED
finish()
{
    echo "$1 passed, $2 failed, $3 skipped"
    [ "$2" -eq 0 ]
    exit
}

skip()
{
    echo "skipped: $variant # SKIP $*"
    finish 0 0 1
}

for tool in "${cc%% *}" "${under%% *}" "${shell%% *}" "$make"; do
    [ -z "$tool" ] || command -v "$tool" >/dev/null ||
        skip "$tool is not installed"
done
case $variant-$(ls -l /bin/sh) in
dash-*dash) skip 'sh is dash here: make check has run them all' ;;
esac

umask 022 # a user made up for a program must be able to read it
mkdir "$work" "$reports" "$work/path" "$work/home" && mkfifo "$work/ready" ||
    exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' INT TERM HUP
chmod 1777 "$reports" # that user writes there
cp -R "${tests%/*}" "$copy" && cd "$copy" || exit 2
unset MAKEFLAGS MAKELEVEL MFLAGS # those of the make that runs this

# put FILE COMMAND: makes a program of that name that runs the command
put()
{
    printf '#!/bin/sh\nexec %s "$@"\n' "$2" >"$1"
    chmod 755 "$1"
}
[ -z "$shell" ] || put "$work/path/sh" "$shell" # found before any other sh
[ "$make" = make ] || put "$work/path/make" "$make"
PATH=$work/path:$PATH

# run_under PROGRAM...: each runs under another program from now on
run_under()
{
    for program in "$@"; do
        mv "$program" "$program.real"
        put "$program" "$under $PWD/$program.real"
    done
}

# build TARGET...: with what the variant sets, and without a warning
build()
{
    make -s -j2 CC="$cc" CFLAGS="$cflags \$(WARNINGS) -Werror" \
        LDFLAGS="$ldflags $object" "$@" >"$work/log" 2>&1 && return
    cat "$work/log"
    echo "not ok - $variant: it builds without a warning"
    finish 0 1 0
}

# A compiler may lack libraries, or make what this machine does not run.
runs_here()
{
    cd "$work/home" || return
    printf '#include <errno.h>\nint main(void) { return errno; }\n' >try.c
    # shellcheck disable=SC2086 # several flags
    $cc $cflags $ldflags -o try try.c && run_under try && ./try
}

make -s clean
(runs_here) >"$work/log" 2>&1 ||
    skip "$cc $cflags makes nothing that runs: $(head -n 1 "$work/log")"
rm -f "$reports"/*

if [ -n "$under$mistakes" ]; then # the programs, and not what tests them
    make -s -j2 tests/probe/probe tests/probe/chatprobe demo/load || exit 2
    rm -f ./*.o
    programs="$(awk -f tests/rows.awk tests/rubric | cut -d '|' -f 4 |
        sort -u) tests/csapp/rio tests/proof/canary"
    [ -z "$object" ] || build "$object"
    # shellcheck disable=SC2086 # several programs
    build $programs
    # shellcheck disable=SC2086
    [ -z "$under" ] || run_under $programs
else
    build everything
fi

# What they report is in files: nobody may be there to read their stderr. gcc
# writes of undefined behaviour to stderr only, but of the abort that follows it
# to the file.
if [ -n "$mistakes" ]; then
    ASAN_OPTIONS=log_path=$reports/asan:handle_abort=1
    UBSAN_OPTIONS=log_path=$reports/ubsan:print_stacktrace=1:abort_on_error=1
    TSAN_OPTIONS=log_path=$reports/tsan
    TEST_GRACE=10 # seconds to look for leaks in the end
    export ASAN_OPTIONS UBSAN_OPTIONS TSAN_OPTIONS TEST_GRACE
fi
TEST_LIMIT=30 # seconds to answer
TEST_LOAD=1   # seconds of each kind of load
export TEST_LIMIT TEST_LOAD

# Prints what was reported, but not what valgrind says of what is not lost. A
# process has a file PROGRAM.PARENT.PROCESS there: in a parent both are the same.
reported()
{
    find "$reports" -type f -exec awk '
        function finish()
        {
            n = split(FILENAME, name, /[.\/]/)
            if (text ~ / FILE DESCRIPTORS: /) # how many there are, of any kind
                sub(/[^\n]*\n/, "", text)
            if (text ~ /<inherited from parent>/) # not its own
                text = ""
            # A server listens, and a client is connected, until it ends.
            if (text ~ / Open .*: try_each \(/)
                text = ""
            # The chat server has a spare one, and a pipe that brings signals.
            if (text ~ / Open .*: start \(chatserver[.]c/)
                text = ""
            # A child of this server leaves it to _exit, as it says there.
            if (text ~ / Open .*: accept \(/ && name[n - 2] == "echoserverp" &&
                name[n - 1] != name[n])
                text = ""
            # glibc keeps what it had for a thread, for the next one.
            if (text ~ / possibly lost .*: _dl_allocate_tls \(/)
                text = ""
            printf "%s", text
            text = ""
        }
        FNR == 1 { finish() }
        /^==[0-9]+== *$/ { finish(); next }
        { text = text $0 "\n" }
        END { finish() }' {} +
}

passed=0 failed=0

# verdict STATUS TITLE
verdict()
{
    if [ "$1" -eq 0 ]; then
        echo "ok - $variant: $2"
        passed=$((passed + 1))
    else
        echo "not ok - $variant: $2"
        failed=$((failed + 1))
    fi
}

# Each tool first shows that it sees what it is there for.
for mistake in $mistakes; do
    (cd "$work/home" && exec ../copy/tests/probe/probe run -g 10 -r "$work/ready" \
        "$copy/tests/proof/canary" "$mistake" %p >/dev/null 2>&1) &
    read -r _ <"$work/ready" # it listens now, or has ended
    kill $! 2>/dev/null
    wait $!
    reported | grep -q "$mistake"
    verdict $? "$mistake is reported"
    rm -f "$reports"/*
done

# amend TEST LINE: a line of shell for where the test begins
amend()
{
    awk -v line="$2" '{ print }
        /^\. .*\/[.][.]\/lib[.]sh"$/ || /^plan / { print line }' \
        "tests/$1.sh" >"$work/amended" && cp "$work/amended" "tests/$1.sh"
}

# cannot TEST PROGRAM WHY: the test is skipped for programs of this pattern
cannot()
{
    skip=skip
    case $1 in chat/*) skip=skip_rest ;; esac
    amend "$1" "case \${program##*/} in $2) $skip '$3' ;; esac"
}

case $variant in
musl) cannot chat/speed '*' 'what writes are saved counts for less with musl' ;;
valgrind) cannot echo/restart '*' 'it ends while a client is connected' ;;
m32)
    cannot echo/many_clients echoservert 'the stacks of all threads take 4 GiB'
    cannot echo/valgrind '*' 'it lacks the symbols of a libc for 32 bits'
    ;;
asan | tsan)
    cannot echo/stays_small '*' 'a sanitizer keeps memory that was freed'
    cannot echo/many_sessions 'echoservert | echoservert_pre' \
        'a sanitizer keeps memory of threads'
    cannot echo/many_clients 'echoserverp | echoservert' \
        'the memory of a sanitizer, a thousand times, is too much here'
    cannot chat/many '*' 'what a sanitizer keeps counts for the connections'
    cannot chat/speed '*' 'it measures what a sanitizer slows down'
    cannot echo/valgrind '*' 'it does not run what a sanitizer is in'
    # To look for leaks takes a process more, or hundreds at the same time.
    # shellcheck disable=SC2016 # it is for the test's shell
    for test in out_of_processes out_of_threads stderr_unread leaves_at_once; do
        amend "echo/$test" 'ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0'
    done
    ;;
esac

# The list of tests. In another shell each is run once, on the first program that
# it is for, and only some of the mistakes in the echo servers. What takes long begins.
if [ -n "$shell" ]; then
    sh tests/run.sh -n | awk '
        $1 == "mistakes/echo" { $0 = $0 " session:STRLEN arg_race half_line" }
        seen[$1]++ { next }
        $2 ~ /^\// { rows = rows $0 "\n"; next }
        { print }
        END { printf "%s", rows }'
else
    awk -f tests/rows.awk tests/rubric | grep -E "$rows" |
        awk -F '|' -v top="$copy" '{ print $2, top "/" $4 }'
    sh tests/run.sh -n | grep -xE "$scripts"
fi >"$work/list"

sh tests/run.sh -l "$work/list" | tee "$work/said" |
    sed -e '$d' -e '/^ok     /d'
if [ -n "$mistakes" ]; then
    ! reported | grep .
    verdict $? 'nothing is reported'
fi
tail -n 1 "$work/said" >"$work/sums"
read -r more _ worse _ skipped _ <"$work/sums"
case $skipped in
'' | *[!0-9]*) finish "$passed" $((failed + 1)) 0 ;; # it did not come to an end
esac
finish $((passed + more)) $((failed + worse)) "$skipped"

#!/bin/sh
# variant.sh - tests the library when it is built or run in another way
#
# usage: sh tests/proof/variant.sh VARIANT...
#
# Builds everything in a copy of the sources, with the compiler and the flags of
# the variant and without a warning, and runs tests there. Each report of a
# sanitizer or of valgrind about any process is a failure, however the process
# ended. A test that cannot pass in a variant is skipped, with the reason. If
# the tools of a variant are not installed, the variant is skipped, too.

set -u
tests=$(cd "$(dirname "$0")/.." && pwd) || exit 2
work=${TMPDIR:-/tmp}/csapp-variant.$$
copy=$work/copy       # the sources, and the programs that are built there
reports=$work/reports # a file for each process that a tool reports about

case ${1-} in
variants) # all of them
    set -- asan tsan valgrind clang bmake m32 big-endian flags musl shells \
        no-proc macos
    ;;
esac
[ "${1-}" != macos ] || exec sh "$tests/proof/macos.sh"
# shellcheck disable=SC2086 # several shells
[ "${1-}" != shells ] || set -- ${SHELLS:-dash bash busybox}
if [ $# -gt 1 ]; then # runs them one after the other, and adds the results
    for variant in "$@"; do
        sh "$0" "$variant"
    done | awk -v variants=$# '
        { print }
        /^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ {
            passed += $1; failed += $3; skipped += $5; variants--
        }
        END {
            failed += variants # those that did not print a result
            print passed " passed, " failed " failed, " skipped " skipped"
            exit failed > 0
        }'
    exit
fi

# The defaults. A variant sets some of these.
variant=${1-}
cc=cc cflags=-O2 ldflags='' object='' # compiler, flags, an object to link
make=make shell=''                    # what runs the Makefile, and scripts
under=''    # a command that runs the tested programs
mistakes='' # the mistakes of canary.c that must be reported
rows=.      # a regular expression: which lines of rows.awk are tested
scripts='csapp/rio|chat/[^ ]*' # and one for the other scripts that are run

main_rows='^(Basic behaviour|Chat)[|]'
case $variant in
# Compilers, flags, C libraries, makes, machines
flags) # coverage.sh tests with -O0
    cflags='-O3 -flto -D_FORTIFY_SOURCE=2' rows=$main_rows scripts=csapp/rio
    ;;
clang) cc=clang rows=$main_rows scripts=csapp/rio ;;
bmake) make=bmake rows='^Basic.*[|]echoclient[|]' scripts='proof/build|csapp/rio'
    ;;
m32) # Debian has no link to these headers if cross-compilers are installed
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
    scripts='' # the alarms of csapp/rio come too often for valgrind: each ms
    ;;

# What a Mac has: see imitate_mac
no-proc)
    ldflags=-Wl,--wrap=poll,--wrap=accept object=tests/proof/macos.o
    ;;

# Shells, which run every script in the place of sh
dash) shell=dash ;;
bash) shell='bash --posix' ;;
busybox) shell='busybox sh' ;;
*)
    sed -n 's/^# usage/usage/p' "$0" >&2
    exit 2
    ;;
esac

echo "# $variant"

# setarch -R switches address randomization off: otherwise, the kernel may place
# memory where a sanitizer needs room.
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
dash-*dash) skip 'sh is dash here, and make check runs all scripts with it' ;;
esac

umask 022 # the user that is made up for a program must be able to read it
mkdir "$work" "$reports" "$work/path" "$work/home" && mkfifo "$work/ready" ||
    exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' INT TERM HUP
chmod 1777 "$reports" # that user writes there, too
cp -R "${tests%/*}" "$copy" && cd "$copy" || exit 2
unset MAKEFLAGS MAKELEVEL MFLAGS # these are for the make that runs this script

# put FILE COMMAND: makes FILE a program that runs the command
put()
{
    printf '#!/bin/sh\nexec %s "$@"\n' "$2" >"$1"
    chmod 755 "$1"
}
[ -z "$shell" ] || put "$work/path/sh" "$shell" # found before any other sh
[ "$make" = make ] || put "$work/path/make" "$make"
PATH=$work/path:$PATH

# imitate TOOL: makes TOOL in PATH the script on stdin, where $real is the tool
imitate()
{
    real=$(command -v "$1")
    {
        printf '#!/bin/sh\nreal=%s\n' "$real"
        cat
    } >"$work/path/$1"
    chmod 755 "$work/path/$1"
}

# imitate_mac: takes away what macOS does not have. In the sources, the paths in
# /proc, and /dev/full, lead nowhere. The soft limit of descriptors is 256. PATH
# has only tools that macOS has, and some of them are as restricted as there.
imitate_mac()
{
    find tests demo \( -name '*.sh' -o -name '*.c' \) \
        -exec grep -lE '/proc[/"]|/dev/full' {} + | while read -r file; do
        sed 's,/proc\([/"]\),/none\1,g; s,/dev/full,/dev/none,g' "$file" \
            >"$work/changed" && cat "$work/changed" >"$file"
    done
    # shellcheck disable=SC3045 # -S is not in POSIX, but in dash, bash, busybox
    ulimit -S -n 256

    for tool in awk as basename bzip2 cat cc chgrp chmod chown cksum cmp comm \
        cp cut date dd df diff dirname du echo env expr false find fold getconf \
        grep gzip head id kill ld ln ls lsof make mkdir mkfifo mv nc nm od paste \
        printf readlink rm rmdir sh sleep sort tail tar tee test tmux touch tr \
        true tty uname uniq unzip xargs yes zip; do # tmux: many have installed it
        path=$(command -v "$tool") || continue
        case $path in /*) ;; *) path=/bin/$tool ;; esac # the shell has it, too
        ln -s "$path" "$work/path"
    done
    for tool in awk:original-awk tar:bsdtar; do # BSD's, if they are installed
        path=$(command -v "${tool#*:}") && ln -sf "$path" "$work/path/${tool%:*}"
    done
    posix=$(sed --posix p </dev/null 2>/dev/null && echo --posix)
    put "$work/path/sed" "$(command -v sed) $posix" # without GNU's extensions
    imitate wc <<'END' # it writes blanks before a number
"$real" "$@" | sed 's/^ */       /'
END
    imitate ps <<'END' # it has the options and the fields of POSIX
while getopts Aadeflg:G:n:o:p:t:u:U: option; do
    case $option$OPTARG in
    '?'*) exit 1 ;;
    oruser= | ouser= | orgroup= | ogroup= | opid= | oppid= | opgid=) ;;
    opcpu= | ovsz= | onice= | oetime= | otime= | otty= | ocomm= | oargs=) ;;
    o*) echo "ps: $OPTARG: keyword not found" >&2 && exit 1 ;;
    esac
done
exec "$real" "$@"
END
    imitate netstat <<'END' # it prints an address as *.80
echo 'Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)'
for table in /proc/net/tcp /proc/net/tcp6; do
    while read -r _ address _ state _; do
        case $state in
        0A) echo "tcp4       0      0  *.$((0x${address##*:}))    *.*    LISTEN" ;;
        st) ;; # the heading
        *) break ;; # sockets that listen come first
        esac
    done <$table
done
END
    POSIXLY_CORRECT=1 # GNU's tools then know options before other arguments only
    export POSIXLY_CORRECT
    # shellcheck disable=SC2123 # nothing else is to be found
    PATH=$work/path
}

# run_under PROGRAM...: from now on, $under runs each of these programs
run_under()
{
    for program in "$@"; do
        mv "$program" "$program.real"
        put "$program" "$under $PWD/$program.real"
    done
}

# build TARGET...: builds these as the variant says; a warning is a failure
build()
{
    make -s -j2 CC="$cc" CFLAGS="$cflags \$(WARNINGS) -Werror" \
        LDFLAGS="$ldflags $object" "$@" >"$work/log" 2>&1 && return
    cat "$work/log"
    echo "not ok - $variant: it builds without a warning"
    finish 0 1 0
}

# Can a program be built and run? A compiler may lack libraries, or compile for
# another machine.
runs_here()
{
    cd "$work/home" || return
    printf '#include <errno.h>\nint main(void) { return errno; }\n' >try.c
    # shellcheck disable=SC2086 # several flags
    $cc $cflags $ldflags -o try try.c && run_under try && ./try
}

[ "$variant" != no-proc ] || imitate_mac
make -s clean
(runs_here) >"$work/log" 2>&1 ||
    skip "$cc $cflags makes nothing that runs: $(head -n 1 "$work/log")"
rm -f "$reports"/*

[ -z "$object" ] || build "$object"
if [ -n "$under$mistakes" ]; then # for tested programs, not for test programs
    make -s -j2 tests/probe/probe tests/probe/chatprobe demo/load || exit 2
    rm -f ./*.o
    programs="$(awk -f tests/rows.awk tests/rubric | cut -d '|' -f 4 |
        sort -u) tests/csapp/rio tests/proof/canary"
    # shellcheck disable=SC2086 # several programs
    build $programs
    # shellcheck disable=SC2086
    [ -z "$under" ] || run_under $programs
else
    build everything
fi

# The tools write their reports to files, as a test need not read stderr. gcc
# reports undefined behaviour to stderr only. Then the program aborts, and the
# report of the abort goes to the file.
if [ -n "$mistakes" ]; then
    ASAN_OPTIONS=log_path=$reports/asan:handle_abort=1
    UBSAN_OPTIONS=log_path=$reports/ubsan:print_stacktrace=1:abort_on_error=1
    TSAN_OPTIONS=log_path=$reports/tsan
    TEST_GRACE=10 # seconds to look for leaks when a program ends
    export ASAN_OPTIONS UBSAN_OPTIONS TSAN_OPTIONS TEST_GRACE
fi
TEST_LIMIT=30 # seconds for an answer
TEST_LOAD=1   # seconds of each kind of load
export TEST_LIMIT TEST_LOAD

# Prints the reports, without what valgrind says about memory and descriptors
# that are not lost. Its file for a process is PROGRAM.FIRST.PROCESS. FIRST is
# the process that was started: a child that it forks has another number.
reported()
{
    find "$reports" -type f -exec awk '
        function finish()
        {
            n = split(FILENAME, name, /[.\/]/)
            if (text ~ / FILE DESCRIPTORS: /) # a line with their number
                sub(/[^\n]*\n/, "", text)
            if (text ~ /<inherited from parent>/) # it did not open this one
                text = ""
            # A server listens, and a client is connected, until it ends.
            if (text ~ / Open .*: try_each \(/)
                text = ""
            # The chat server has a spare descriptor, and a pipe for signals.
            if (text ~ / Open .*: start \(chatserver[.]c/)
                text = ""
            # In a child of echoserverp, _exit closes the connection.
            if (text ~ / Open .*: accept \(/ && name[n - 2] == "echoserverp" &&
                name[n - 1] != name[n])
                text = ""
            # glibc keeps the memory of a thread for the next thread.
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

# First, each tool must report the mistakes that it looks for.
for mistake in $mistakes; do
    (cd "$work/home" && exec ../copy/tests/probe/probe run -g 10 -r "$work/ready" \
        "$copy/tests/proof/canary" "$mistake" %p >/dev/null 2>&1) &
    read -r _ <"$work/ready" # canary listens now, or has ended
    kill $! 2>/dev/null
    wait $!
    reported | grep -q "$mistake"
    verdict $? "$mistake is reported"
    rm -f "$reports"/*
done

# amend TEST LINE: inserts a line of shell where the test begins
amend()
{
    awk -v line="$2" '{ print }
        /^\. .*\/[.][.]\/lib[.]sh"$/ || /^plan / { print line }' \
        "tests/$1.sh" >"$work/amended" && cp "$work/amended" "tests/$1.sh"
}

# cannot TEST PATTERN WHY: skips the test for programs that match the pattern
cannot()
{
    skip=skip
    case $1 in chat/*) skip=skip_rest ;; esac
    amend "$1" "case \${program##*/} in $2) $skip '$3' ;; esac"
}

case $variant in
musl) cannot chat/speed '*' 'with musl, fewer calls of write save less time' ;;
valgrind)
    for test in restart port_in_use; do
        cannot "echo/$test" '*' 'the server ends with a client connected'
    done
    ;;
m32)
    cannot echo/many_clients echoservert 'the stacks of all threads take 4 GiB'
    cannot echo/valgrind '*' 'valgrind lacks the symbols of the 32-bit libc'
    ;;
asan | tsan)
    cannot echo/stays_small '*' 'a sanitizer keeps memory that was freed'
    cannot echo/many_sessions 'echoservert | echoservert_pre' \
        'a sanitizer keeps memory of threads that have ended'
    cannot echo/many_clients 'echoserverp | echoservert' \
        'a thousand clients need too much memory with a sanitizer'
    cannot chat/many '*' 'the memory of the sanitizer would be counted, too'
    cannot chat/speed '*' 'a sanitizer slows the server down'
    cannot echo/valgrind '*' 'valgrind cannot run programs with a sanitizer'
    # To look for leaks, a program starts a process. The first four tests do not
    # allow so many; in the last one, hundreds of programs end at once.
    # shellcheck disable=SC2016 # it is for the test's shell
    for test in out_of_processes out_of_threads reports_shortage stderr_unread \
        leaves_at_once; do
        amend "echo/$test" 'ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0'
    done
    ;;
esac

# The list of tests. For another shell or system, all scripts are run, but with
# only some of the mistakes in the echo servers, and without two that test marks
# and a browser; for another shell, each script is run once, on the first program
# that it is for. What takes long comes first.
if [ -n "$shell" ] || [ "$variant" = no-proc ]; then
    sh tests/run.sh -n | awk -v once="${shell:+1}" '
        $1 == "proof/slides" || $1 == "demo/slides_browser" { next }
        $1 == "mistakes/echo" { $0 = $0 " session:STRLEN arg_race half_line" }
        once && seen[$1]++ { next }
        $2 ~ /^\// { rows = rows $0 "\n"; next }
        { print }
        END { printf "%s", rows }'
else
    awk -f tests/rows.awk tests/rubric | grep -E "$rows" |
        awk -F '|' -v top="$copy" '{ print $2, top "/" $4 }'
    sh tests/run.sh -n | grep -xE "$scripts"
fi >"$work/list"

sh tests/run.sh -j 8 -l "$work/list" | tee "$work/said" |
    sed -e '$d' -e '/^ok     /d'
if [ -n "$mistakes" ]; then
    ! reported | grep .
    verdict $? 'nothing is reported'
fi
tail -n 1 "$work/said" >"$work/sums"
read -r more _ worse _ skipped _ <"$work/sums"
case $skipped in
'' | *[!0-9]*) finish "$passed" $((failed + 1)) 0 ;; # run.sh has no last line
esac
finish $((passed + more)) $((failed + worse)) "$skipped"

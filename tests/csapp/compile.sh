#!/bin/sh
# compile.sh - csapp and its programs compile without a warning, in every mode
#              of C and with every compiler that is installed; course code finds
#              the functions that it needs (variant.sh builds the tests in other
#              ways)
. "$(dirname "$0")/../tap.sh"

sources=csapp.c homework=$tests/csapp/homework.c
warnings='-Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes
    -Wmissing-prototypes -Wwrite-strings -Wvla -Werror'

# compiles TITLE COMPILER [FLAG...]: compiles each of $sources with warnings
compiles()
{
    title=$1 status=0
    shift
    for source in $sources; do
        # shellcheck disable=SC2086 # several warnings
        "$@" $warnings -I"$top" -pthread -fsyntax-only "$source" || status=1
    done >"$log" 2>&1
    verdict $status "$title"
}

# Homework is likely to define functions with these names.
cat >"$tmp/own.c" <<'END'
#include "csapp.h"
void log_error(const char *where, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    printf("%s: ", where);
    vprintf(format, args);
    va_end(args);
}
int log_line(const char *line) { return printf("%s\n", line); }
void log_message(const char *text) { log_line(text); }
void log_info(const char *text) { log_line(text); }
void log_request(int number) { printf("request %d\n", number); }
void print_error(void) { log_error("main", "%d\n", 1); }
void die(const char *why) { app_error(why); }
void usage(void) { log_line("usage"); }
int connect_to(const char *host, const char *port)
{
    return open_clientfd(host, port);
}
int listen_on(const char *port) { return open_listenfd(port); }
int listen_at(int port) { return port; }
int is_port(const char *port) { return atoi(port); }
void checked(void) { log_message("checked"); }
int main(void)
{
    log_info("start");
    log_request(1);
    print_error();
    checked();
    usage();
    if (listen_at(0) != is_port("0") || listen_on("no port") >= 0)
        die("own");
    return connect_to("localhost", "no port") != -1;
}
END

cd "$top" || exit 2
for compiler in gcc clang; do
    if ! command -v $compiler >/dev/null; then
        skip $compiler 'it is not installed'
        continue
    fi
    sources=$(echo *.c)
    for mode in c99 c11 c17 gnu17; do
        compiles "$compiler -std=$mode -pedantic" $compiler -std=$mode -pedantic
    done
    compiles "$compiler -D_GNU_SOURCE" $compiler -D_GNU_SOURCE
    $compiler -Werror -I"$top" -pthread -o "$tmp/course" "$homework" \
        "$top/csapp.c" >"$log" 2>&1 && "$tmp/course"
    verdict $? "$compiler alone: course code sees bzero, usleep, strcasestr"
    $compiler -Werror -I"$top" -pthread -o "$tmp/own" "$tmp/own.c" \
        "$top/csapp.c" >"$log" 2>&1 && "$tmp/own" >>"$log"
    verdict $? "$compiler: homework may define log_error and similar functions"
    # Objects of both modes can be linked into one program.
    $compiler -D_GNU_SOURCE -c -I"$top" -o "$tmp/gnu.o" "$homework" \
        >"$log" 2>&1 && $compiler -std=c99 -c -o "$tmp/csapp.o" \
        "$top/csapp.c" >"$log" 2>&1 && $compiler -pthread \
        -o "$tmp/course" "$tmp/gnu.o" "$tmp/csapp.o" >"$log" 2>&1 &&
        "$tmp/course"
    verdict $? "$compiler: objects with and without _GNU_SOURCE can be linked"
done
if command -v musl-gcc >/dev/null; then
    compiles 'musl' musl-gcc -std=c99 -pedantic
else
    skip musl 'musl-gcc is not installed'
fi
finish

# Builds, tests and demonstrates the programs. `make help` prints these lines:
#: make                 builds the programs
#: make demo            shows what each server does to six clients (10 seconds)
#: make bench           measures how the servers scale (2 to 3 minutes)
#: make slides          writes demo/slides.html, a lecture (EXPERIMENTS=no: faster)
#: make check           tests everything (4 minutes): N passed, N failed, N skipped
#: make check-mistakes  shows that the tests of the chat catch mistakes in it
#: make check-faults    tests with system calls that fail, under a thousand seeds
#: make check-cxx       tests csapp from C++17
#: make check-variants  repeats the tests with other builds, tools and shells
#: make check-VARIANT   does this with asan, tsan, valgrind, clang, musl, flags,
#:                      m32, big-endian, no-proc, bmake or shells only
#: make check-macos     compiles everything for macOS, with zig
#: make analyze         runs the static analysers that are installed
#: make fuzz            feeds the parsers random input (FUZZ_SECONDS=60: longer)
#: make coverage        shows which lines the tests execute
#: make handout         packs handout.tar, the assignment for students
#: make autograder.zip  packs the autograder of Gradescope
#: make autograde.tar   packs the autograder of Autolab
#: make format          lays out the C sources (clang-format)
#: make clean           removes what make has built or packed
#: CC, CFLAGS and LDFLAGS can be given: make CC=clang CFLAGS=-g

CC = cc
# -fno-plt: functions are looked up when a program starts, not in every child.
CFLAGS = -O2 -fno-plt $(WARNINGS)
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -Wvla
LDFLAGS =
COMPILE = $(CC) $(CFLAGS) -pthread -I.
LINK = $(COMPILE) $(LDFLAGS)

SERVERS = echoserveri echoserverp echoservert echoservert_pre echoserver_select
PROGRAMS = $(SERVERS) echoclient hostinfo chat/chatserver chat/chatclient

# Programs of one source file and csapp.c; many of them are in the folder C.
C = tests/csapp/course
PLAIN = echoserver_select echoclient hostinfo demo/bare demo/blocks demo/cores \
	demo/cost demo/lines demo/load demo/orders demo/relay demo/reset \
	demo/sharing demo/short $C/buffer $C/byhand $C/copy $C/dotted \
	$C/factor $C/fetch $C/group $C/hexdump $C/list $C/lookup $C/merge \
	$C/number $C/pending $C/proxy $C/records $C/shell $C/snooze $C/squares \
	$C/sum $C/ticks $C/timeout $C/web tests/csapp/rio \
	tests/csapp/semaphores tests/csapp/wrappers tests/demo/browser \
	tests/demo/liar tests/demo/odd tests/mistakes/exits_on_reset \
	tests/mistakes/half_line tests/probe/chatprobe tests/proof/canary
# Programs of one source file, echo.c and csapp.c.
ECHO = echoserveri echoserverp echoservert echoservert_pre \
	tests/mistakes/arg_race tests/mistakes/keeps_connfd \
	tests/mistakes/no_reap tests/mistakes/reap_one tests/csapp/signals
F = tests/proof/fuzz
FUZZERS = $F/commands.replay $F/display.replay $F/keys.replay \
	$F/lines.replay $F/peers.replay $F/rio.replay
BUILT = $(PROGRAMS) $(PLAIN) $(ECHO) $(FUZZERS) tests/probe/probe \
	demo/timeline demo/watch

all: $(PROGRAMS)
everything: $(BUILT)
check: everything
	sh tests/run.sh
check-mistakes: all tests/probe/probe tests/probe/chatprobe
	sh tests/mistakes/chat.sh
check-faults: tests/probe/probe
	sh tests/proof/faults.sh -n $${SEEDS:-1000}
check-cxx:
	sh tests/run.sh csapp/cxx
check-variants check-asan check-tsan check-valgrind check-clang check-musl \
	check-flags check-m32 check-big-endian check-bmake check-shells \
	check-no-proc check-macos:
	name=$@; sh tests/proof/variant.sh "$${name#check-}"
analyze coverage fuzz:
	sh tests/proof/$@.sh

demo: $(SERVERS) echoclient demo/timeline
	sh demo/demo.sh -s demo/timeline.svg
bench: $(SERVERS) demo/load demo/bare demo/lines
	demo/lines
	sh demo/bench.sh -s demo/scaling.svg
slides: everything
	sh demo/slides/make.sh

handout autograder.zip autograde.tar:
	sh tests/pack.sh $@
format:
	clang-format -i *.[ch] */*.[ch] tests/*/*.[ch] tests/*/*/*.[ch] tests/*/*.cc
clean:
	rm -f $(BUILT) *.o */*.o */*/*.o */*/*/*.o demo/*.svg demo/slides.html
	rm -f handout.tar autograder.zip autograde.tar
help:
	@sed -n 's/^#: //p' Makefile
.PHONY: all everything check analyze coverage fuzz demo bench slides
.PHONY: handout autograder.zip autograde.tar format clean help

# The three ways to build from one source file.
.SUFFIXES:
.SUFFIXES: .c .o .replay
.c:
	$(LINK) -o $@ $< csapp.o
.c.o:
	$(COMPILE) -c -o $@ $<
.c.replay:
	$(LINK) -o $@ $< $(REPLAY) $(FUZZED)

$(PLAIN): csapp.o csapp.h
csapp.o echo.o tests/proof/leakcheck.o tests/proof/macos.o: csapp.h

$(ECHO): echo.o csapp.o csapp.h
	$(LINK) -o $@ $@.c echo.o csapp.o
echoserveri: echoserveri.c
echoserverp: echoserverp.c
echoservert: echoservert.c
echoservert_pre: echoservert_pre.c
tests/mistakes/arg_race: tests/mistakes/arg_race.c
tests/mistakes/keeps_connfd: tests/mistakes/keeps_connfd.c
tests/mistakes/no_reap: tests/mistakes/no_reap.c
tests/mistakes/reap_one: tests/mistakes/reap_one.c
tests/csapp/signals: tests/csapp/signals.c echoserverp.c chat/signals.[ch]

# The chat; BOTH is what its server and its client share.
SERVER = chat/command.o chat/member.o chat/room.o chat/transcript.o chat/users.o
CLIENT = chat/lineedit.o chat/peer.o chat/row.o chat/screen.o chat/terminal.o
BOTH = chat/connection.o chat/deadline.o chat/key.o chat/names.o \
	chat/signals.o chat/text.o
HEADERS = csapp.h chat/*.h
chat/chatserver: chat/chatserver.o $(SERVER) $(BOTH) csapp.o
	$(LINK) -o $@ chat/chatserver.o $(SERVER) $(BOTH) csapp.o
chat/chatclient: chat/chatclient.o $(CLIENT) $(BOTH) csapp.o
	$(LINK) -o $@ chat/chatclient.o $(CLIENT) $(BOTH) csapp.o
chat/chatserver.o chat/chatclient.o $(SERVER) $(CLIENT) $(BOTH): $(HEADERS)

# timeline draws clients afterwards, and watch while they come.
DRAWING = demo/picture.o demo/server.o chat/deadline.o chat/text.o csapp.o
WATCH = demo/link.o demo/report.o demo/session.o demo/view.o demo/watch.o
SCREEN = chat/row.o chat/signals.o chat/terminal.o
demo/timeline: demo/timeline.o $(DRAWING)
	$(LINK) -o $@ demo/timeline.o $(DRAWING)
demo/watch: $(WATCH) $(SCREEN) $(DRAWING)
	$(LINK) -o $@ $(WATCH) $(SCREEN) $(DRAWING)
demo/timeline.o demo/picture.o demo/server.o $(WATCH): $(HEADERS) demo/*.h

PROBE = tests/probe/probe.o tests/probe/talk.o tests/probe/run_program.o
tests/probe/probe: $(PROBE) csapp.o
	$(LINK) -o $@ $(PROBE) csapp.o
$(PROBE): tests/probe/probe.h csapp.h

# A fuzzer; its main function comes from replay.o, or from libFuzzer.
REPLAY = $F/replay.o
FUZZED = $F/fuzz.o $(SERVER) $(CLIENT:chat/peer.o=) $(BOTH) csapp.o
$(FUZZERS): $(REPLAY) $(FUZZED) chat/chatclient.c chat/peer.c
$(FUZZERS) $(REPLAY) $F/fuzz.o: $F/fuzz.h $(HEADERS)

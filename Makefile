# csapp, the echo servers and their client. `make help` lists the targets.

CC = cc
# -fno-plt: functions are found at start, not anew in every child process.
CFLAGS = -O2 -fno-plt $(WARNINGS)
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -Wvla
LDFLAGS =

# What a program needs whatever the flags above are set to.
COMPILE = $(CC) $(CFLAGS) -pthread -I.
LINK = $(CC) $(CFLAGS) -pthread $(LDFLAGS)

SERVERS = echoserveri echoserverp echoservert echoservert_pre echoserver_select
CHAT = chat/chatserver chat/chatclient
PROGRAMS = $(SERVERS) echoclient hostinfo $(CHAT)
DEMOS = demo/timeline demo/load demo/lines demo/bare demo/blocks demo/cost \
	demo/short demo/cores demo/reset
MISTAKES = tests/mistakes/arg_race tests/mistakes/exits_on_reset \
	tests/mistakes/half_line tests/mistakes/keeps_connfd \
	tests/mistakes/no_reap tests/mistakes/reap_one tests/demo_liar

TESTPROGRAMS = tests/probe tests/riotest tests/wrappertest tests/chatprobe \
	tests/signaltest tests/canary

# Programs in the style of homework, each of one file.
COURSE = tests/course/buffer tests/course/byhand tests/course/copy \
	tests/course/dotted tests/course/factor tests/course/fetch \
	tests/course/group tests/course/hexdump tests/course/list \
	tests/course/lookup tests/course/merge tests/course/number \
	tests/course/pending tests/course/proxy tests/course/records \
	tests/course/shell tests/course/snooze tests/course/squares \
	tests/course/sum tests/course/ticks tests/course/timeout tests/course/web

FUZZERS = tests/fuzz/commands.replay tests/fuzz/display.replay \
	tests/fuzz/keys.replay tests/fuzz/lines.replay tests/fuzz/rio.replay

all: $(PROGRAMS)

# What make check tests, and tests with.
everything: all $(TESTPROGRAMS) $(COURSE) $(FUZZERS) $(DEMOS) $(MISTAKES)

check: everything
	sh tests/run.sh

# The tests of the chat catch its mistakes (a minute).
check-mistakes: all $(TESTPROGRAMS)
	sh tests/chat_mistakes.sh

# Calls that fail on purpose, under a thousand seeds (1 minute).
SEEDS = 1000
check-faults: tests/probe
	sh tests/faults.sh -n $(SEEDS)

# A C++17 program uses the library.
check-cxx:
	sh tests/run.sh cxx

# What static analysis finds in the sources: nothing.
analyze:
	sh tests/analyze.sh

# Any input at all, for a minute.
fuzz:
	sh tests/fuzz/run.sh

# Which lines the tests execute. It builds what it needs in a copy.
coverage:
	sh tests/coverage.sh

# The same on other builds, and with other tools: see tests/variant.sh.
SHELLS = dash bash busybox

check-asan check-tsan check-valgrind check-clang check-bmake check-m32 \
	check-musl check-flags check-big-endian:
	name=$@; sh tests/variant.sh "$${name#check-}"

check-shells:
	sh tests/variant.sh $(SHELLS)

check-variants:
	sh tests/variant.sh asan tsan valgrind clang bmake m32 big-endian \
		flags musl $(SHELLS)

.PHONY: all everything check check-cxx check-mistakes check-faults
.PHONY: check-asan check-tsan check-valgrind check-clang check-bmake check-m32
.PHONY: check-big-endian check-flags check-musl check-shells check-variants
.PHONY: analyze fuzz coverage demo bench format help clean

# Every byte comes back, and what each model does to four clients.
demo: $(SERVERS) echoclient demo/timeline
	sh demo/demo.sh -s demo/timeline.svg

# How the models scale.
bench: $(SERVERS) demo/load demo/bare demo/lines
	demo/lines
	sh demo/bench.sh -s demo/scaling.svg

format:
	clang-format -i *.[ch] chat/*.[ch] tests/*.[ch] tests/*.cc tests/course/*.c \
		tests/fuzz/*.[ch] tests/mistakes/*.c demo/*.c

help:
	@echo 'make          builds the programs'
	@echo 'make demo     shows what each server does to four clients'
	@echo 'make bench    measures how the servers scale (2 minutes)'
	@echo 'make check    tests them; ends with N passed, N failed, N skipped'
	@echo 'make check-mistakes  proves that they catch mistakes in the chat'
	@echo 'make check-faults    tests with calls that fail, under a thousand seeds'
	@echo 'make check-cxx       tests csapp from C++17'
	@echo 'make check-variants  tests other builds: check-asan, check-tsan,'
	@echo '              check-valgrind, check-clang, check-flags, check-m32,'
	@echo '              check-musl, check-big-endian, check-bmake, check-shells'
	@echo 'make analyze  runs the static analysers that are installed'
	@echo 'make fuzz     feeds them any bytes, for a minute (FUZZ_SECONDS=60: five)'
	@echo 'make coverage tells which lines the tests execute (1 minute)'
	@echo 'make format   lays the sources out again (clang-format)'
	@echo 'make clean    removes what was built'
	@echo 'make help     prints this'
	@echo 'CC, CFLAGS and LDFLAGS can be given: make CC=clang CFLAGS=-g'

clean:
	rm -f $(PROGRAMS) $(TESTPROGRAMS) $(COURSE) $(FUZZERS) $(DEMOS) $(MISTAKES)
	rm -f *.o chat/*.o tests/*.o tests/mistakes/*.o tests/fuzz/*.o demo/*.o \
		demo/*.svg

# A program is linked from the objects that it depends on.
echoserveri: echoserveri.o echo.o csapp.o
	$(LINK) -o $@ echoserveri.o echo.o csapp.o

echoserverp: echoserverp.o echo.o csapp.o
	$(LINK) -o $@ echoserverp.o echo.o csapp.o

echoservert: echoservert.o echo.o csapp.o
	$(LINK) -o $@ echoservert.o echo.o csapp.o

echoservert_pre: echoservert_pre.o echo.o csapp.o
	$(LINK) -o $@ echoservert_pre.o echo.o csapp.o

echoserver_select: echoserver_select.o csapp.o
	$(LINK) -o $@ echoserver_select.o csapp.o

echoclient: echoclient.o csapp.o
	$(LINK) -o $@ echoclient.o csapp.o

hostinfo: hostinfo.o csapp.o
	$(LINK) -o $@ hostinfo.o csapp.o

CHATSERVER = chat/chatserver.o chat/command.o chat/room.o chat/member.o \
	chat/transcript.o chat/key.o chat/deadline.o chat/names.o \
	chat/connection.o chat/text.o chat/signals.o
CHATCLIENT = chat/chatclient.o chat/lineedit.o chat/terminal.o chat/key.o \
	chat/names.o chat/deadline.o chat/connection.o chat/text.o chat/signals.o

chat/chatserver: $(CHATSERVER) csapp.o
	$(LINK) -o $@ $(CHATSERVER) csapp.o

chat/chatclient: $(CHATCLIENT) csapp.o
	$(LINK) -o $@ $(CHATCLIENT) csapp.o

# What drives them in tests/chat_*.sh.
tests/chatprobe: tests/chatprobe.o csapp.o
	$(LINK) -o $@ tests/chatprobe.o csapp.o

tests/chatprobe.o: csapp.h

$(CHATSERVER) $(CHATCLIENT): csapp.h chat/chat.h chat/command.h \
	chat/connection.h chat/deadline.h chat/key.h chat/lineedit.h \
	chat/member.h chat/names.h chat/room.h chat/signals.h chat/terminal.h \
	chat/text.h chat/transcript.h

demo/timeline: demo/timeline.o csapp.o
	$(LINK) -o $@ demo/timeline.o csapp.o

demo/load: demo/load.o csapp.o
	$(LINK) -o $@ demo/load.o csapp.o

demo/lines: demo/lines.o csapp.o
	$(LINK) -o $@ demo/lines.o csapp.o

demo/bare: demo/bare.o csapp.o
	$(LINK) -o $@ demo/bare.o csapp.o

demo/blocks: demo/blocks.o csapp.o
	$(LINK) -o $@ demo/blocks.o csapp.o

demo/cost: demo/cost.o csapp.o
	$(LINK) -o $@ demo/cost.o csapp.o

demo/short: demo/short.o csapp.o
	$(LINK) -o $@ demo/short.o csapp.o

demo/cores: demo/cores.o csapp.o
	$(LINK) -o $@ demo/cores.o csapp.o

demo/reset: demo/reset.o csapp.o
	$(LINK) -o $@ demo/reset.o csapp.o

demo/timeline.o demo/load.o demo/lines.o demo/bare.o demo/blocks.o demo/cost.o \
	demo/short.o demo/cores.o demo/reset.o: csapp.h

tests/mistakes/arg_race: tests/mistakes/arg_race.o echo.o csapp.o
	$(LINK) -o $@ tests/mistakes/arg_race.o echo.o csapp.o

tests/mistakes/exits_on_reset: tests/mistakes/exits_on_reset.o csapp.o
	$(LINK) -o $@ tests/mistakes/exits_on_reset.o csapp.o

tests/mistakes/half_line: tests/mistakes/half_line.o csapp.o
	$(LINK) -o $@ tests/mistakes/half_line.o csapp.o

tests/mistakes/keeps_connfd: tests/mistakes/keeps_connfd.o echo.o csapp.o
	$(LINK) -o $@ tests/mistakes/keeps_connfd.o echo.o csapp.o

tests/mistakes/no_reap: tests/mistakes/no_reap.o echo.o csapp.o
	$(LINK) -o $@ tests/mistakes/no_reap.o echo.o csapp.o

tests/mistakes/reap_one: tests/mistakes/reap_one.o echo.o csapp.o
	$(LINK) -o $@ tests/mistakes/reap_one.o echo.o csapp.o

tests/demo_liar: tests/demo_liar.o csapp.o
	$(LINK) -o $@ tests/demo_liar.o csapp.o

tests/mistakes/arg_race.o tests/mistakes/exits_on_reset.o \
	tests/mistakes/half_line.o tests/mistakes/keeps_connfd.o \
	tests/mistakes/no_reap.o tests/mistakes/reap_one.o \
	tests/demo_liar.o: csapp.h

csapp.o echo.o echoclient.o echoserveri.o echoserverp.o echoservert.o \
	echoservert_pre.o echoserver_select.o hostinfo.o: csapp.h

tests/probe: tests/probe.o tests/talk.o tests/run_program.o csapp.o
	$(LINK) -o $@ tests/probe.o tests/talk.o tests/run_program.o csapp.o

# With the handlers that it tests, which belong to these two sources.
tests/signaltest: tests/signaltest.o echo.o csapp.o
	$(LINK) -o $@ tests/signaltest.o echo.o csapp.o

tests/signaltest.o: csapp.h echoserverp.c chat/signals.c chat/signals.h

tests/riotest: tests/riotest.o csapp.o
	$(LINK) -o $@ tests/riotest.o csapp.o

tests/wrappertest: tests/wrappertest.o csapp.o
	$(LINK) -o $@ tests/wrappertest.o csapp.o

# For tests/variant.sh, as tests/leakcheck.o is.
tests/canary: tests/canary.o csapp.o
	$(LINK) -o $@ tests/canary.o csapp.o

tests/probe.o tests/talk.o tests/run_program.o: tests/probe.h csapp.h
tests/riotest.o tests/wrappertest.o tests/canary.o tests/leakcheck.o: csapp.h

# In one step, as homework is built.
$(COURSE): csapp.o csapp.h

# A fuzzer and all that one of them tests; main is in replay.o, or libFuzzer's.
REPLAY = tests/fuzz/replay.o
FUZZED = tests/fuzz/fuzz.o chat/command.o chat/room.o chat/member.o \
	chat/transcript.o chat/key.o chat/deadline.o chat/names.o \
	chat/connection.o chat/text.o chat/lineedit.o chat/terminal.o \
	chat/signals.o csapp.o

$(FUZZERS): $(REPLAY) $(FUZZED)

tests/fuzz/commands.o tests/fuzz/display.o tests/fuzz/keys.o \
	tests/fuzz/lines.o tests/fuzz/rio.o tests/fuzz/fuzz.o \
	tests/fuzz/replay.o: tests/fuzz/fuzz.h csapp.h chat/chat.h \
	chat/chatclient.c chat/command.h chat/connection.h chat/deadline.h \
	chat/key.h chat/lineedit.h chat/member.h chat/names.h chat/room.h \
	chat/signals.h chat/terminal.h chat/text.h chat/transcript.h

.SUFFIXES:
.SUFFIXES: .c .o .replay
.c:
	$(COMPILE) $(LDFLAGS) -o $@ $< csapp.o

.c.o:
	$(COMPILE) -c -o $@ $<

.o.replay:
	$(LINK) -o $@ $< $(REPLAY) $(FUZZED)

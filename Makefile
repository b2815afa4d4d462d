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
	tests/signaltest

all: $(PROGRAMS)

# What make check tests, and tests with.
everything: all $(TESTPROGRAMS) $(DEMOS) $(MISTAKES)

check: everything
	sh tests/run.sh

.PHONY: all everything check demo bench format help clean

# Every byte comes back, and what each model does to four clients.
demo: $(SERVERS) echoclient demo/timeline
	sh demo/demo.sh -s demo/timeline.svg

# How the models scale.
bench: $(SERVERS) demo/load demo/bare demo/lines
	demo/lines
	sh demo/bench.sh -s demo/scaling.svg

format:
	clang-format -i *.[ch] chat/*.[ch] tests/*.[ch] tests/mistakes/*.c demo/*.c

help:
	@echo 'make          builds the programs'
	@echo 'make demo     shows what each server does to four clients'
	@echo 'make bench    measures how the servers scale (2 minutes)'
	@echo 'make check    tests them; ends with N passed, N failed, N skipped'
	@echo 'make format   lays the sources out again (clang-format)'
	@echo 'make clean    removes what was built'
	@echo 'make help     prints this'
	@echo 'CC, CFLAGS and LDFLAGS can be given: make CC=clang CFLAGS=-g'

clean:
	rm -f $(PROGRAMS) $(TESTPROGRAMS) $(DEMOS) $(MISTAKES)
	rm -f *.o chat/*.o tests/*.o tests/mistakes/*.o demo/*.o \
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

tests/probe.o tests/talk.o tests/run_program.o: tests/probe.h csapp.h
tests/riotest.o tests/wrappertest.o: csapp.h

.SUFFIXES:
.SUFFIXES: .c .o
.c.o:
	$(COMPILE) -c -o $@ $<

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

all: $(PROGRAMS)

.PHONY: all format help clean

format:
	clang-format -i *.[ch] chat/*.[ch]

help:
	@echo 'make          builds the programs'
	@echo 'make format   lays the sources out again (clang-format)'
	@echo 'make clean    removes what was built'
	@echo 'make help     prints this'
	@echo 'CC, CFLAGS and LDFLAGS can be given: make CC=clang CFLAGS=-g'

clean:
	rm -f $(PROGRAMS)
	rm -f *.o chat/*.o

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

$(CHATSERVER) $(CHATCLIENT): csapp.h chat/chat.h chat/command.h \
	chat/connection.h chat/deadline.h chat/key.h chat/lineedit.h \
	chat/member.h chat/names.h chat/room.h chat/signals.h chat/terminal.h \
	chat/text.h chat/transcript.h

csapp.o echo.o echoclient.o echoserveri.o echoserverp.o echoservert.o \
	echoservert_pre.o echoserver_select.o hostinfo.o: csapp.h

.SUFFIXES:
.SUFFIXES: .c .o
.c.o:
	$(COMPILE) -c -o $@ $<

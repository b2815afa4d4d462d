/*
 * transcript.h - a file to which lines are appended, each with its time
 *
 * A server goes on whatever happens to its disk: a failure is reported once,
 * and lines are missing from the file.
 */
#ifndef TRANSCRIPT_H
#define TRANSCRIPT_H

#include "csapp.h"

typedef struct {
    int fd;      /* -1: there is none, and lines are dropped */
    int failed;  /* a failure was reported */
    int is_torn; /* the file ends in half a line */
    size_t count;
    char buf[MAXBUF];
} transcript_t;

/* Opens the file, or creates it; a pathname of NULL is none. -1 with errno. */
int transcript_open(transcript_t *tp, const char *pathname);

/* Adds "TIME #room line", where line ends in '\n'. It may wait for a flush. */
void transcript_add(transcript_t *tp, const char *room, const char *line);

void transcript_flush(transcript_t *tp);

#endif /* TRANSCRIPT_H */

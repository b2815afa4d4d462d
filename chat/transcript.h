/*
 * transcript.h - a file of what was said: appends lines, each with its time
 *
 * A server goes on even if its disk is full. The first failure to write is
 * reported; the lines that were not written are missing from the file.
 */
#ifndef TRANSCRIPT_H
#define TRANSCRIPT_H

#include "csapp.h"

typedef struct {
    int fd;      /* -1: there is no file, and lines are dropped */
    int failed;  /* a failure was reported */
    int is_torn; /* the file ends in the middle of a line */
    size_t count;
    char buf[MAXBUF];
} transcript_t;

/*
 * Opens the file, or creates it; if pathname is NULL, there is no file. Returns
 * 0, or -1 with errno.
 */
int transcript_open(transcript_t *tp, const char *pathname);

/* Adds "TIME #room line" to the buffer, where line ends in '\n'. */
void transcript_add(transcript_t *tp, const char *room, const char *line);

void transcript_flush(transcript_t *tp);

#endif /* TRANSCRIPT_H */

/*
 * transcript.c - a file of what was said: appends lines, each with its time
 *
 * transcript.h says what each function does; this file shows how.
 */
#include "transcript.h"

int transcript_open(transcript_t *tp, const char *pathname)
{
    memset(tp, 0, sizeof(*tp));
    tp->fd = -1;
    if (pathname == NULL)
        return 0;
    /* O_NONBLOCK: if it is a pipe, a slow reader must not block the server. */
    tp->fd =
        open(pathname, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, DEF_MODE);
    return tp->fd < 0 ? -1 : 0;
}

static void append(transcript_t *tp, const char *bytes, size_t n)
{
    if (n > sizeof(tp->buf) - tp->count)
        transcript_flush(tp);
    memcpy(tp->buf + tp->count, bytes, n);
    tp->count += n;
}

void transcript_add(transcript_t *tp, const char *room, const char *line)
{
    char entry[MAXLINE];
    time_t now = time(NULL);
    struct tm local;
    size_t n;

    if (tp->fd < 0)
        return;
    localtime_r(&now, &local);
    n = strftime(entry, sizeof(entry), "%Y-%m-%dT%H:%M:%S%z", &local);
    n += (size_t)snprintf(entry + n, sizeof(entry) - n, " #%s %s", room, line);
    append(tp, entry, n);
}

static void report(transcript_t *tp, const char *why)
{
    if (!tp->failed)
        log_trouble("chatserver: transcript: %s", why);
    tp->failed = 1;
}

void transcript_flush(transcript_t *tp)
{
    ssize_t n;

    if (tp->count == 0)
        return;
    if (tp->is_torn && write(tp->fd, "\n", 1) == 1)
        tp->is_torn = 0;
    n = write(tp->fd, tp->buf, tp->count);
    if (n < 0)
        report(tp, strerror(errno));
    else if ((size_t)n < tp->count)
        report(tp, "disk full");
    if (n > 0)
        tp->is_torn = tp->buf[n - 1] != '\n';
    tp->count = 0;
}

/*
 * report.c - the events of a session, a line each, for a pipe or a file
 *
 * report.h says what each function does; this file shows how.
 */
#include "demo/report.h"
#include "chat/text.h"

#define WAITING_SIZE (1 << 20) /* bytes that wait, at most */
#define PIECE _POSIX_PIPE_BUF  /* a pipe that is ready takes so many bytes */

static int is_open;
static char waiting[WAITING_SIZE];
static size_t first, last; /* of the bytes that wait */
static double latest;      /* the time of the last event */
static unsigned long lost; /* events that were left out */

static void add(double now, const char *text)
{
    char line[LINE_SIZE];
    int length = snprintf(line, sizeof(line), "%.3f %s\n", now, text);

    if ((size_t)length > sizeof(waiting) - last && first > 0) {
        memmove(waiting, waiting + first, last - first);
        last -= first;
        first = 0;
    }
    if ((size_t)length > sizeof(waiting) - last) {
        lost++;
        return;
    }
    memcpy(waiting + last, line, (size_t)length);
    last += (size_t)length;
}

/* Says how many events were left out, once there is room again. */
static void tell_lost(void)
{
    char text[80];

    if (lost == 0 || last - first > sizeof(waiting) / 2)
        return;
    snprintf(text, sizeof(text), "%lu events left out", lost);
    lost = 0;
    add(latest, text);
}

void report_open(void)
{
    is_open = 1;
}

void report(double now, const char *format, ...)
{
    char text[LINE_SIZE / 4], clean[3 * sizeof(text) + 1];
    va_list arguments;

    if (!is_open)
        return;
    latest = now;
    tell_lost();
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    text_clean(text, strlen(text), clean);
    add(now, clean);
}

short report_events(void)
{
    return first < last ? POLLOUT : 0;
}

void report_ready(void)
{
    size_t length = last - first < PIECE ? last - first : PIECE;
    ssize_t n = write(STDOUT_FILENO, waiting + first, length);

    if (n < 0 && errno != EINTR && errno != EAGAIN)
        unix_error("watch: stdout");
    if (n > 0)
        first += (size_t)n;
    if (first == last)
        first = last = 0;
    tell_lost();
}

void report_end(void)
{
    struct pollfd out = {STDOUT_FILENO, POLLOUT, 0};

    while (first < last && poll(&out, 1, 1000) == 1)
        report_ready();
    if (first < last || lost > 0)
        app_error("watch: stdout: not all events could be written");
}

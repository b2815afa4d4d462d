/*
 * report.c - the events of a session, a line each, for a pipe or a file
 *
 * report.h says what each function does; this file shows how.
 */
#include "demo/report.h"
#include "chat/terminal.h"
#include "chat/text.h"

#define WAITING_SIZE (1 << 20) /* bytes that wait, at most */

/* A pipe takes so many bytes without blocking if poll says POLLOUT. */
#ifdef PIPE_BUF
#define PIECE PIPE_BUF
#else
#define PIECE _POSIX_PIPE_BUF
#endif

static int outfd = -1; /* it is open, if this is not -1 */
static int error;      /* errno of a write that failed; or 0 */
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
    outfd = terminal_output();
}

void report(double now, const char *format, ...)
{
    char text[LINE_SIZE / 4], clean[3 * sizeof(text) + 1];
    va_list arguments;

    if (outfd < 0)
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

int report_fd(void)
{
    return outfd;
}

int report_ready(void)
{
    struct pollfd out = {outfd, POLLOUT, 0};

    do {
        size_t length = last - first < PIECE ? last - first : PIECE;
        ssize_t n = write(outfd, waiting + first, length);

        if (n < 0 && errno != EINTR && errno != EAGAIN) {
            error = errno;
            return -1;
        }
        if (n > 0)
            first += (size_t)n;
    } while (first < last && poll(&out, 1, 0) == 1);
    if (first == last)
        first = last = 0;
    tell_lost();
    return 0;
}

void report_end(void)
{
    struct pollfd out = {outfd, POLLOUT, 0};

    while (first < last && error == 0 && poll(&out, 1, 1000) == 1)
        report_ready();
    if (error != 0) {
        errno = error;
        unix_error("watch: stdout");
    }
    if (first < last || lost > 0)
        app_error("watch: stdout: not all events could be written");
}

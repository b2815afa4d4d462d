/*
 * lines.c - measures how fast lines are read: with rio_readlineb, a byte at a
 *           time, and with getline(3)
 *
 * The three ways take turns to read the same file of 80-byte lines, several
 * times. The result is the ratio of their median times.
 *
 * Run:   demo/lines [megabytes]     (default: 32)
 * Read:  rio_readlineb in csapp.c.
 */
#include "csapp.h"

#define ROUNDS 7

static long rio_lines(int fd)
{
    char buf[MAXLINE];
    long count = 0;
    rio_t rio;

    Lseek(fd, 0, SEEK_SET);
    Rio_readinitb(&rio, fd);
    while (Rio_readlineb(&rio, buf, MAXLINE) > 0)
        count++;
    return count;
}

/* Uses the same buffer, but needs a call and a copy for each byte. */
static long byte_lines(int fd)
{
    char buf[MAXLINE];
    size_t n = 0;
    long count = 0;
    rio_t rio;

    Lseek(fd, 0, SEEK_SET);
    Rio_readinitb(&rio, fd);
    while (Rio_readnb(&rio, &buf[n], 1) == 1)
        if (buf[n++] == '\n' || n == MAXLINE - 1) {
            buf[n] = '\0';
            n = 0;
            count++;
        }
    return count;
}

static long getline_lines(int fd)
{
    FILE *file = Fdopen(dup(fd), "r");
    char *line = NULL;
    size_t size = 0;
    long count = 0;

    rewind(file);
    while (getline(&line, &size, file) > 0)
        count++;
    free(line);
    Fclose(file);
    return count;
}

static double seconds(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec + ts.tv_nsec / 1e9;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        long (*read_lines)(int fd);
    } ways[] = {{"rio_readlineb", rio_lines},
                {"a byte at a time", byte_lines},
                {"getline", getline_lines}};
    char path[] = "/tmp/lines.XXXXXX";
    double times[3][ROUNDS];
    long megabytes = argc > 1 ? atol(argv[1]) : 32;
    long lines = megabytes * 1000000 / 80;
    FILE *file;
    int fd;

    if (lines <= 0)
        app_error("usage: demo/lines [megabytes]");
    fd = mkstemp(path);
    if (fd < 0)
        unix_error("lines: mkstemp");
    unlink(path); /* the file is removed when we end, for any reason */
    file = Fdopen(dup(fd), "w");
    for (long i = 0; i < lines; i++)
        fprintf(file, "line %-73ld.\n", i);
    Fclose(file);

    for (int round = 0; round < ROUNDS; round++)
        for (int way = 0; way < 3; way++) {
            double start = seconds();

            if (ways[way].read_lines(fd) != lines)
                app_error("lines: a line was lost");
            times[way][round] = seconds() - start;
        }
    for (int way = 0; way < 3; way++)
        qsort(times[way], ROUNDS, sizeof(double), compare);
    for (int way = 0; way < 3; way++)
        printf("%-17s %6.1f ns a line, %5.2f times rio_readlineb's time\n",
               ways[way].name, times[way][ROUNDS / 2] / lines * 1e9,
               times[way][ROUNDS / 2] / times[0][ROUNDS / 2]);
    return 0;
}

/*
 * session.c - sessions that a student may hand in as echo.c, with one of
 *             several mistakes; -D picks the mistake
 *
 * This file is linked with the servers of this library in the place of echo.c.
 *
 * Read:  echo.c before, which is correct; tests/mistakes/echo.table, which
 *        lists the tests that catch a mistake.
 */
#include "csapp.h"

void echo(int connfd);

#if defined(STRLEN) /* a string ends at a NUL, but data goes on */

void echo(int connfd)
{
    char buf[MAXLINE];
    rio_t rio;

    rio_readinitb(&rio, connfd);
    while (rio_readlineb(&rio, buf, MAXLINE) > 0)
        if (rio_writen(connfd, buf, strlen(buf)) < 0)
            return;
}

#elif defined(FGETS) /* the same mistake, but with stdio */

void echo(int connfd)
{
    char buf[MAXLINE];
    FILE *in = fdopen(dup(connfd), "r");

    while (fgets(buf, MAXLINE, in) != NULL)
        if (rio_writen(connfd, buf, strlen(buf)) < 0)
            break;
    fclose(in);
}

#elif defined(FORMAT) /* the client's data is used as the format */

void echo(int connfd)
{
    char buf[MAXLINE];
    rio_t rio;

    rio_readinitb(&rio, connfd);
    while (rio_readlineb(&rio, buf, MAXLINE) > 0)
        if (dprintf(connfd, buf) < 0)
            return;
}

#elif defined(STALE) /* read adds no NUL: strlen counts old bytes, too */

void echo(int connfd)
{
    char buf[MAXLINE + 1] = "";

    while (read(connfd, buf, MAXLINE) > 0)
        if (rio_writen(connfd, buf, strlen(buf)) < 0)
            return;
}

#elif defined(CHAR_EOF) /* a char cannot tell the byte 0xff from EOF */

void echo(int connfd)
{
    FILE *in = fdopen(dup(connfd), "r");
    FILE *out = fdopen(dup(connfd), "w");
    signed char c;

    while ((c = getc(in)) != EOF) {
        putc(c, out);
        if (c == '\n')
            fflush(out);
    }
    fclose(out);
    fclose(in);
}

#elif defined(PRINTABLE) /* drops bytes that cannot be printed */

void echo(int connfd)
{
    char buf[MAXLINE];
    rio_t rio;
    ssize_t n;

    rio_readinitb(&rio, connfd);
    while ((n = rio_readlineb(&rio, buf, MAXLINE)) > 0) {
        ssize_t kept = 0;
        for (ssize_t i = 0; i < n; i++)
            if (isprint((unsigned char)buf[i]) || strchr("\r\n", buf[i]))
                buf[kept++] = buf[i];
        if (rio_writen(connfd, buf, kept) < 0)
            return;
    }
}

#elif defined(UNFLUSHED) /* the answers stay in stdio's buffer */

void echo(int connfd)
{
    char buf[MAXLINE];
    FILE *out = fdopen(dup(connfd), "w");
    rio_t rio;
    ssize_t n;

    rio_readinitb(&rio, connfd);
    while ((n = rio_readlineb(&rio, buf, MAXLINE)) > 0)
        fwrite(buf, 1, n, out);
    fclose(out);
}

#elif defined(FULL_BUFFER) /* waits until MAXLINE bytes have come */

void echo(int connfd)
{
    char buf[MAXLINE];
    ssize_t n;

    while ((n = rio_readn(connfd, buf, MAXLINE)) > 0)
        if (rio_writen(connfd, buf, n) < 0)
            return;
}

#elif defined(AT_END) /* answers only after EOF from the client */

void echo(int connfd)
{
    char *all = NULL;
    size_t size = 0;
    ssize_t n;

    do {
        all = Realloc(all, size + MAXLINE);
        n = rio_readn(connfd, all + size, MAXLINE);
        size += n > 0 ? n : 0;
    } while (n > 0);
    rio_writen(connfd, all, size);
    free(all);
}

#elif defined(ONE_BEHIND) /* sends a line only when the next line comes */

void echo(int connfd)
{
    char buf[2][MAXLINE];
    ssize_t n[2] = {0, 0};
    int now = 0;
    rio_t rio;

    rio_readinitb(&rio, connfd);
    while ((n[now] = rio_readlineb(&rio, buf[now], MAXLINE)) > 0) {
        now = !now;
        if (rio_writen(connfd, buf[now], n[now]) < 0)
            return;
    }
    rio_writen(connfd, buf[!now], n[!now]);
}

#elif defined(RIO_A_LINE) /* bytes in a rio_t's buffer are lost with it */

void echo(int connfd)
{
    char buf[MAXLINE];
    ssize_t n;

    do {
        rio_t rio;
        rio_readinitb(&rio, connfd);
        n = rio_readlineb(&rio, buf, MAXLINE);
    } while (n > 0 && rio_writen(connfd, buf, n) == n);
}

#elif defined(FIRST_OF_READ) /* a read may return more than one line */

void echo(int connfd)
{
    char buf[MAXLINE];
    ssize_t n;

    while ((n = read(connfd, buf, MAXLINE)) > 0) {
        char *end = memchr(buf, '\n', n);
        if (end != NULL)
            n = end + 1 - buf;
        if (rio_writen(connfd, buf, n) < 0)
            return;
    }
}

#elif defined(READ_IS_LINE) /* a read may return less than a line */

void echo(int connfd)
{
    char buf[MAXLINE + 1];
    ssize_t n;

    while ((n = read(connfd, buf, MAXLINE)) > 0) {
        if (buf[n - 1] != '\n')
            buf[n++] = '\n';
        if (rio_writen(connfd, buf, n) < 0)
            return;
    }
}

#elif defined(CUTS_LINES) /* drops bytes that do not fit its buffer */

void echo(int connfd)
{
    char buf[1024], c = 0;
    size_t n;
    rio_t rio;

    rio_readinitb(&rio, connfd);
    do {
        for (n = 0; rio_readnb(&rio, &c, 1) == 1;) {
            if (n < sizeof(buf))
                buf[n++] = c;
            if (c == '\n') {
                buf[n - 1] = '\n';
                break;
            }
        }
    } while (n > 0 && rio_writen(connfd, buf, n) >= 0);
}

#elif defined(OVERRUNS) /* writes past the end of its buffer */

void echo(int connfd)
{
    char buf[1024], c = 0;
    int n;
    rio_t rio;

    rio_readinitb(&rio, connfd);
    do {
        for (n = 0; rio_readnb(&rio, &c, 1) == 1;) {
            buf[n++] = c;
            if (c == '\n')
                break;
        }
    } while (n > 0 && rio_writen(connfd, buf, n) >= 0);
}

#elif defined(WHOLE_BUFFER) /* sends the whole buffer, not only the line */

void echo(int connfd)
{
    char buf[MAXLINE] = "";
    rio_t rio;

    rio_readinitb(&rio, connfd);
    while (rio_readlineb(&rio, buf, MAXLINE) > 0)
        if (rio_writen(connfd, buf, sizeof(buf)) < 0)
            return;
}

#elif defined(ONE_LINE) /* ends after the first line */

void echo(int connfd)
{
    char buf[MAXLINE];
    rio_t rio;
    ssize_t n;

    rio_readinitb(&rio, connfd);
    do {
        n = rio_readlineb(&rio, buf, MAXLINE);
        if (n > 0)
            rio_writen(connfd, buf, n);
    } while (n == MAXLINE - 1 && buf[n - 1] != '\n');
}

#elif defined(RESETS) /* close discards answers that are still on their way */

void echo(int connfd)
{
    struct linger at_once = {1, 0};
    char buf[MAXLINE];
    ssize_t n;

    setsockopt(connfd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    while ((n = read(connfd, buf, MAXLINE)) > 0)
        if (rio_writen(connfd, buf, n) < 0)
            return;
}

#elif defined(EXITS) /* one client's error ends the whole server */

void echo(int connfd)
{
    char buf[MAXLINE];
    rio_t rio;
    ssize_t n;

    rio_readinitb(&rio, connfd);
    while ((n = Rio_readlineb(&rio, buf, MAXLINE)) > 0)
        Rio_writen(connfd, buf, n);
}

#elif defined(STATIC_BUFFER) /* shared by all threads */

void echo(int connfd)
{
    static char buf[MAXLINE];
    ssize_t n;

    while ((n = read(connfd, buf, MAXLINE)) > 0)
        if (rio_writen(connfd, buf, n) < 0)
            return;
}

#elif defined(STATIC_RIO) /* shared by all threads */

void echo(int connfd)
{
    static rio_t rio;
    char buf[MAXLINE];
    ssize_t n;

    rio_readinitb(&rio, connfd);
    while ((n = rio_readlineb(&rio, buf, MAXLINE)) > 0)
        if (rio_writen(connfd, buf, n) < 0)
            return;
}

#elif defined(LEAKS_DUP) /* the copy from dup is never closed */

void echo(int connfd)
{
    int infd = dup(connfd);
    char buf[MAXLINE];
    ssize_t n;

    while ((n = read(infd, buf, MAXLINE)) > 0)
        if (rio_writen(connfd, buf, n) < 0)
            return;
    shutdown(connfd, SHUT_RDWR);
}

#elif defined(LEAKS_MEMORY) /* the memory from Malloc is never freed */

void echo(int connfd)
{
    rio_t *rp = Malloc(sizeof(*rp));
    char buf[MAXLINE];
    ssize_t n;

    rio_readinitb(rp, connfd);
    while ((n = rio_readlineb(rp, buf, MAXLINE)) > 0)
        if (rio_writen(connfd, buf, n) < 0)
            return;
}

#elif defined(PIECE_WAITS) /* waits for more bytes if a line just fills buf */

void echo(int connfd)
{
    char buf[MAXLINE], *line = NULL;
    size_t length = 0;
    rio_t rio;
    ssize_t n;

    rio_readinitb(&rio, connfd);
    while ((n = rio_readlineb(&rio, buf, MAXLINE)) > 0) {
        line = Realloc(line, length + n);
        memcpy(line + length, buf, n);
        length += n;
        if (n == MAXLINE - 1) /* the rest must come */
            continue;
        if (rio_writen(connfd, line, length) < 0)
            break;
        length = 0;
    }
    rio_writen(connfd, line, length);
    free(line);
}

#elif defined(SKIPS_TELNET) /* the byte 255 is data, too */

void echo(int connfd)
{
    char buf[MAXLINE];
    ssize_t n;

    while ((n = read(connfd, buf, MAXLINE)) > 0)
        if ((unsigned char)buf[0] != 255 && rio_writen(connfd, buf, n) < 0)
            return;
}

#elif defined(LOW_WATER) /* an empty line is only one byte */

void echo(int connfd)
{
    char buf[MAXLINE];
    int least = 2;
    ssize_t n;

    setsockopt(connfd, SOL_SOCKET, SO_RCVLOWAT, &least, sizeof(least));
    while ((n = read(connfd, buf, MAXLINE)) > 0)
        if (rio_writen(connfd, buf, n) < 0)
            return;
}

#elif defined(HURRIES) /* a pause in the middle of a line ends the session */

void echo(int connfd)
{
    struct timeval fifth = {0, 200000};
    char buf[MAXLINE];
    ssize_t n;

    while ((n = read(connfd, buf, MAXLINE)) > 0) {
        if (rio_writen(connfd, buf, n) < 0)
            return;
        if (buf[n - 1] != '\n')
            setsockopt(connfd, SOL_SOCKET, SO_RCVTIMEO, &fifth, sizeof(fifth));
    }
}

#elif defined(LEAKS_LINES) /* the memory of each line is never freed */

void echo(int connfd)
{
    char buf[MAXLINE];
    rio_t rio;
    ssize_t n;

    rio_readinitb(&rio, connfd);
    while ((n = rio_readlineb(&rio, buf, MAXLINE)) > 0) {
        char *line = Malloc(n);

        memcpy(line, buf, n);
        if (rio_writen(connfd, line, n) < 0)
            return;
    }
}

#else /* mistakes in how a line is treated */

void echo(int connfd)
{
    char buf[MAXLINE + 16];
    rio_t rio;
    ssize_t n;

    rio_readinitb(&rio, connfd);
    while ((n = rio_readlineb(&rio, buf, MAXLINE)) > 0) {
#if defined(ADDS_NEWLINE)
        if (n < MAXLINE - 1 && buf[n - 1] != '\n')
            buf[n++] = '\n';
#elif defined(STRIPS_NEWLINE)
        if (buf[n - 1] == '\n')
            n--;
#elif defined(STRIPS_CR)
        if (n > 1 && buf[n - 2] == '\r' && buf[n - 1] == '\n')
            buf[--n - 1] = '\n';
#elif defined(ADDS_CR)
        if (buf[n - 1] == '\n' && (n == 1 || buf[n - 2] != '\r')) {
            buf[n - 1] = '\r';
            buf[n++] = '\n';
        }
#elif defined(LAST_LINE_LOST)
        if (n < MAXLINE - 1 && buf[n - 1] != '\n')
            return;
#elif defined(SKIPS_EMPTY)
        if (buf[0] == '\n')
            continue;
#elif defined(EMPTY_ENDS)
        if (buf[0] == '\n')
            return;
#elif defined(QUIT)
        if (n == 5 && memcmp(buf, "quit\n", 5) == 0)
            return;
#elif defined(PREFIX)
        if (rio_writen(connfd, "echo: ", 6) < 0)
            return;
#elif defined(UPPER_CASE)
        for (ssize_t i = 0; i < n; i++)
            buf[i] = toupper((unsigned char)buf[i]);
#elif defined(TRIMS)
        while (n > 1 && strchr(" \t", buf[n - 2]) && buf[n - 1] == '\n')
            buf[--n - 1] = '\n';
#else
#error "which mistake?"
#endif
        if (rio_writen(connfd, buf, n) < 0)
            return;
    }
}

#endif

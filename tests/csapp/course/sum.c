/*
 * sum.c - a program for a web server: adds the numbers in its query string
 *
 * Shows how a CGI program gets its arguments, and where its answer goes: it
 * prints headers and content to standard output. The server has sent the status
 * line.
 *
 * Run:   QUERY_STRING='1&2&3' ./sum     or, in cgi-bin, with web.c
 * Read:  web.c before.
 */
#include "csapp.h"

int main(void)
{
    const char *number = getenv("QUERY_STRING");
    char answer[MAXLINE];
    long sum = 0;

    while (number != NULL) {
        sum += strtol(number, NULL, 10);
        number = strchr(number, '&');
        if (number != NULL)
            number++;
    }
    snprintf(answer, MAXLINE, "Content-Type: text/plain\r\n\r\n%ld\n", sum);
    Fputs(answer, stdout);
    Fclose(stdout); /* prints an error if the answer could not be written */
    return 0;
}

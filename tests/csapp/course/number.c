/*
 * number.c - numbers the lines of its input
 *
 * Shows Rio in both directions: Rio_writeb collects the output, and writes it
 * when the buffer is full; Rio_flushb writes the rest.
 *
 * Run:   ./number <file
 */
#include "csapp.h"

int main(void)
{
    char line[MAXLINE], number[32];
    int count = 0, begins = 1; /* a line longer than MAXLINE comes in pieces */
    rio_t in, out;
    ssize_t n;

    Rio_readinitb(&in, STDIN_FILENO);
    Rio_readinitb(&out, STDOUT_FILENO);
    while ((n = Rio_readlineb(&in, line, MAXLINE)) > 0) {
        if (begins) {
            snprintf(number, sizeof(number), "%6d  ", ++count);
            Rio_writeb(&out, number, strlen(number));
        }
        Rio_writeb(&out, line, n);
        begins = line[n - 1] == '\n';
    }
    Rio_flushb(&out);
    return 0;
}

/*
 * squares.c - processes share the work, and answer through a pipe
 *
 * Run:   ./squares <n>     prints the squares of 1 to n, one from each process
 */
#include "csapp.h"

typedef struct {
    int n;
    long square;
} answer_t;

int main(int argc, char **argv)
{
    int n = argc == 2 ? atoi(argv[1]) : 0, fds[2], status;
    answer_t answer;

    if (n < 1 || n > 100)
        app_error("usage: squares <n>     (1 to 100)");
    if (pipe(fds) < 0)
        unix_error("pipe");
    for (int i = 1; i <= n; i++)
        if (Fork() == 0) {
            memset(&answer, 0, sizeof(answer));
            answer.n = i;
            answer.square = (long)i * i;
            Write(fds[1], &answer, sizeof(answer)); /* atomic, as it is small */
            _exit(0);
        }
    Close(fds[1]);

    long *squares = Calloc(n + 1, sizeof(*squares));
    while (rio_readn(fds[0], &answer, sizeof(answer)) == sizeof(answer))
        squares[answer.n] = answer.square;
    for (int i = 1; i <= n; i++) {
        Wait(&status);
        if (status != 0)
            app_error("squares: a process has failed");
    }
    for (int i = 1; i <= n; i++)
        printf("%ld\n", squares[i]);
    Free(squares);
    return 0;
}

/*
 * cost.c - what a flow of control costs: to create and reap a process or a
 *          thread, and to take a turn in an event loop
 *
 * Each of them is done many times in several batches; the result is the median
 * of the batches. A turn is what an event-driven echo server does for a line:
 * select, read and write. Here it reads from a pipe, and writes to that pipe.
 *
 * Run:   demo/cost
 * Read:  bare.c before; 06-cost-of-a-flow.sh runs it.
 */
#include "csapp.h"

#define BATCHES 11

static double now_ns(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * 1e9 + ts.tv_nsec;
}

/* Returns the processor's cycle counter, where we know how to read it. */
#if defined(__GNUC__) && (defined(__x86_64__) || defined(__i386__))
#define HAVE_CYCLES 1
static double cycles(void)
{
    return (double)__builtin_ia32_rdtsc();
}
#else
#define HAVE_CYCLES 0
static double cycles(void)
{
    return 0;
}
#endif

static void process_flow(void)
{
    pid_t pid = Fork();

    if (pid == 0)
        _exit(0);
    Waitpid(pid, NULL, 0);
}

static void *do_nothing(void *vargp)
{
    return vargp;
}

static void thread_flow(void)
{
    pthread_t tid;

    Pthread_create(&tid, NULL, do_nothing, NULL);
    Pthread_join(tid, NULL);
}

static int fds[2]; /* the pipe of the event loop; a byte is always in it */

static void event_turn(void)
{
    fd_set readable;
    char byte;

    FD_ZERO(&readable);
    FD_SET(fds[0], &readable);
    Select(fds[0] + 1, &readable, NULL, NULL, NULL);
    if (FD_ISSET(fds[0], &readable)) {
        Read(fds[0], &byte, 1);
        Write(fds[1], &byte, 1);
    }
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void measure(const char *what, void (*flow)(void), int times)
{
    double ns[BATCHES], counts[BATCHES];

    flow(); /* work that only the first call does is not counted */
    for (int i = 0; i < BATCHES; i++) {
        double from = now_ns(), count = cycles();

        for (int k = 0; k < times; k++)
            flow();
        counts[i] = (cycles() - count) / times;
        ns[i] = (now_ns() - from) / times;
    }
    qsort(ns, BATCHES, sizeof(double), ascending);
    qsort(counts, BATCHES, sizeof(double), ascending);
    if (HAVE_CYCLES)
        printf("%-38s %9.0f ns %10.0f cycles\n", what, ns[BATCHES / 2],
               counts[BATCHES / 2]);
    else
        printf("%-38s %9.0f ns   (no cycle counter known here)\n", what,
               ns[BATCHES / 2]);
}

int main(void)
{
    if (pipe(fds) < 0)
        unix_error("cost: pipe");
    Write(fds[1], "x", 1);
    measure("process: fork, _exit, waitpid", process_flow, 200);
    measure("thread: pthread_create, pthread_join", thread_flow, 500);
    measure("event loop: select, read, write", event_turn, 20000);
    return 0;
}

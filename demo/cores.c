/*
 * cores.c - one processor or all: the same work done by an event loop, by
 *           threads and by processes
 *
 * Eight requests arrive at once, and each needs the same amount of computing.
 * The event loop serves them one after the other in its only thread. The other
 * models create a thread or a process for each request. The program prints the
 * time that passed, the processor time that the work took, and how many
 * processors were busy on average.
 *
 * Run:   demo/cores
 * Read:  cost.c before; 08-one-processor-or-all.sh runs it.
 */
#include "csapp.h"
#include <sys/resource.h>

#define REQUESTS 8

static unsigned long rounds; /* steps in a request: they take 0.1 s or more */

static double now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec + ts.tv_nsec / 1e9;
}

static double cpu_of(int who)
{
    struct rusage usage;

    if (getrusage(who, &usage) < 0)
        unix_error("cores: getrusage");
    return usage.ru_utime.tv_sec + usage.ru_utime.tv_usec / 1e6 +
           usage.ru_stime.tv_sec + usage.ru_stime.tv_usec / 1e6;
}

/* Each step uses the result of the one before: a compiler can omit none. */
static void compute(void)
{
    volatile uint32_t result;
    uint32_t x = 1;

    for (unsigned long i = 0; i < rounds; i++)
        x = x * 1664525 + 1013904223;
    result = x;
    (void)result;
}

static void set_rounds(void)
{
    double took;

    rounds = 1000000;
    do {
        double begun = cpu_of(RUSAGE_SELF);

        rounds *= 2;
        compute();
        took = cpu_of(RUSAGE_SELF) - begun;
    } while (took < 0.1);
}

/* Each request is a byte in a pipe. */
static void event_loop(void)
{
    int fds[REQUESTS][2], left = REQUESTS;
    struct pollfd pfds[REQUESTS];

    for (int i = 0; i < REQUESTS; i++) {
        struct pollfd pfd = {0, POLLIN, 0};

        if (pipe(fds[i]) < 0)
            unix_error("cores: pipe");
        Write(fds[i][1], "x", 1);
        pfd.fd = fds[i][0];
        pfds[i] = pfd;
    }
    while (left > 0) {
        if (poll(pfds, REQUESTS, -1) < 0)
            unix_error("cores: poll");
        for (int i = 0; i < REQUESTS; i++)
            if (pfds[i].revents) {
                compute();
                pfds[i].fd = -1;
                left--;
            }
    }
    for (int i = 0; i < REQUESTS; i++) {
        Close(fds[i][0]);
        Close(fds[i][1]);
    }
}

static void *thread(void *vargp)
{
    compute();
    return vargp;
}

static void threads(void)
{
    pthread_t tids[REQUESTS];

    for (int i = 0; i < REQUESTS; i++)
        Pthread_create(&tids[i], NULL, thread, NULL);
    for (int i = 0; i < REQUESTS; i++)
        Pthread_join(tids[i], NULL);
}

static void processes(void)
{
    for (int i = 0; i < REQUESTS; i++)
        if (Fork() == 0) {
            compute();
            _exit(0);
        }
    for (int i = 0; i < REQUESTS; i++)
        Wait(NULL);
}

static void measure(const char *what, void (*model)(void))
{
    double cpu = cpu_of(RUSAGE_SELF) + cpu_of(RUSAGE_CHILDREN), begun = now();

    model();
    double took = now() - begun;
    cpu = cpu_of(RUSAGE_SELF) + cpu_of(RUSAGE_CHILDREN) - cpu;
    printf("%-12s %6.2f s %10.2f s %10.2f\n", what, took, cpu, cpu / took);
    fflush(stdout);
}

int main(void)
{
    set_rounds();
    printf("%-12s %8s %12s %10s\n", "", "time", "processor", "busy");
    fflush(stdout);
    measure("event loop", event_loop);
    measure("threads", threads);
    measure("processes", processes);
    return 0;
}

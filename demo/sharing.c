/*
 * sharing.c - counts in one variable: threads without a lock, threads with a
 *             mutex, and processes
 *
 * Four threads add 1 to the same variable, many times. The program prints in
 * how many runs counts were lost, how many, and the median time of a count. If
 * no count is lost without a lock, it tries longer runs, for a second or two.
 * At last four processes count, and each prints what it sees in the variable.
 *
 * Run:   demo/sharing
 * Read:  cores.c before; 11-sharing.sh runs it.
 */
#include "csapp.h"

#define FLOWS 4
#define RUNS 9
#define PATIENCE 1e9 /* ns, after which no longer runs are tried */

/* Without volatile, a compiler may add all the counts of a thread in one step.
   volatile makes each count read and write the variable. It is not a lock. */
static volatile long count;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long times = 100000; /* counts of each flow in a run */

typedef struct {
    double lost[RUNS]; /* counts that were lost in each run */
    double ns[RUNS];   /* that a count took */
} result_t;

static void *without_lock(void *vargp)
{
    for (long i = 0; i < times; i++)
        count++;
    return vargp;
}

static void *with_mutex(void *vargp)
{
    for (long i = 0; i < times; i++) {
        pthread_mutex_lock(&mutex);
        count++;
        pthread_mutex_unlock(&mutex);
    }
    return vargp;
}

static double now_ns(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * 1e9 + ts.tv_nsec;
}

static void threads(void *(*flow)(void *vargp), result_t *result, int run)
{
    pthread_t tids[FLOWS];
    double begun = now_ns();

    count = 0;
    for (int i = 0; i < FLOWS; i++)
        Pthread_create(&tids[i], NULL, flow, NULL);
    for (int i = 0; i < FLOWS; i++)
        Pthread_join(tids[i], NULL);
    result->lost[run] = FLOWS * times - count;
    result->ns[run] = (now_ns() - begun) / (FLOWS * times);
}

/* Each child adds its number to the line that the parent has begun. */
static void processes(void)
{
    count = 0;
    printf("children:");
    fflush(stdout);
    for (int i = 0; i < FLOWS; i++)
        if (Fork() == 0) {
            without_lock(NULL);
            printf(" %ld", count);
            exit(0);
        }
    for (int i = 0; i < FLOWS; i++)
        Wait(NULL);
    printf("   parent: %ld\n", count);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void sort(result_t *result)
{
    qsort(result->lost, RUNS, sizeof(double), ascending);
    qsort(result->ns, RUNS, sizeof(double), ascending);
}

static void print(const char *what, const result_t *result)
{
    int lossy = 0; /* runs that lost counts */

    for (int run = 0; run < RUNS; run++)
        lossy += result->lost[run] > 0;
    printf("%-16s %12d of %d %12.0f %12.0f %15.1f ns\n", what, lossy, RUNS,
           result->lost[0], result->lost[RUNS - 1], result->ns[RUNS / 2]);
}

int main(void)
{
    result_t plain, locked;
    double begun = now_ns();

    for (;; times *= 4) {
        for (int run = 0; run < RUNS; run++) {
            threads(without_lock, &plain, run);
            threads(with_mutex, &locked, run);
        }
        sort(&plain);
        sort(&locked);
        if (plain.lost[RUNS - 1] > 0 || now_ns() - begun > PATIENCE)
            break;
    }
    printf("%d runs, %ld counts in each:\n", RUNS, FLOWS * times);
    printf("%-16s %17s %12s %12s %18s\n", "", "runs that lost", "least lost",
           "most lost", "time of a count");
    print("without a lock", &plain);
    print("with a mutex", &locked);
    processes();
    return 0;
}

/*
 * factor.c - threads look for a factor of a number; the first to find one wins
 *
 * Shows how a thread is ended by another thread (Pthread_cancel) and by itself
 * (Pthread_exit), which result Pthread_join gets in each case, and how a
 * function is called by one thread only (Pthread_once).
 *
 * Run:   ./factor <number>
 * Read:  buffer.c before.
 */
#include "csapp.h"

enum { THREADS = 4 };

/* Unless number is prime, its smallest factor is at most limit. */
static long number, limit;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int searching = THREADS, winner = -1; /* guarded by mutex */

static void find_limit(void)
{
    while (limit + 1 <= number / (limit + 1))
        limit++;
}

static void lock(void)
{
    int rc = pthread_mutex_lock(&mutex);

    if (rc != 0)
        posix_error(rc, "pthread_mutex_lock");
}

static void unlock(void)
{
    int rc = pthread_mutex_unlock(&mutex);

    if (rc != 0)
        posix_error(rc, "pthread_mutex_unlock");
}

/* Tries every fourth number, beginning with 2, 3, 4 or 5. */
static void *search(void *vargp)
{
    int self = (int)(intptr_t)vargp, won;
    long factor;

    Pthread_once(&once, find_limit); /* the other threads wait meanwhile */
    for (factor = 2 + self; factor <= limit; factor += THREADS) {
        if (number % factor == 0)
            break;
        pthread_testcancel(); /* safe here: the thread does not hold mutex */
    }
    lock();
    searching--;
    won = factor <= limit && winner < 0;
    if (won)
        winner = self;
    pthread_cond_signal(&changed);
    unlock();
    if (won)
        Pthread_exit((void *)(intptr_t)factor);
    while (1)
        pause(); /* until main cancels this thread */
}

int main(int argc, char **argv)
{
    pthread_t tids[THREADS];
    void *result;
    long factor = 0;
    int cancelled = 0;

    number = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
    if (number < 2)
        app_error("usage: factor <number>");
    for (int i = 0; i < THREADS; i++)
        Pthread_create(&tids[i], NULL, search, (void *)(intptr_t)i);
    lock();
    while (winner < 0 && searching > 0)
        pthread_cond_wait(&changed, &mutex);
    unlock();

    for (int i = 0; i < THREADS; i++) {
        if (i != winner)
            Pthread_cancel(tids[i]);
        Pthread_join(tids[i], &result);
        if (result == PTHREAD_CANCELED)
            cancelled++;
        else
            factor = (intptr_t)result;
    }
    if (factor > 0)
        printf("%ld = %ld * %ld", number, factor, number / factor);
    else
        printf("%ld is prime", number);
    printf("; %d threads cancelled\n", cancelled);
    return 0;
}

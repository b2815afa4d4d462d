/*
 * semaphores.c - tests that semaphores count, wait and wake as POSIX says
 *
 * semaphores.sh runs this with the semaphores of the system, and with csapp's
 * own, which are for systems that lack them: see CSAPP_SEMAPHORES in csapp.h.
 * Both must pass.
 *
 * Run:   tests/csapp/semaphores     (prints TAP)
 * Read:  csapp.h, which makes the promises.
 */
#include "csapp.h"

#include <sched.h>

#define THREADS 16  /* at the same time, in each test */
#define ROUNDS 1000 /* of each thread */
#define PLACES 3    /* threads that may be in the room */
#define ALARMS 5    /* signals that come while a thread waits */

static int count;

/* Prints as a line of TAP whether a promise is kept. */
static void expect(int ok, const char *promise)
{
    printf("%sok %d - %s\n", ok ? "" : "not ", ++count, promise);
}

static int value_of(sem_t *sem)
{
    int value = -1;

    sem_getvalue(sem, &value);
    return value;
}

/* Runs the function in many threads, and waits for all of them. */
static void in_threads(void *(*routine)(void *))
{
    pthread_t tids[THREADS];

    for (int i = 0; i < THREADS; i++)
        Pthread_create(&tids[i], NULL, routine, NULL);
    for (int i = 0; i < THREADS; i++)
        Pthread_join(tids[i], NULL);
}

static void test_counting(void)
{
    sem_t sem;

    errno = 0;
    expect(sem_init(&sem, 0, UINT_MAX) < 0 && errno == EINVAL,
           "a value that is too large: EINVAL");
#if CSAPP_SEMAPHORES
    errno = 0;
    expect(sem_init(&sem, 1, 0) < 0 && errno == ENOTSUP,
           "a semaphore that processes share: ENOTSUP");
#endif
    expect(sem_init(&sem, 0, 2) == 0 && value_of(&sem) == 2,
           "sem_init sets the value");
    expect(sem_wait(&sem) == 0 && sem_trywait(&sem) == 0 && value_of(&sem) == 0,
           "sem_wait and sem_trywait lower the value");
    errno = 0;
    expect(sem_trywait(&sem) < 0 && errno == EAGAIN && value_of(&sem) == 0,
           "sem_trywait at 0: EAGAIN");
    expect(sem_post(&sem) == 0 && value_of(&sem) == 1,
           "sem_post raises the value");
    expect(sem_destroy(&sem) == 0, "sem_destroy");
    Sem_init(&sem, 0, SEM_VALUE_MAX);
    errno = 0;
    expect(sem_post(&sem) < 0 && errno == EOVERFLOW &&
               value_of(&sem) == SEM_VALUE_MAX,
           "sem_post at the highest value: EOVERFLOW");
    sem_destroy(&sem);
}

/* A semaphore of 1 is a lock, for those who wait and for those who try. */

static sem_t lock;
static long total;

static void *add(void *vargp)
{
    for (int i = 0; i < ROUNDS; i++) {
        long old;

        if (i % 2 == 0)
            P(&lock);
        else
            while (sem_trywait(&lock) < 0)
                sched_yield();
        old = total;
        sched_yield(); /* without the lock, another thread would add now */
        total = old + 1;
        V(&lock);
    }
    return vargp;
}

/* A semaphore of PLACES is a room for so many threads. */

static sem_t places;
static int inside, most; /* both guarded by lock */

static void *visit(void *vargp)
{
    for (int i = 0; i < ROUNDS; i++) {
        int seats; /* those that are taken, and those that are free */

        P(&places);
        P(&lock);
        inside++;
        seats = inside + value_of(&places);
        if (most < seats)
            most = seats;
        V(&lock);
        P(&lock);
        inside--;
        V(&lock);
        V(&places);
    }
    return vargp;
}

/* Each thread that waits needs a post of its own. */

static sem_t gate, through;

static void *pass_gate(void *vargp)
{
    P(&gate);
    V(&through);
    return vargp;
}

static void open_gate(void)
{
    pthread_t tids[THREADS];
    int all_through = 1;

    for (int i = 0; i < THREADS; i++)
        Pthread_create(&tids[i], NULL, pass_gate, NULL);
    for (int i = 0; i < THREADS; i++) {
        V(&gate);
        P(&through);
        all_through &= value_of(&through) == 0; /* no second one went through */
    }
    for (int i = 0; i < THREADS; i++)
        Pthread_join(tids[i], NULL);
    expect(all_through && value_of(&gate) == 0, "each post lets one thread go");
}

/*
 * The thread that is woken may destroy the semaphore and free it at once. If
 * sem_post uses it afterwards, only the thread sanitizer is sure to notice.
 */

static void *post(void *sem)
{
    V(sem);
    return NULL;
}

static void free_at_once(void)
{
    for (int i = 0; i < ROUNDS / 5; i++) {
        sem_t *sem = Malloc(sizeof(*sem));
        pthread_t tid;

        Sem_init(sem, 0, 0);
        Pthread_create(&tid, NULL, post, sem);
        P(sem);
        sem_destroy(sem);
        memset(sem, 0xFF, sizeof(*sem));
        Free(sem);
        Pthread_join(tid, NULL);
    }
    expect(1, "a thread may free a semaphore as soon as it is woken");
}

/* A thread that is cancelled while it waits leaves the semaphore usable. */

static void *wait_in_vain(void *sem)
{
    P(sem);
    return sem;
}

static void cancel_waiter(void)
{
    pthread_t tid;
    void *result;
    sem_t sem;

    Sem_init(&sem, 0, 0);
    Pthread_create(&tid, NULL, wait_in_vain, &sem);
    poll(NULL, 0, 10); /* it waits now, or will be cancelled before it does */
    Pthread_cancel(tid);
    Pthread_join(tid, &result);
    V(&sem);
    expect(result == PTHREAD_CANCELED && value_of(&sem) == 1,
           "a thread that waits can be cancelled");
    sem_destroy(&sem);
}

/* Signals do not end the wait: a thread posts after the fifth one. */

static int alarm_pipe[2]; /* gets a byte for each alarm */

static void handle_alarm(int sig)
{
    int olderrno = errno;

    (void)sig;
    rio_writen(alarm_pipe[1], "", 1);
    errno = olderrno;
}

static void *post_late(void *sem)
{
    char bytes[ALARMS];

    Rio_readn(alarm_pipe[0], bytes, ALARMS);
    V(sem);
    return NULL;
}

static void wait_through_alarms(void)
{
    struct itimerval each = {{0, 10000}, {0, 10000}}, never = {{0, 0}, {0, 0}};
    sigset_t set, old;
    pthread_t tid;
    sem_t sem;

    Sem_init(&sem, 0, 0);
    if (pipe(alarm_pipe) < 0)
        unix_error("pipe error");
    Signal(SIGALRM, handle_alarm);
    Sigemptyset(&set);
    Sigaddset(&set, SIGALRM);
    Sigprocmask(SIG_BLOCK, &set, &old);
    Pthread_create(&tid, NULL, post_late, &sem); /* inherits the mask */
    Sigprocmask(SIG_SETMASK, &old, NULL);
    setitimer(ITIMER_REAL, &each, NULL);
    P(&sem);
    setitimer(ITIMER_REAL, &never, NULL);
    Pthread_join(tid, NULL);
    expect(value_of(&sem) == 0, "P waits, although signals interrupt it");
    sem_destroy(&sem);
}

int main(void)
{
    test_counting();
    Sem_init(&lock, 0, 1);
    in_threads(add);
    expect(total == (long)THREADS * ROUNDS, "a semaphore of 1 is a lock");
    Sem_init(&places, 0, PLACES);
    in_threads(visit);
    expect(inside == 0 && most <= PLACES && value_of(&places) == PLACES,
           "a semaphore of 3 lets in at most 3 threads");
    Sem_init(&gate, 0, 0);
    Sem_init(&through, 0, 0);
    open_gate();
    free_at_once();
    cancel_waiter();
    wait_through_alarms();
    printf("1..%d\n", count);
    return 0;
}

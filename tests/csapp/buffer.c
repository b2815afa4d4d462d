/*
 * buffer.c - tests the bounded buffer of echoservert_pre.c, with several
 *            producers and consumers
 *
 * No header declares the functions of the buffer: they are static in their
 * server. So this file includes the server's source, and renames its main.
 *
 * Run:   sh tests/csapp/buffer.sh     (prints TAP)
 * Read:  echoservert_pre.c before.
 */
int server_main(int argc, char **argv);

#define main server_main
#include "../../echoservert_pre.c"
#undef main

#define MOST 8 /* producers at most, and consumers at most */
#define THE_END (-1)

typedef struct {
    buffer_t buffer;
    int producers, consumers;
    int items;    /* of each producer */
    int overfull; /* true once the buffer had too many items */
} stress_t;

typedef struct {
    stress_t *stress;
    int number;
    int count;  /* items so far */
    int *taken; /* a consumer's items, in the order in which it took them */
} worker_t;

static int count, failed;

/* Prints as a line of TAP whether a promise is kept. */
static void expect(int ok, const char *promise)
{
    printf("%sok %d - %s\n", ok ? "" : "not ", ++count, promise);
    failed |= !ok;
}

static void buffer_init(buffer_t *bp)
{
    static const buffer_t empty = {.mutex = PTHREAD_MUTEX_INITIALIZER,
                                   .nonempty = PTHREAD_COND_INITIALIZER,
                                   .nonfull = PTHREAD_COND_INITIALIZER};

    *bp = empty;
}

/* Returns how many items the buffer has now. */
static int look(buffer_t *bp)
{
    int n;

    pthread_mutex_lock(&bp->mutex);
    n = bp->count;
    pthread_mutex_unlock(&bp->mutex);
    return n;
}

/*
 * Waits until the buffer has n items, and 50 ms more. Returns true if it still
 * has n items then.
 */
static int comes_to(buffer_t *bp, int n)
{
    while (look(bp) < n)
        poll(NULL, 0, 1);
    poll(NULL, 0, 50);
    return look(bp) == n;
}

/* Puts the items of one producer, in order. */
static void *produce(void *vargp)
{
    worker_t *wp = vargp;
    stress_t *sp = wp->stress;

    for (int i = 0; i < sp->items; i++) {
        buffer_put(&sp->buffer, wp->number * sp->items + i);
        wp->count++;
    }
    return NULL;
}

static void *consume(void *vargp)
{
    worker_t *wp = vargp;
    stress_t *sp = wp->stress;
    int item;

    while ((item = buffer_take(&sp->buffer)) != THE_END) {
        if (wp->count < sp->producers * sp->items)
            wp->taken[wp->count] = item;
        wp->count++;
        if (look(&sp->buffer) > NSLOTS)
            sp->overfull = 1;
    }
    return NULL;
}

/*
 * Returns true if each item was taken once, and if each consumer has taken the
 * items of a producer in their order.
 */
static int all_came(const stress_t *sp, const worker_t *consumers)
{
    int all = sp->producers * sp->items, total = 0;
    char *came = Calloc((size_t)all, 1);

    for (int c = 0; c < sp->consumers; c++) {
        int least[MOST] = {0}; /* lowest item that may come, by producer */

        for (int i = 0; i < consumers[c].count && i < all; i++) {
            int item = consumers[c].taken[i];

            if (item < 0 || item >= all || came[item]++ ||
                item < least[item / sp->items])
                return 0;
            least[item / sp->items] = item + 1;
            total++;
        }
    }
    Free(came);
    return total == all;
}

static void test_order(int producers, int consumers, int items)
{
    static stress_t stress;
    worker_t makers[MOST] = {{0}}, takers[MOST] = {{0}};
    pthread_t made[MOST], took[MOST];
    char promise[100];

    stress.producers = producers;
    stress.consumers = consumers;
    stress.items = items / producers;
    stress.overfull = 0;
    buffer_init(&stress.buffer);
    for (int c = 0; c < consumers; c++) {
        takers[c].stress = &stress;
        takers[c].taken = Calloc((size_t)items, sizeof(int));
        Pthread_create(&took[c], NULL, consume, &takers[c]);
    }
    for (int p = 0; p < producers; p++) {
        makers[p].stress = &stress;
        makers[p].number = p;
        Pthread_create(&made[p], NULL, produce, &makers[p]);
    }
    for (int p = 0; p < producers; p++)
        Pthread_join(made[p], NULL);
    for (int c = 0; c < consumers; c++)
        buffer_put(&stress.buffer, THE_END);
    for (int c = 0; c < consumers; c++)
        Pthread_join(took[c], NULL);
    snprintf(promise, sizeof(promise),
             "%d producers, %d consumers: each item comes once, and in order",
             producers, consumers);
    expect(all_came(&stress, takers), promise);
    expect(!stress.overfull && look(&stress.buffer) == 0,
           "the buffer is never overfull, and it is empty in the end");
    for (int c = 0; c < consumers; c++)
        Free(takers[c].taken);
}

/* A producer waits while the buffer is full, a consumer while it is empty. */
static void test_waiting(void)
{
    static stress_t stress = {.producers = 1, .items = 2 * NSLOTS};
    worker_t maker = {.stress = &stress};
    int taken[2 * NSLOTS] = {0};
    worker_t taker = {.stress = &stress, .taken = taken};
    pthread_t made, took;
    int in_order = 1;

    buffer_init(&stress.buffer);
    Pthread_create(&made, NULL, produce, &maker);
    expect(comes_to(&stress.buffer, NSLOTS),
           "a producer waits while the buffer is full");
    for (int i = 0; i < 2 * NSLOTS; i++)
        in_order &= buffer_take(&stress.buffer) == i;
    Pthread_join(made, NULL);
    expect(in_order, "it continues when there is room, and keeps the order");

    Pthread_create(&took, NULL, consume, &taker);
    expect(comes_to(&stress.buffer, 0) && taken[0] == 0,
           "a consumer waits while the buffer is empty");
    buffer_put(&stress.buffer, 1234);
    buffer_put(&stress.buffer, THE_END);
    Pthread_join(took, NULL);
    expect(taker.count == 1 && taken[0] == 1234,
           "it continues when there is an item");
}

int main(int argc, char **argv)
{
    int items = argc == 2 ? atoi(argv[1]) : 0;

    if (items < MOST * NSLOTS)
        app_error("usage: buffer ITEMS");
    Alarm(30); /* SIGALRM ends the test if a thread waits for ever */
    test_waiting();
    test_order(1, 1, items);
    test_order(4, 1, items);
    test_order(1, 4, items);
    test_order(4, 4, items);
    test_order(8, 3, items);
    printf("1..%d\n", count);
    return failed;
}

/*
 * buffer.c - producers and consumers, and the buffer between them
 *
 * Shows semaphores: two count the free and the filled places of the buffer, and
 * a third lets only one thread at a time change it.
 *
 * Run:   ./buffer <producers> <consumers> <items>     prints the sum of all
 *        items; each producer makes the items 1 to <items>
 * Read:  echoservert_pre.c after, which does the same with condition variables.
 */
#include "csapp.h"

enum { PLACES = 4, END = 0 };

typedef struct {
    int item[PLACES];
    int first, last; /* places to take the next item from, to put it into */
    sem_t mutex, empty, filled;
    int items;  /* from each producer */
    long total; /* of what the consumers took; guarded by mutex */
} buffer_t;

static void put(buffer_t *bp, int item)
{
    P(&bp->empty);
    P(&bp->mutex);
    bp->item[bp->last] = item;
    bp->last = (bp->last + 1) % PLACES;
    V(&bp->mutex);
    V(&bp->filled);
}

static int take(buffer_t *bp)
{
    int item;

    P(&bp->filled);
    P(&bp->mutex);
    item = bp->item[bp->first];
    bp->first = (bp->first + 1) % PLACES;
    V(&bp->mutex);
    V(&bp->empty);
    return item;
}

static void *produce(void *vargp)
{
    buffer_t *bp = vargp;

    for (int i = 1; i <= bp->items; i++)
        put(bp, i);
    return NULL;
}

static void *consume(void *vargp)
{
    buffer_t *bp = vargp;
    long sum = 0;

    for (int item = take(bp); item != END; item = take(bp))
        sum += item;
    P(&bp->mutex);
    bp->total += sum;
    V(&bp->mutex);
    return NULL;
}

int main(int argc, char **argv)
{
    int producers = argc == 4 ? atoi(argv[1]) : 0;
    int consumers = argc == 4 ? atoi(argv[2]) : 0;
    buffer_t buffer = {.items = argc == 4 ? atoi(argv[3]) : 0};

    if (producers < 1 || consumers < 1 || buffer.items < 1)
        app_error("usage: buffer <producers> <consumers> <items>");
    Sem_init(&buffer.mutex, 0, 1);
    Sem_init(&buffer.empty, 0, PLACES);
    Sem_init(&buffer.filled, 0, 0);

    pthread_t *tids = Calloc(producers + consumers, sizeof(*tids));
    for (int i = 0; i < producers + consumers; i++)
        Pthread_create(&tids[i], NULL, i < producers ? produce : consume,
                       &buffer);
    for (int i = 0; i < producers; i++)
        Pthread_join(tids[i], NULL);
    for (int i = 0; i < consumers; i++)
        put(&buffer, END); /* one for each consumer, after all items */
    for (int i = producers; i < producers + consumers; i++)
        Pthread_join(tids[i], NULL);
    Free(tids);
    printf("%ld\n", buffer.total);
    return 0;
}

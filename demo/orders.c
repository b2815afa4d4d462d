/*
 * orders.c - the orders in which threads, processes and an event loop answer
 *            eight clients that send at once
 *
 * Each client sends a byte through a pipe of its own. All answers go through
 * one pipe: an answer is the client's number, so the clients read the numbers
 * in the order in which they were answered. In each round they send in the same
 * order, one right after the other, and wait until all have been answered.
 *
 * Each server is a process. The program prints how many different orders it
 * had, and the most frequent one.
 *
 * Run:   demo/orders
 * Read:  cores.c before; 12-orders.sh runs it.
 */
#include "csapp.h"

#define CLIENTS 8
#define ROUNDS 300

static int requests[CLIENTS][2], answers[2]; /* pipes */

/* Answers client i. Returns 0 if the client has left instead of sending. */
static int answer(int i)
{
    char byte, number = '1' + i;

    if (Read(requests[i][0], &byte, 1) == 0)
        return 0;
    Write(answers[1], &number, 1);
    return 1;
}

static void *serve(void *vargp)
{
    int i = (int)(intptr_t)vargp;

    while (answer(i))
        ;
    return NULL;
}

static void threads(void)
{
    pthread_t tids[CLIENTS];

    for (int i = 0; i < CLIENTS; i++)
        Pthread_create(&tids[i], NULL, serve, (void *)(intptr_t)i);
    for (int i = 0; i < CLIENTS; i++)
        Pthread_join(tids[i], NULL);
}

static void processes(void)
{
    for (int i = 0; i < CLIENTS; i++)
        if (Fork() == 0) {
            while (answer(i))
                ;
            _exit(0);
        }
    for (int i = 0; i < CLIENTS; i++)
        Wait(NULL);
}

static void event_loop(void)
{
    struct pollfd pfds[CLIENTS];
    int left = CLIENTS;

    for (int i = 0; i < CLIENTS; i++) {
        pfds[i].fd = requests[i][0];
        pfds[i].events = POLLIN;
    }
    while (left > 0) {
        if (poll(pfds, CLIENTS, -1) < 0)
            unix_error("orders: poll");
        for (int i = 0; i < CLIENTS; i++)
            if (pfds[i].revents && !answer(i)) {
                pfds[i].fd = -1;
                left--;
            }
    }
}

/* Sends for all clients, the last one first. Returns the order of the answers
   as a decimal number, such as 12345678. */
static long play_round(void)
{
    long order = 0;
    char number;

    for (int i = CLIENTS - 1; i >= 0; i--)
        Write(requests[i][1], "x", 1);
    for (int i = 0; i < CLIENTS; i++) {
        if (Read(answers[0], &number, 1) == 0)
            app_error("orders: the server has ended");
        order = 10 * order + (number - '0');
    }
    return order;
}

static int ascending(const void *a, const void *b)
{
    long x = *(const long *)a, y = *(const long *)b;

    return (x > y) - (x < y);
}

/* Sorts the orders, so that equal ones are neighbours, and counts them. */
static void print(const char *model, long orders[])
{
    int different = 0, same = 0, most = 0;
    long frequent = 0;

    qsort(orders, ROUNDS, sizeof(long), ascending);
    for (int i = 0; i < ROUNDS; i++) {
        if (i == 0 || orders[i] != orders[i - 1]) {
            different++;
            same = 0;
        }
        same++;
        if (same > most) {
            most = same;
            frequent = orders[i];
        }
    }
    printf("%-12s %18d %22ld %17d\n", model, different, frequent, most);
}

static void measure(const char *model, void (*server)(void))
{
    long orders[ROUNDS];

    for (int i = 0; i < CLIENTS; i++)
        if (pipe(requests[i]) < 0)
            unix_error("orders: pipe");
    if (pipe(answers) < 0)
        unix_error("orders: pipe");
    fflush(stdout); /* else a child might print it again */
    if (Fork() == 0) {
        for (int i = 0; i < CLIENTS; i++)
            Close(requests[i][1]); /* so reads return 0 when we have left */
        server();
        _exit(0);
    }
    for (int i = 0; i < CLIENTS; i++)
        Close(requests[i][0]);
    Close(answers[1]);
    for (int round = 0; round < ROUNDS; round++)
        orders[round] = play_round();
    for (int i = 0; i < CLIENTS; i++)
        Close(requests[i][1]);
    Wait(NULL);
    Close(answers[0]);
    print(model, orders);
}

int main(void)
{
    printf("%d rounds, the clients send in the order 87654321:\n", ROUNDS);
    printf("%-12s %18s %22s %17s\n", "", "different orders",
           "most frequent order", "rounds with it");
    measure("threads", threads);
    measure("processes", processes);
    measure("event loop", event_loop);
    return 0;
}

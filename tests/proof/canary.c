/*
 * canary.c - a server with one mistake, which tests/proof/variant.sh must find
 *
 * A sanitizer or valgrind reports a mistake in a file, while the test may still
 * pass. So variant.sh first runs this program, which runs and ends like the
 * tested servers. A tool that does not report the mistake here would not report
 * one in a server.
 *
 * Run:   tests/proof/canary MISTAKE <port>
 */
#include "csapp.h"

/* Volatile, so that the compiler neither removes a mistake nor warns of it. */
static char *volatile bytes;
static volatile int eight = 8, most = INT_MAX, result;
static int counter;

static void leak(void)
{
    bytes = Malloc(eight);
    bytes = NULL;
}

static void leak_in_child(void)
{
    if (Fork() == 0) {
        leak();
        _exit(0);
    }
    Wait(NULL);
}

static void overflow(void)
{
    bytes = Malloc(eight);
    bytes[eight] = 'x';
}

static void use_freed(void)
{
    bytes = Malloc(eight);
    free(bytes);
    result = bytes[0];
}

static void use_unset(void)
{
    bytes = Malloc(eight);
    if (bytes[0] == 'x')
        result = 1;
}

static void add_too_much(void)
{
    result = most + eight;
}

static void lose_descriptor(void)
{
    result = open("/dev/null", O_RDONLY);
}

static void *count(void *vargp)
{
    for (int i = 0; i < 1000; i++)
        counter++;
    return vargp;
}

static void race(void)
{
    pthread_t tids[2];

    for (int i = 0; i < 2; i++)
        Pthread_create(&tids[i], NULL, count, NULL);
    for (int i = 0; i < 2; i++)
        Pthread_join(tids[i], NULL);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*make)(void);
    } mistakes[] = {{"leak", leak},
                    {"leak_in_child", leak_in_child},
                    {"overflow", overflow},
                    {"use_freed", use_freed},
                    {"use_unset", use_unset},
                    {"add_too_much", add_too_much},
                    {"lose_descriptor", lose_descriptor},
                    {"race", race}};

    if (argc != 3)
        app_error("usage: canary <mistake> <port>");
    for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++)
        if (strcmp(argv[1], mistakes[i].name) == 0)
            mistakes[i].make();
    log_listening(Open_listenfd(argv[2]));
    while (1)
        Pause();
}

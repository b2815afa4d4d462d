/*
 * homework.c - what course code uses although POSIX does not have it: csapp.h
 *              alone must declare it, in the compiler's default mode of C
 *
 * It also includes a header again, and calls semaphores in both ways.
 *
 * Run:   compile.sh runs it; proof/macos.sh compiles it for macOS.
 */
#include "csapp.h"
#include <semaphore.h>

static void handler(int sig)
{
    Sio_puts("signal ");
    Sio_putl(sig);
}

static void use_semaphore(void)
{
    sem_t mutex;
    int value;

    Sem_init(&mutex, 0, 1);
    P(&mutex);
    V(&mutex);
    if (sem_wait(&mutex) < 0 || sem_trywait(&mutex) == 0 ||
        sem_post(&mutex) < 0 || sem_getvalue(&mutex, &value) < 0 ||
        value != 1 || sem_destroy(&mutex) < 0)
        app_error("the semaphore does not count");
}

int main(int argc, char *argv[])
{
    char text[] = "GET http://Example/ HTTP/1.0", *page;
    rio_t rio;

    bzero(&rio, sizeof(rio));
    usleep(1);
    Signal(SIGWINCH, handler);
    use_semaphore();
    page = Mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANON, -1, 0);
    Munmap(page, 4096);
    if (argc > 1)
        gai_error(EAI_NONAME, argv[1]);
    return strcasestr(text, "example") != text + 11;
}

/*
 * replay.c - runs a fuzzer on the contents of files, without libFuzzer
 *
 * Run:   tests/proof/fuzz/NAME.replay FILE|DIRECTORY ...
 *        It prints how many inputs there were. If an input breaks a promise, it
 *        prints the name of the file, and ends.
 */
#include "fuzz.h"

enum { PATIENCE = 20 }; /* seconds that an input may take */

static char pathname[PATH_MAX]; /* of the current input */
static int count;

/* Prints on which input the fuzzer ends, and lets the signal end it. */
static void say_which(int signum)
{
    rio_writen(STDERR_FILENO, pathname, strlen(pathname));
    rio_writen(STDERR_FILENO, "\n", 1);
    Signal(signum, SIG_DFL);
    raise(signum);
}

static void replay(void)
{
    int fd = Open(pathname, O_RDONLY, 0);
    struct stat file;
    uint8_t *data;
    size_t size;

    Fstat(fd, &file);
    size = (size_t)file.st_size;
    data = Malloc(size); /* exactly: ASan finds a read beyond the end */
    if (Rio_readn(fd, data, size) != (ssize_t)size)
        app_error("the file has changed");
    Close(fd);
    Alarm(PATIENCE);
    LLVMFuzzerTestOneInput(data, size);
    Alarm(0);
    Free(data);
    count++;
}

static void replay_all(const char *directory)
{
    DIR *dirp = Opendir(directory);
    struct dirent *entry;

    while ((entry = Readdir(dirp)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(pathname, sizeof(pathname), "%s/%s", directory, entry->d_name);
        replay();
    }
    Closedir(dirp);
}

int main(int argc, char **argv)
{
    struct stat file;

    if (argc < 2)
        app_error("usage: NAME.replay FILE|DIRECTORY ...");
    Signal(SIGABRT, say_which);
    Signal(SIGALRM, say_which);
    Signal(SIGBUS, say_which);
    Signal(SIGFPE, say_which);
    Signal(SIGSEGV, say_which);
    for (int i = 1; i < argc; i++) {
        Stat(argv[i], &file);
        snprintf(pathname, sizeof(pathname), "%s", argv[i]);
        if (S_ISDIR(file.st_mode))
            replay_all(argv[i]);
        else
            replay();
    }
    printf("%d inputs\n", count);
    return 0;
}

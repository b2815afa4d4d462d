/*
 * list.c - lists a directory, or describes a file
 *
 * Run:   ./list <path>
 */
#include "csapp.h"

/* d: a directory, -: a file, l: a symbolic link, ?: something else. */
static char kind(mode_t mode)
{
    return S_ISDIR(mode)   ? 'd'
           : S_ISREG(mode) ? '-'
           : S_ISLNK(mode) ? 'l'
                           : '?';
}

static void print(const struct stat *sp, const char *name)
{
    printf("%c %10lld %s\n", kind(sp->st_mode), (long long)sp->st_size, name);
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *copy_of(const char *s)
{
    return strcpy(Malloc(strlen(s) + 1), s);
}

/* Reads the names in a directory, and sorts them. Returns how many. */
static size_t read_names(const char *path, char ***namesp)
{
    DIR *dir = Opendir(path);
    struct dirent *entry;
    char **names = NULL;
    size_t n = 0;

    while ((entry = Readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        names = Realloc(names, (n + 1) * sizeof(*names));
        names[n++] = copy_of(entry->d_name);
    }
    Closedir(dir);
    if (n > 0)
        qsort(names, n, sizeof(*names), compare);
    *namesp = names;
    return n;
}

int main(int argc, char **argv)
{
    struct stat st;
    char **names;
    size_t n;

    if (argc != 2)
        app_error("usage: list <path>");
    Stat(argv[1], &st);
    if (!S_ISDIR(st.st_mode)) {
        print(&st, argv[1]);
        return 0;
    }
    n = read_names(argv[1], &names);
    if (chdir(argv[1]) < 0)
        unix_error(argv[1]);
    for (size_t i = 0; i < n; i++) {
        if (lstat(names[i], &st) == 0) /* fails if it was removed meanwhile */
            print(&st, names[i]);
        Free(names[i]);
    }
    Free(names);
    return 0;
}

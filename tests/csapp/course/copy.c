/*
 * copy.c - copies a file as if it were memory
 *
 * Run:   ./copy <from> <to>     (<to> must not exist yet)
 */
#include "csapp.h"

int main(int argc, char **argv)
{
    struct stat st;

    if (argc != 3)
        app_error("usage: copy <from> <to>");
    umask(DEF_UMASK);
    int from = Open(argv[1], O_RDONLY, 0);
    Fstat(from, &st);
    int to = Open(argv[2], O_RDWR | O_CREAT | O_EXCL, DEF_MODE);
    if (ftruncate(to, st.st_size) < 0) /* a mapping does not extend a file */
        unix_error("ftruncate");
    if (st.st_size > 0) {
        void *src = Mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, from, 0);
        void *dst =
            Mmap(NULL, st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, to, 0);

        memcpy(dst, src, st.st_size);
        Munmap(src, st.st_size);
        Munmap(dst, st.st_size);
    }
    Close(from);
    Close(to);
    return 0;
}

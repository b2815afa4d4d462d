/*
 * hexdump.c - prints the bytes of a file in hexadecimal
 *
 * Run:   ./hexdump <file> [offset]     (offset of the first byte to print; a
 *        negative offset counts from the end of the file)
 */
#include "csapp.h"

int main(int argc, char **argv)
{
    unsigned char row[16];
    ssize_t n;

    if (argc != 2 && argc != 3)
        app_error("usage: hexdump <file> [offset]");
    int fd = Open(argv[1], O_RDONLY, 0);
    long offset = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
    off_t position = Lseek(fd, offset, offset < 0 ? SEEK_END : SEEK_SET);

    while ((n = Rio_readn(fd, row, sizeof(row))) > 0) { /* the last is short */
        printf("%08llx ", (long long)position);
        for (int i = 0; i < n; i++)
            printf(" %02x", row[i]);
        printf("\n");
        position += n;
    }
    Close(fd);
    return 0;
}

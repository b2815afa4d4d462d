/*
 * records.c - stores lines in a file as records of equal size, and prints them
 *             sorted by number
 *
 * Shows standard I/O, by lines and by records, and how to open a stream for a
 * file that must not exist yet.
 *
 * Run:   ./records <file>     with lines NAME NUMBER on standard input
 */
#include "csapp.h"

enum { MAXRECORDS = 1000 };

typedef struct {
    char name[24];
    long number;
} record_t;

static void write_records(FILE *out)
{
    char line[MAXLINE];

    while (Fgets(line, MAXLINE, stdin) != NULL) {
        record_t record;

        memset(&record, 0, sizeof(record)); /* Fwrite writes padding, too */
        if (sscanf(line, "%23s %ld", record.name, &record.number) != 2)
            app_error("records: not NAME NUMBER");
        Fwrite(&record, sizeof(record), 1, out);
    }
}

static int compare(const void *a, const void *b)
{
    const record_t *x = a, *y = b;

    return (x->number > y->number) - (x->number < y->number);
}

int main(int argc, char **argv)
{
    static record_t records[MAXRECORDS];
    char line[64];
    FILE *file;
    size_t n;

    if (argc != 2)
        app_error("usage: records <file>");
    file = Fdopen(Open(argv[1], O_WRONLY | O_CREAT | O_EXCL, DEF_MODE), "w");
    write_records(file);
    Fclose(file);

    file = Fopen(argv[1], "r");
    n = Fread(records, sizeof(record_t), MAXRECORDS, file);
    Fclose(file);
    qsort(records, n, sizeof(record_t), compare);
    for (size_t i = 0; i < n; i++) {
        snprintf(line, sizeof(line), "%8ld %.23s\n", records[i].number,
                 records[i].name);
        Fputs(line, stdout);
    }
    Fclose(stdout); /* fails if the rest of the buffer cannot be written */
    return 0;
}

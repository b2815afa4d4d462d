/*
 * probe.h - the parts of the probe
 */
#ifndef PROBE_H
#define PROBE_H

#include "csapp.h"

/* Exit statuses: all is well; the tested program is wrong; the probe failed. */
enum { PASSED = 0, FAILED = 1, BROKEN = 2 };

/* The subcommands. argv[0] is the subcommand's name; they return a status. */
int talk_main(int argc, char **argv);
int run_main(int argc, char **argv);
int port_main(int argc, char **argv);
int hear_main(int argc, char **argv);
int stat_main(int argc, char **argv);
int idle_main(int argc, char **argv);
int quote_main(int argc, char **argv);
int json_main(int argc, char **argv);

/* Returns the time in milliseconds, from a monotonic clock. */
long long now_ms(void);

/* Prints at most max bytes as a C string literal, in printable ASCII only. */
void print_quoted(FILE *out, const unsigned char *bytes, size_t n, size_t max);

/* Prints "probe: WHAT: " and errno's message, and exits with BROKEN. */
CSAPP_NORETURN void broken(const char *what);

/* Reads a whole file into new memory; *n is its size. Exits on an error. */
unsigned char *read_file(const char *path, size_t *n);

#endif /* PROBE_H */

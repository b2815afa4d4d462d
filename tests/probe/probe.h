/*
 * probe.h - the parts of the probe
 */
#ifndef PROBE_H
#define PROBE_H

#include "csapp.h"

/* Exit statuses: all is well, the tested program is at fault, the probe is. */
enum { PASSED = 0, FAILED = 1, BROKEN = 2 };

/* The subcommands; argv[0] is the subcommand's name. They return a status. */
int talk_main(int argc, char **argv);
int run_main(int argc, char **argv);
int port_main(int argc, char **argv);
int hear_main(int argc, char **argv);
int stat_main(int argc, char **argv);
int idle_main(int argc, char **argv);
int quote_main(int argc, char **argv);
int json_main(int argc, char **argv);

/* Milliseconds on a clock that only goes forward. */
long long now_ms(void);

/* Prints bytes as C would write them, printable ASCII only, at most max. */
void print_quoted(FILE *out, const unsigned char *bytes, size_t n, size_t max);

/* Prints "probe: what: why" with errno's reason, and exits with BROKEN. */
CSAPP_NORETURN void broken(const char *what);

/* Reads all of a file into memory; *n is its size. Exits if it cannot. */
unsigned char *read_file(const char *path, size_t *n);

#endif /* PROBE_H */

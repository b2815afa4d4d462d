/*
 * fuzz.h - what the fuzzers share
 *
 * A fuzzer gives arbitrary bytes to code of the library or of a program, and
 * checks promises that must be true for every input. In `make fuzz`, libFuzzer
 * calls the fuzzer again and again, and changes the bytes so that they reach
 * new parts of the code. In tests/proof/corpus.sh, which needs no libFuzzer,
 * replay.c calls the fuzzer with files.
 *
 * NAME.c is a fuzzer, and NAME/ is its corpus: inputs whose names say what they
 * contain, and inputs reached_NN. libFuzzer found these, and each reaches code
 * that no other input reaches. An input that broke a promise stays in the
 * corpus.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "chat/connection.h"
#include "csapp.h"

/* The fuzzer, with the name and types that libFuzzer expects. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Prints a promise that is not kept, and aborts the process. */
CSAPP_NORETURN void broken(const char *promise);

/*
 * Aborts unless a promise is kept, like assert. It is a macro so that compilers
 * and analyzers see in the caller that is_kept is true afterwards.
 */
#define expect(is_kept, promise) ((is_kept) ? (void)0 : broken(promise))

/*
 * Returns true if n bytes are UTF-8, without control characters and without the
 * bidirectional overrides and isolates.
 */
int is_text(const char *s, size_t n);

/*
 * An input that begins with a script: a byte with the length of the script, and
 * the bytes of the script. Each of them decides something in the fuzzer. The
 * rest of the input is text.
 */
typedef struct {
    const uint8_t *script;
    size_t script_length, at;
    const char *text;
    size_t length;
} input_t;

input_t input_of(const uint8_t *data, size_t size);

/* Returns the next byte of the script. After the last one comes the first. */
size_t next_choice(input_t *in);

/* Connects two non-blocking descriptors of this process. */
void make_pair(int type, int fds[2]);

/*
 * What a person sends becomes lines and answers to telnet's commands. Here, a
 * line is 'L' and its bytes, or 'X' if it is too long; then comes '\n'.
 */
typedef struct {
    char *lines, *answers;
    size_t lines_length, answers_length;
} outcome_t;

/* Returns an empty outcome, with room for what n bytes of text can become. */
outcome_t new_outcome(size_t n);
void free_outcome(outcome_t *op);

/* Add a line, and bytes of an answer. */
void note_line(outcome_t *op, line_t kind, const char *line, size_t n);
void note_answer(outcome_t *op, const char *bytes, size_t n);

/* Returns the outcome by PROTOCOL.md; at_eof: the text ends the last line. */
outcome_t predict(const char *bytes, size_t length, int at_eof);

#endif /* FUZZ_H */

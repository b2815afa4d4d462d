/*
 * fuzz.h - what the fuzzers share
 *
 * A fuzzer does with any bytes what a program does with those that it is sent,
 * and expects of the outcome what is promised for all of them. libFuzzer calls
 * it with bytes that it changes until they have been everywhere in the code:
 * make fuzz. Without libFuzzer, replay.c calls it with files:
 * tests/proof/corpus.sh.
 *
 * NAME.c is the fuzzer, and NAME/ its corpus: inputs named for what they are,
 * and reached_NN, which libFuzzer found to go where no other does. An input
 * that broke a promise stays there for good.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "csapp.h"

/* The fuzzer: libFuzzer's name for it, and its types. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process: a promise is not kept. */
CSAPP_NORETURN void broken(const char *promise);

/* Goes on only if a promise is kept; as assert does, in sight of the caller. */
#define expect(is_kept, promise) ((is_kept) ? (void)0 : broken(promise))

/* Says whether n bytes are UTF-8 without any control character. */
int is_text(const char *s, size_t n);

/*
 * An input that begins with a script: its length in a byte, and then so many
 * bytes, each of which decides something. The rest is text.
 */
typedef struct {
    const uint8_t *script;
    size_t script_length, at;
    const char *text;
    size_t length;
} input_t;

input_t input_of(const uint8_t *data, size_t size);

/* Returns the next byte of the script, which begins again after its end. */
size_t next_choice(input_t *in);

/* Connects two descriptors of this process, neither of which blocks. */
void make_pair(int type, int fds[2]);

#endif /* FUZZ_H */

/*
 * fuzz.c - what the fuzzers share; fuzz.h describes each function
 */
#include "fuzz.h"

void broken(const char *promise)
{
    fprintf(stderr, "broken promise: %s\n", promise);
    abort();
}

/*
 * Checks the value of each character. This is not how text_decode works, which
 * this function helps to test.
 */
int is_text(const char *s, size_t n)
{
    static const uint32_t lowest[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *byte = (const unsigned char *)s, *end = byte + n;

    while (byte < end) {
        int length = *byte < 0x80 ? 1 : *byte < 0xE0 ? 2 : *byte < 0xF0 ? 3 : 4;
        uint32_t character = length == 1 ? *byte : *byte & (0x7F >> length);

        if ((0x80 <= *byte && *byte < 0xC0) || *byte > 0xF7 ||
            end - byte < length)
            return 0;
        for (int i = 1; i < length; i++) {
            if (byte[i] >> 6 != 2)
                return 0;
            character = character << 6 | (byte[i] & 0x3F);
        }
        if (character < lowest[length] || character > 0x10FFFF ||
            character >> 11 == 0x1B) /* a UTF-16 surrogate */
            return 0;
        if (character < ' ' || (0x7F <= character && character < 0xA0))
            return 0;
        if ((0x202A <= character && character < 0x202F) ||
            (0x2066 <= character && character < 0x206A))
            return 0;
        byte += length;
    }
    return 1;
}

input_t input_of(const uint8_t *data, size_t size)
{
    input_t in = {0};

    if (size > 0) {
        in.script = data + 1;
        in.script_length = *data < size ? *data : size - 1;
        in.text = (const char *)in.script + in.script_length;
        in.length = size - 1 - in.script_length;
    }
    return in;
}

size_t next_choice(input_t *in)
{
    if (in->script_length == 0)
        return 0;
    return in->script[in->at++ % in->script_length];
}

void make_pair(int type, int fds[2])
{
    if (socketpair(AF_UNIX, type, 0, fds) < 0)
        unix_error("socketpair");
    if (fcntl(fds[0], F_SETFL, O_NONBLOCK) < 0 ||
        fcntl(fds[1], F_SETFL, O_NONBLOCK) < 0)
        unix_error("fcntl");
}

/*
 * text.c - text in UTF-8: makes it safe to print, and measures how wide it is
 *
 * text.h says what each function does; this file shows how.
 */
#include "text.h"

/* Control characters, and what follows them in a sequence (ECMA-48). */
enum {
    BEL = 0x07,
    ESC = 0x1B, /* with a byte from 0x40 to 0x5F: a C1 control */
    DEL = 0x7F,
    DCS = 0x90, /* a string follows, up to ST */
    SOS = 0x98, /* a string */
    CSI = 0x9B, /* parameters follow, and a final byte */
    ST = 0x9C,
    OSC = 0x9D, /* a string */
    PM = 0x9E,  /* a string */
    APC = 0x9F  /* a string */
};

size_t text_decode(const char *s, size_t n, uint32_t *character)
{
    const unsigned char *byte = (const unsigned char *)s;
    unsigned lowest = 0x80, highest = 0xBF; /* for the second byte */
    size_t length;

    *character = byte[0];
    if (byte[0] < 0x80)
        return 1;
    if (0xC2 <= byte[0] && byte[0] <= 0xDF) {
        length = 2;
        *character &= 0x1F;
    } else if (0xE0 <= byte[0] && byte[0] <= 0xEF) {
        length = 3;
        *character &= 0x0F;
        if (byte[0] == 0xE0)
            lowest = 0xA0; /* below it, two bytes are enough: overlong */
        if (byte[0] == 0xED)
            highest = 0x9F; /* above it are UTF-16 surrogates */
    } else if (0xF0 <= byte[0] && byte[0] <= 0xF4) {
        length = 4;
        *character &= 0x07;
        if (byte[0] == 0xF0)
            lowest = 0x90; /* below it, three bytes are enough: overlong */
        if (byte[0] == 0xF4)
            highest = 0x8F; /* above it is nothing: U+10FFFF is the last */
    } else {
        *character = TEXT_INVALID;
        return 1;
    }
    for (size_t i = 1; i < length; i++) {
        if (i == n || byte[i] < lowest || byte[i] > highest) {
            *character = TEXT_INVALID;
            return i;
        }
        *character = *character << 6 | (byte[i] & 0x3F);
        lowest = 0x80;
        highest = 0xBF;
    }
    return length;
}

size_t text_last(const char *s, size_t n, uint32_t *character)
{
    for (size_t length = 1; length <= 4 && length <= n; length++) {
        const char *first = s + n - length;

        if ((*first & 0xC0) == 0x80)
            continue; /* the character begins before this byte */
        if (text_decode(first, length, character) == length)
            return length;
        break;
    }
    *character = TEXT_INVALID; /* the last byte continues no character */
    return 1;
}

/* Skips bytes from s[i] on that lie in a range; returns the offset after. */
static size_t skip(const char *s, size_t n, size_t i, int lowest, int highest)
{
    while (i < n && lowest <= s[i] && s[i] <= highest)
        i++;
    return i;
}

/*
 * Returns the end of the control string that begins at i. If the string has no
 * end, the bytes from i on are text: returns i, and sets *endless to 1. As no
 * later string can have an end either, later calls return i without a search.
 */
static size_t skip_string(const char *s, size_t n, size_t i, int *endless)
{
    uint32_t character;
    size_t length;

    if (*endless)
        return i;
    for (size_t j = i; j < n; j += length) {
        length = text_decode(s + j, n - j, &character);
        if (character == BEL || character == ST)
            return j + length;
        if (character == ESC && j + 1 < n && s[j + 1] == '\\')
            return j + 2;
    }
    *endless = 1;
    return i;
}

/*
 * Returns true for control characters, and for Unicode's bidirectional
 * embeddings, overrides and isolates, which change the order in which the text
 * after them is shown.
 */
static int is_harmful(uint32_t character)
{
    return character < 0x20 || (DEL <= character && character <= APC) ||
           (0x202A <= character && character <= 0x202E) ||
           (0x2066 <= character && character <= 0x2069);
}

/*
 * Returns the length of the control character or escape sequence that begins
 * the n bytes at s, or 0 if there is none. For *endless, see skip_string.
 */
static size_t control_length(const char *s, size_t n, int *endless)
{
    uint32_t control;
    size_t i = text_decode(s, n, &control);

    if (control == ESC) {
        if (i == n || s[i] < 0x20 || s[i] >= DEL)
            return i;
        if (s[i] < 0x40 || s[i] >= 0x60) { /* no C1 control, as in ESC ( B */
            i = skip(s, n, i, 0x20, 0x2F);
            return i < n && 0x30 <= s[i] && s[i] < DEL ? i + 1 : i;
        }
        control = (uint32_t)s[i++] + 0x40;
    }
    switch (control) {
    case CSI:
        i = skip(s, n, i, 0x30, 0x3F);
        i = skip(s, n, i, 0x20, 0x2F);
        return i < n && 0x40 <= s[i] && s[i] < DEL ? i + 1 : i;
    case DCS:
    case SOS:
    case OSC:
    case PM:
    case APC:
        return skip_string(s, n, i, endless);
    default:
        return is_harmful(control) ? i : 0;
    }
}

size_t text_clean(const char *s, size_t n, char *clean)
{
    size_t length = 0, taken;
    int endless = 0;

    for (size_t i = 0; i < n; i += taken) {
        uint32_t character;
        size_t control;

        if (0x20 <= s[i] && s[i] < DEL) { /* most bytes: printable ASCII */
            clean[length++] = s[i];
            taken = 1;
            continue;
        }
        taken = text_decode(s + i, n - i, &character);
        if (character == '\t' || character == 0x2028 || character == 0x2029) {
            clean[length++] = ' ';
        } else if (character == TEXT_INVALID) {
            memcpy(clean + length, "\xEF\xBF\xBD", 3);
            length += 3;
        } else if ((control = control_length(s + i, n - i, &endless)) > 0) {
            taken = control;
        } else {
            memcpy(clean + length, s + i, taken);
            length += taken;
        }
    }
    clean[length] = '\0';
    return length;
}

char *text_word(char **rest)
{
    char *word = *rest;

    *rest += strcspn(*rest, " ");
    if (**rest != '\0')
        *(*rest)++ = '\0';
    *rest += strspn(*rest, " ");
    return word;
}

long text_number(const char *text, long lowest, long highest)
{
    char *end;
    long value;

    if (!isdigit((unsigned char)*text))
        return -1;
    value = strtol(text, &end, 10);
    return *end == '\0' && lowest <= value && value <= highest ? value : -1;
}

size_t text_line(char line[LINE_SIZE], const char *format, va_list arguments)
{
    int length = vsnprintf(line, LINE_SIZE - 1, format, arguments);

    if (length < 0)
        length = 0; /* vsnprintf failed: the line is empty */
    if (length > LINE_SIZE - 2)
        length = LINE_SIZE - 2;
    line[length] = '\n';
    line[length + 1] = '\0';
    return (size_t)length + 1;
}

typedef struct {
    uint32_t first, last;
} range_t;

/* The n ranges are in order, so each step leaves half of them. */
static int in_ranges(uint32_t character, const range_t *range, size_t n)
{
    while (n > 0) {
        const range_t *middle = range + n / 2;

        if (character < middle->first) {
            n /= 2;
        } else if (character > middle->last) {
            n -= n / 2 + 1;
            range = middle + 1;
        } else {
            return 1;
        }
    }
    return 0;
}

/* The tables have the blocks of characters on whose width terminals agree. */
int text_width(uint32_t character)
{
    static const range_t none[] = {
        {0x0300, 0x036F},   {0x0483, 0x0489},   {0x0591, 0x05BD},
        {0x0610, 0x061A},   {0x064B, 0x065F},   {0x06D6, 0x06DC},
        {0x093C, 0x093C},   {0x0941, 0x0948},   {0x094D, 0x094D},
        {0x0E31, 0x0E31},   {0x0E34, 0x0E3A},   {0x0E47, 0x0E4E},
        {0x1160, 0x11FF},   {0x1AB0, 0x1AFF},   {0x1DC0, 0x1DFF},
        {0x200B, 0x200F},   {0x202A, 0x202E},   {0x2060, 0x2064},
        {0x2066, 0x206F},   {0x20D0, 0x20F0},   {0x302A, 0x302D},
        {0x3099, 0x309A},   {0xFE00, 0xFE0F},   {0xFE20, 0xFE2F},
        {0xFEFF, 0xFEFF},   {0x1F3FB, 0x1F3FF}, {0xE0001, 0xE007F},
        {0xE0100, 0xE01EF},
    };
    static const range_t wide[] = {
        {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},
        {0x23E9, 0x23EC},   {0x23F0, 0x23F0},   {0x23F3, 0x23F3},
        {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},
        {0x267F, 0x267F},   {0x2693, 0x2693},   {0x26A1, 0x26A1},
        {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},
        {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},
        {0x26F2, 0x26F3},   {0x26F5, 0x26F5},   {0x26FA, 0x26FA},
        {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},
        {0x2728, 0x2728},   {0x274C, 0x274C},   {0x274E, 0x274E},
        {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
        {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2B1B, 0x2B1C},
        {0x2B50, 0x2B50},   {0x2B55, 0x2B55},   {0x2E80, 0x303E},
        {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
        {0xA000, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
        {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
        {0xFFE0, 0xFFE6},   {0x16FE0, 0x18AFF}, {0x1B000, 0x1B2FF},
        {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E},
        {0x1F191, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F335},
        {0x1F337, 0x1F37C}, {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA},
        {0x1F3CF, 0x1F3D3}, {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4},
        {0x1F3F8, 0x1F43E}, {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC},
        {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E}, {0x1F550, 0x1F567},
        {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596}, {0x1F5A4, 0x1F5A4},
        {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6CC},
        {0x1F6D0, 0x1F6D2}, {0x1F6D5, 0x1F6D7}, {0x1F6DC, 0x1F6DF},
        {0x1F6EB, 0x1F6EC}, {0x1F6F4, 0x1F6FC}, {0x1F7E0, 0x1F7EB},
        {0x1F90C, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
    };

    if (character < 0x0300)
        return 1;
    if (in_ranges(character, none, sizeof(none) / sizeof(none[0])))
        return 0;
    return in_ranges(character, wide, sizeof(wide) / sizeof(wide[0])) ? 2 : 1;
}

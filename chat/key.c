/*
 * key.c - the key that members may need to log in: the first line of a file
 *
 * key.h says what each function does; this file shows how.
 */
#include "key.h"
#include "text.h"

const char *key_read(char key[KEY_SIZE], const char *pathname)
{
    char line[KEY_SIZE + 2]; /* room for "\r\n", too */
    char clean[3 * sizeof(line) + 1];
    const char *word;
    size_t length, blanks;
    FILE *file = fopen(pathname, "r");
    int error;

    if (file == NULL)
        return strerror(errno);
    word = fgets(line, sizeof(line), file);
    error = ferror(file) ? errno : 0; /* fclose may change errno */
    fclose(file);
    if (error != 0)
        return strerror(error);
    if (word == NULL)
        return "it is empty";
    if (strlen(line) == sizeof(line) - 1 && strchr(line, '\n') == NULL)
        return "its first line is too long for a key";
    length = text_clean(line, strlen(line), clean);
    blanks = strspn(clean, " ");
    while (length > blanks && clean[length - 1] == ' ')
        length--;
    length -= blanks;
    if (length == 0)
        return "its first line is empty";
    if (length >= KEY_SIZE)
        return "its first line is too long for a key";
    memset(key, 0, KEY_SIZE);
    memcpy(key, clean + blanks, length);
    return NULL;
}

int key_matches(const char key[KEY_SIZE], const char *guess)
{
    char padded[KEY_SIZE] = "";
    int different = strlen(guess) >= KEY_SIZE;

    snprintf(padded, sizeof(padded), "%s", guess);
    for (size_t i = 0; i < KEY_SIZE; i++)
        different |= padded[i] ^ key[i];
    return different == 0;
}

/*
 * key.h - the key that a chat server may ask for: the first line of a file
 */
#ifndef KEY_H
#define KEY_H

#include "csapp.h"

#define KEY_SIZE 512 /* bytes in a key, its '\0' included */

/*
 * key_read makes the first line of the file the key, cleaned as all text is,
 * and without blanks around it, and fills it up with '\0'. Returns NULL, or
 * why there is no key.
 */
const char *key_read(char key[KEY_SIZE], const char *pathname);

/*
 * key_matches says whether a guess is the key. The time that it takes tells
 * nothing of how much of the guess was right.
 */
int key_matches(const char key[KEY_SIZE], const char *guess);

#endif /* KEY_H */

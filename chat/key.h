/*
 * key.h - the key that members may need to log in: the first line of a file
 */
#ifndef KEY_H
#define KEY_H

#include "csapp.h"

#define KEY_SIZE 512 /* bytes in a key, its '\0' included */

/*
 * key_read stores the first line of the file in key: cleaned by text_clean,
 * without blanks at either end, and padded with '\0'. Returns NULL, or the
 * reason why there is no key.
 */
const char *key_read(char key[KEY_SIZE], const char *pathname);

/*
 * key_matches returns true if the guess is the key. The time that it takes does
 * not reveal how much of the guess is right.
 */
int key_matches(const char key[KEY_SIZE], const char *guess);

#endif /* KEY_H */

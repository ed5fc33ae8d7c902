/* digits.c - decimal from the right, hexadecimal from the left. */
#include "lyncscope/digits.h"

#include <string.h>

char *ls_digits(char *at, uint64_t number)
{
    char room[LS_DIGITS_MOST];
    size_t first = sizeof room;
    do {
        room[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    memcpy(at, room + first, sizeof room - first);
    return at + (sizeof room - first);
}

char *ls_digits_padded(char *at, unsigned width, uint64_t number)
{
    for (unsigned i = width; i-- > 0; number /= 10)
        at[i] = (char)('0' + number % 10);
    return at + width;
}

char *ls_digits_hex(char *at, const uint8_t *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        *at++ = digits[bytes[i] >> 4];
        *at++ = digits[bytes[i] & 15];
    }
    return at;
}

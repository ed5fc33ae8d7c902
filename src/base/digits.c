/* digits.c - decimal in pairs from the right, hexadecimal from the left. */
#include "lyncscope/digits.h"

#include <string.h>

/* Two digits take one division. */
static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                            "25262728293031323334353637383940414243444546474849"
                            "50515253545556575859606162636465666768697071727374"
                            "75767778798081828384858687888990919293949596979899";

/* Digits of a number, four looked at in one go. */
static unsigned width_of(uint64_t number)
{
    for (unsigned width = 1;; width += 4, number /= 10000) {
        if (number < 10)
            return width;
        if (number < 100)
            return width + 1;
        if (number < 1000)
            return width + 2;
        if (number < 10000)
            return width + 3;
    }
}

/* Most of what is counted, and of what addresses have, is short. */
char *ls_digits(char *at, uint64_t number)
{
    if (number >= 1000)
        return ls_digits_padded(at, width_of(number), number);
    if (number >= 100)
        *at++ = (char)('0' + number / 100);
    if (number >= 10) {
        memcpy(at, pairs + number % 100 * 2, 2);
        return at + 2;
    }
    *at = (char)('0' + number);
    return at + 1;
}

char *ls_digits_padded(char *at, unsigned width, uint64_t number)
{
    unsigned left = width;
    for (; left >= 2; left -= 2, number /= 100)
        memcpy(at + left - 2, pairs + number % 100 * 2, 2);
    if (left > 0)
        at[0] = (char)('0' + number % 10);
    return at + width;
}

/* Without a table, so that compilers can work on many at once. */
static inline char hex_digit(uint8_t value)
{
    return (char)(value + (value < 10 ? '0' : 'a' - 10));
}

char *ls_digits_hex(char *restrict at, const uint8_t *restrict bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        at[2 * i] = hex_digit(bytes[i] >> 4);
        at[2 * i + 1] = hex_digit(bytes[i] & 15);
    }
    return at + 2 * count;
}

/* bytes.c - see bytes.h */
#include "bytes.h"

#include <stdlib.h>
#include <string.h>

void bytes_clear(struct bytes *b)
{
    free(b->at);
    *b = (struct bytes){0};
}

static uint8_t *grow(struct bytes *b, size_t n)
{
    if (b->room - b->n < n) {
        b->room = (b->n + n) * 2;
        b->at = realloc(b->at, b->room);
        if (b->at == NULL)
            abort();
    }
    b->n += n;
    return b->at + b->n - n;
}

void put(struct bytes *b, const void *data, size_t n)
{
    if (n > 0)
        memcpy(grow(b, n), data, n);
}

void put_text(struct bytes *b, const char *text)
{
    put(b, text, strlen(text));
}

void put8(struct bytes *b, unsigned value)
{
    *grow(b, 1) = (uint8_t)value;
}

void put16(struct bytes *b, unsigned value)
{
    put8(b, value >> 8);
    put8(b, value);
}

void put24(struct bytes *b, uint32_t value)
{
    put8(b, value >> 16);
    put16(b, value);
}

void put32(struct bytes *b, uint32_t value)
{
    put16(b, value >> 16);
    put16(b, value);
}

void put16le(struct bytes *b, unsigned value)
{
    put8(b, value);
    put8(b, value >> 8);
}

void put32le(struct bytes *b, uint32_t value)
{
    put16le(b, value);
    put16le(b, value >> 16);
}

void put_many(struct bytes *b, uint8_t value, size_t count)
{
    if (count > 0)
        memset(grow(b, count), value, count);
}

static unsigned digit(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    return (unsigned)((c | 0x20) - 'a' + 10);
}

void put_hex(struct bytes *b, const char *hex)
{
    for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2) {
        while (*hex == ' ')
            hex++;
        put8(b, digit(hex[0]) << 4 | digit(hex[1]));
    }
}

void put_utf16(struct bytes *b, const char *text)
{
    for (; *text != '\0'; text++)
        put16le(b, (uint8_t)*text);
}

void put_noise(struct bytes *b, size_t count, uint32_t seed)
{
    uint32_t x = seed * 2654435761U + 1;
    for (size_t i = 0; i < count; i++) {
        x = x * 1664525U + 1013904223U;
        put8(b, x >> 24);
    }
}

size_t put_hole(struct bytes *b, size_t width)
{
    put_many(b, 0, width);
    return b->n;
}

void fill_hole(struct bytes *b, size_t hole, size_t width)
{
    size_t length = b->n - hole;
    for (size_t i = 0; i < width; i++)
        b->at[hole - 1 - i] = (uint8_t)(length >> 8 * i);
}

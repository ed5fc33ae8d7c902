/* bytes.h - a byte string that grows while a message is put together. Memory out: abort. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct bytes {
    uint8_t *at;
    size_t n, room;
};

void bytes_clear(struct bytes *b);
void put(struct bytes *b, const void *data, size_t n);
void put_text(struct bytes *b, const char *text);
void put8(struct bytes *b, unsigned value);
void put16(struct bytes *b, unsigned value); /* big endian */
void put24(struct bytes *b, uint32_t value);
void put32(struct bytes *b, uint32_t value);
void put16le(struct bytes *b, unsigned value);
void put32le(struct bytes *b, uint32_t value);
void put_many(struct bytes *b, uint8_t value, size_t count);
/* put_hex reads pairs of hexadecimal digits; blanks are skipped. */
void put_hex(struct bytes *b, const char *hex);
/* put_utf16 writes ASCII as UTF-16LE. */
void put_utf16(struct bytes *b, const char *text);
/* put_noise writes bytes of a generator that always starts alike for the same seed. */
void put_noise(struct bytes *b, size_t count, uint32_t seed);

/* A length written later: hole makes room for `width` bytes, fill writes what came behind it. */
size_t put_hole(struct bytes *b, size_t width);
void fill_hole(struct bytes *b, size_t hole, size_t width);

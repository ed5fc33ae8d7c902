/* load_bytes.h - numbers and noise into a message; each returns the bytes written */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "load_random.h"

static inline size_t be(uint8_t *at, unsigned bytes, uint64_t v)
{
    for (unsigned i = 0; i < bytes; i++)
        at[i] = (uint8_t)(v >> 8 * (bytes - 1 - i));
    return bytes;
}

static inline size_t le(uint8_t *at, unsigned bytes, uint64_t v)
{
    for (unsigned i = 0; i < bytes; i++)
        at[i] = (uint8_t)(v >> 8 * i);
    return bytes;
}

static inline size_t put(uint8_t *at, const void *from, size_t bytes)
{
    memcpy(at, from, bytes);
    return bytes;
}

static inline size_t noise(uint8_t *at, uint64_t *random, size_t bytes)
{
    for (size_t i = 0; i < bytes; i += 8) {
        uint64_t v = random_next(random);
        memcpy(at + i, &v, bytes - i < 8 ? bytes - i : 8);
    }
    return bytes;
}

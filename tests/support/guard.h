/*
 * guard.h - a copy of bytes that ends exactly at a page nobody may touch
 *
 * An over-read by one byte is a crash on the spot, without any sanitizer.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct guard {
    uint8_t *bytes; /* the copy; the byte after the last one is not readable */
    void *map;
    size_t map_bytes;
};

struct guard guard_copy(const void *bytes, size_t n); /* aborts when memory is out */
void guard_free(struct guard *guard);

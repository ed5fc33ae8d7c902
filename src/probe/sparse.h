/* sparse.h - memory that is mostly zeros, kept as the words that are not, and their places */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { SPARSE_MAX = 256, SPARSE_BYTES = sizeof(uint64_t) + sizeof(uint16_t) };

/*
 * sparse_find lists the places of words that are not zero, of at most UINT16_MAX. Returns how many
 * there are, or more than SPARSE_MAX when these are too many.
 */
size_t sparse_find(const void *memory, size_t words, uint16_t places[SPARSE_MAX]);
/* sparse_take copies those words out; sparse_put back into zeros. */
void sparse_take(const void *memory, const uint16_t *places, size_t count, uint64_t *words);
void sparse_put(void *memory, const uint16_t *places, size_t count, const uint64_t *words);

/* sparse.h - memory that is mostly zeros, kept as the words that are not, and their places */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SPARSE_MAX = 256, SPARSE_BYTES = sizeof(uint64_t) + sizeof(uint16_t) };

struct sparse {
    size_t count;
    uint16_t places[SPARSE_MAX];
};

/*
 * sparse_find adds the places of words that are not zero, of those from `from` to before `end`,
 * which is at most UINT16_MAX; false when there are too many.
 */
bool sparse_find(const void *memory, size_t from, size_t end, struct sparse *found);
/* sparse_take copies those words out; sparse_put back into zeros. */
void sparse_take(const void *memory, const uint16_t *places, size_t count, uint64_t *words);
void sparse_put(void *memory, const uint16_t *places, size_t count, const uint64_t *words);

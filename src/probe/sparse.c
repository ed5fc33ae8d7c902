/* sparse.c - see sparse.h. It looks at a cache line at a time: most are empty. */
#include "probe/sparse.h"

#include <string.h>

enum { LINE_WORDS = 8 };

bool sparse_find(const void *memory, size_t from, size_t end, struct sparse *found)
{
    const uint8_t *at = memory;
    for (size_t i = from; i < end; i += LINE_WORDS) {
        uint64_t line[LINE_WORDS] = {0}, any = 0;
        size_t n = end - i < LINE_WORDS ? end - i : LINE_WORDS;
        if (n == LINE_WORDS)
            memcpy(line, at + i * sizeof *line, sizeof line);
        else
            memcpy(line, at + i * sizeof *line, n * sizeof *line);
        for (size_t k = 0; k < LINE_WORDS; k++)
            any |= line[k];
        for (size_t k = 0; any != 0 && k < LINE_WORDS; k++) {
            if (line[k] == 0)
                continue;
            if (found->count == SPARSE_MAX)
                return false;
            found->places[found->count++] = (uint16_t)(i + k);
        }
    }
    return true;
}

void sparse_take(const void *memory, const uint16_t *places, size_t count, uint64_t *words)
{
    const uint8_t *at = memory;
    for (size_t i = 0; i < count; i++)
        memcpy(&words[i], at + places[i] * sizeof *words, sizeof *words);
}

void sparse_put(void *memory, const uint16_t *places, size_t count, const uint64_t *words)
{
    uint8_t *at = memory;
    for (size_t i = 0; i < count; i++)
        memcpy(at + places[i] * sizeof *words, &words[i], sizeof *words);
}

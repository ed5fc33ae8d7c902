/* sparse.c - see sparse.h. It looks at a cache line at a time: most are empty. */
#include "probe/sparse.h"

#include <string.h>

enum { LINE_WORDS = 8 };

size_t sparse_find(const void *memory, size_t words, uint16_t places[SPARSE_MAX])
{
    const uint8_t *at = memory;
    size_t found = 0;
    for (size_t i = 0; i < words; i += LINE_WORDS) {
        uint64_t line[LINE_WORDS] = {0}, any = 0;
        size_t n = words - i < LINE_WORDS ? words - i : LINE_WORDS;
        if (n == LINE_WORDS)
            memcpy(line, at + i * sizeof *line, sizeof line);
        else
            memcpy(line, at + i * sizeof *line, n * sizeof *line);
        for (size_t k = 0; k < LINE_WORDS; k++)
            any |= line[k];
        for (size_t k = 0; any != 0 && k < LINE_WORDS; k++) {
            if (line[k] == 0)
                continue;
            if (found == SPARSE_MAX)
                return SPARSE_MAX + 1;
            places[found++] = (uint16_t)(i + k);
        }
    }
    return found;
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

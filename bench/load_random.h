/* load_random.h - splitmix64: the same seed gives the same load everywhere */
#pragma once

#include <stdint.h>

static inline uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* A number from low to high, both included. */
static inline uint32_t random_between(uint64_t *state, uint32_t low, uint32_t high)
{
    return low + (uint32_t)(random_next(state) % (high - low + 1u));
}

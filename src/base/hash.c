/* hash.c - 64 by 64 bit products, folded. */
#include "lyncscope/hash.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

struct ls_hash_key ls_hash_key_draw(void)
{
    struct ls_hash_key key;
    if (getrandom(&key, sizeof key, 0) == (long)sizeof key)
        return key;
    struct timespec now; /* no random source: still better than a constant */
    clock_gettime(CLOCK_MONOTONIC, &now);
    key.k[0] = (uint64_t)now.tv_nsec * UINT64_C(0x9e3779b97f4a7c15);
    key.k[1] = (uint64_t)now.tv_sec ^ key.k[0];
    return key;
}

uint64_t ls_hash_words(const struct ls_hash_key *key, const uint64_t *words, size_t count)
{
    uint64_t hash = key->k[0] ^ (count * UINT64_C(0x9e3779b97f4a7c15));
    for (size_t i = 0; i < count; i++)
        hash = ls_hash_fold(words[i] ^ key->k[1], hash ^ UINT64_C(0xd6e8feb86659fd93)) + words[i];
    return ls_hash_fold(hash ^ key->k[0], key->k[1] ^ UINT64_C(0xa0761d6478bd642f));
}

unsigned ls_hash_bytes(const struct ls_hash_key *key, const void *bytes, size_t n)
{
    const uint8_t *at = bytes;
    uint64_t hash = key->k[0] ^ (n * UINT64_C(0x9e3779b97f4a7c15));
    for (size_t left = n; left > 0;) {
        uint64_t word = 0;
        size_t part = left < sizeof word ? left : sizeof word;
        memcpy(&word, at, part);
        hash = ls_hash_fold(word ^ key->k[1], hash ^ UINT64_C(0xd6e8feb86659fd93)) + word;
        at += part;
        left -= part;
    }
    return (unsigned)ls_hash_fold(hash ^ key->k[0], key->k[1] ^ UINT64_C(0xa0761d6478bd642f));
}

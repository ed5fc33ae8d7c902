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

static uint64_t add_word(const struct ls_hash_key *key, uint64_t hash, uint64_t word)
{
    return ls_hash_fold(word ^ key->k[1], hash ^ UINT64_C(0xd6e8feb86659fd93)) + word;
}

uint64_t ls_hash_words(const struct ls_hash_key *key, const uint64_t *words, size_t count)
{
    uint64_t hash = key->k[0] ^ (count * UINT64_C(0x9e3779b97f4a7c15));
    for (size_t i = 0; i < count; i++)
        hash = add_word(key, hash, words[i]);
    return ls_hash_fold(hash ^ key->k[0], key->k[1] ^ UINT64_C(0xa0761d6478bd642f));
}

unsigned ls_hash_bytes(const struct ls_hash_key *key, const void *bytes, size_t n)
{
    const uint8_t *at = bytes;
    uint64_t hash = key->k[0] ^ (n * UINT64_C(0x9e3779b97f4a7c15));
    uint64_t word;
    size_t left = n;
    for (; left >= sizeof word; left -= sizeof word, at += sizeof word) {
        memcpy(&word, at, sizeof word);
        hash = add_word(key, hash, word);
    }
    word = 0;
    if (left > 0) {
        memcpy(&word, at, left);
        hash = add_word(key, hash, word);
    }
    return (unsigned)ls_hash_fold(hash ^ key->k[0], key->k[1] ^ UINT64_C(0xa0761d6478bd642f));
}

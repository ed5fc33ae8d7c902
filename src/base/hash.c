/* hash.c - SipHash-1-3 over whole words. */
#include "lyncscope/hash.h"

#include <sys/random.h>
#include <time.h>

struct sip {
    uint64_t v0, v1, v2, v3;
};

static inline uint64_t rotate(uint64_t x, unsigned bits)
{
    return x << bits | x >> (64 - bits);
}

static inline void sip_round(struct sip *s)
{
    s->v0 += s->v1;
    s->v1 = rotate(s->v1, 13) ^ s->v0;
    s->v0 = rotate(s->v0, 32);
    s->v2 += s->v3;
    s->v3 = rotate(s->v3, 16) ^ s->v2;
    s->v0 += s->v3;
    s->v3 = rotate(s->v3, 21) ^ s->v0;
    s->v2 += s->v1;
    s->v1 = rotate(s->v1, 17) ^ s->v2;
    s->v2 = rotate(s->v2, 32);
}

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
    struct sip s = {
        key->k[0] ^ UINT64_C(0x736f6d6570736575),
        key->k[1] ^ UINT64_C(0x646f72616e646f6d),
        key->k[0] ^ UINT64_C(0x6c7967656e657261),
        key->k[1] ^ UINT64_C(0x7465646279746573),
    };
    for (size_t i = 0; i < count; i++) {
        s.v3 ^= words[i];
        sip_round(&s);
        s.v0 ^= words[i];
    }
    uint64_t length = (uint64_t)(count * 8) << 56;
    s.v3 ^= length;
    sip_round(&s);
    s.v0 ^= length;
    s.v2 ^= 0xff;
    sip_round(&s);
    sip_round(&s);
    sip_round(&s);
    return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

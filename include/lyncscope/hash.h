/*
 * hash.h - a keyed hash for tables filled by strangers
 *
 * Products of 64 by 64 bits, folded, with a key of 128 bits drawn at start. It is no message
 * authentication code; but nobody who sends packets sees a hash or the key, so nobody can aim
 * packets at one bucket, and a lookup costs a few nanoseconds.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct ls_hash_key {
    uint64_t k[2];
};

/* ls_hash_key_draw returns a key from the system's random source. */
struct ls_hash_key ls_hash_key_draw(void);

__extension__ typedef unsigned __int128 ls_wide;

static inline uint64_t ls_hash_fold(uint64_t a, uint64_t b)
{
    ls_wide product = (ls_wide)a * b;
    return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

/*
 * ls_hash_pair mixes two words in one multiplication; the order of the two matters. A table wants
 * a pair of a pair: after one, neighbours may still share their low bits.
 */
static inline uint64_t ls_hash_pair(const struct ls_hash_key *key, uint64_t a, uint64_t b)
{
    return ls_hash_fold(a ^ key->k[0], b ^ key->k[1]);
}

/* ls_hash_words hashes count 64-bit words. */
uint64_t ls_hash_words(const struct ls_hash_key *key, const uint64_t *words, size_t count);

/*
 * ls_hash_bytes hashes n bytes, as uthash wants a hash: for HASH_FIND_BYHASHVALUE and its like, since
 * uthash's own functions have no key.
 */
unsigned ls_hash_bytes(const struct ls_hash_key *key, const void *bytes, size_t n);

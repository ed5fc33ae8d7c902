/*
 * hash.h - a keyed hash for tables filled by strangers
 *
 * SipHash-1-3 (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012, with the
 * reduced round count its authors allow for hash tables). The key is drawn at start, so
 * nobody who sends packets can aim them at one bucket.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct ls_hash_key {
    uint64_t k[2];
};

/* ls_hash_key_draw returns a key from the system's random source. */
struct ls_hash_key ls_hash_key_draw(void);

/* ls_hash_words hashes count 64-bit words. */
uint64_t ls_hash_words(const struct ls_hash_key *key, const uint64_t *words, size_t count);

/*
 * pan.h - the prefix-preserving permutation itself
 *
 * Private to base, apart for its tests: the published examples know no ranges that stay as they
 * are.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/evp.h>

#include "lyncscope/error.h"

struct ls_pan {
    EVP_CIPHER_CTX *cipher;
    uint8_t pad[16];
};

/* ls_pan_open takes 16 bytes of AES key and 16 from which the padding is made. */
LS_MUST_USE bool ls_pan_open(struct ls_pan *pan, const uint8_t key[32]);
void ls_pan_close(struct ls_pan *pan);

/*
 * ls_pan_map permutes an address of n bytes, 4 or 16; its first `kept` bits stay. That is still a
 * permutation as long as kept is the same for all addresses that share those bits. When the cipher
 * fails, which it does for no input, all other bits become 0.
 */
void ls_pan_map(const struct ls_pan *pan, const uint8_t *addr, size_t n, unsigned kept,
                uint8_t *out);

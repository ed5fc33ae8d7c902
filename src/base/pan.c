/*
 * pan.c - the Crypto-PAn construction (Xu, Fan, Ammar, Moon, ICNP 2002, section 4)
 *
 * Bit i of an address is turned over or not by one bit of AES of the i bits before it, filled up
 * with a secret padding. So the turn depends on the prefix only, which keeps prefixes.
 */
#include "base/pan.h"

#include <string.h>

enum { BLOCK = 16, BITS_MAX = 128 };

bool ls_pan_open(struct ls_pan *pan, const uint8_t key[32])
{
    int length = 0;
    pan->cipher = EVP_CIPHER_CTX_new();
    if (pan->cipher != NULL &&
        EVP_EncryptInit_ex(pan->cipher, EVP_aes_128_ecb(), NULL, key, NULL) == 1 &&
        EVP_CIPHER_CTX_set_padding(pan->cipher, 0) == 1 &&
        EVP_EncryptUpdate(pan->cipher, pan->pad, &length, key + BLOCK, BLOCK) == 1 &&
        length == BLOCK)
        return true;
    ls_pan_close(pan);
    return false;
}

void ls_pan_close(struct ls_pan *pan)
{
    EVP_CIPHER_CTX_free(pan->cipher);
    pan->cipher = NULL;
}

/* The first `bits` bits of the address, and of the padding all others. */
static void fill(const struct ls_pan *pan, const uint8_t *addr, unsigned bits, uint8_t block[BLOCK])
{
    unsigned whole = bits / 8;
    memcpy(block, pan->pad, BLOCK);
    memcpy(block, addr, whole);
    if (bits % 8 != 0) {
        uint8_t mask = (uint8_t)(0xff00U >> bits % 8);
        block[whole] = (uint8_t)((addr[whole] & mask) | (pan->pad[whole] & ~mask));
    }
}

void ls_pan_map(const struct ls_pan *pan, const uint8_t *addr, size_t n, unsigned kept,
                uint8_t *out)
{
    uint8_t in[BITS_MAX * BLOCK], sealed[BITS_MAX * BLOCK];
    unsigned bits = (unsigned)n * 8;
    int length = 0;
    if (out != addr)
        memcpy(out, addr, n);
    if (kept >= bits)
        return;
    for (unsigned i = kept; i < bits; i++)
        fill(pan, addr, i, in + (size_t)(i - kept) * BLOCK);
    int bytes = (int)(bits - kept) * BLOCK;
    bool good = EVP_EncryptUpdate(pan->cipher, sealed, &length, in, bytes) == 1 && length == bytes;
    for (unsigned i = kept; i < bits; i++) {
        uint8_t bit = (uint8_t)(0x80U >> i % 8);
        if (!good)
            out[i / 8] &= (uint8_t)~bit;
        else if (sealed[(size_t)(i - kept) * BLOCK] & 0x80)
            out[i / 8] ^= bit;
    }
}

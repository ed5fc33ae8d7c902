/* anonymise.c - the key, and the stand-ins of addresses and bytes. */
#include "base/anonymise.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include "lyncscope/digits.h"

enum { DIGEST = 32, KEY_FILE_MAX = 65536 };

static bool hmac(const void *key, size_t key_bytes, const void *bytes, size_t n,
                 uint8_t out[DIGEST])
{
    unsigned length = 0;
    return HMAC(EVP_sha256(), key, (int)key_bytes, bytes, n, out, &length) != NULL &&
           length == DIGEST;
}

/* One key for each use, so that no use tells anything about another. */
static bool derive(const void *key, size_t n, const char *use, uint8_t out[DIGEST])
{
    return hmac(key, n, use, strlen(use), out);
}

struct ls_anonymiser *ls_anonymiser_new(const void *key, size_t n, struct ls_error *error)
{
    uint8_t addresses[DIGEST];
    if (n < LS_ANONYMISER_KEY_LEAST) {
        ls_fail(error, LS_E_USAGE, "a key of %zu bytes is too short; it needs at least %d", n,
                LS_ANONYMISER_KEY_LEAST);
        return NULL;
    }
    struct ls_anonymiser *a = calloc(1, sizeof *a);
    bool good = a != NULL && derive(key, n, "lyncscope addresses", addresses) &&
                derive(key, n, "lyncscope names", a->name_key) && ls_pan_open(&a->pan, addresses);
    OPENSSL_cleanse(addresses, sizeof addresses);
    if (good)
        return a;
    free(a);
    ls_fail(error, LS_E_MEMORY, "out of memory");
    return NULL;
}

void ls_anonymiser_free(struct ls_anonymiser *a)
{
    if (a == NULL)
        return;
    ls_pan_close(&a->pan);
    OPENSSL_cleanse(a->name_key, sizeof a->name_key);
    free(a);
}

struct ls_anonymiser *ls_anonymiser_draw(struct ls_error *error)
{
    uint8_t key[DIGEST];
    if (getrandom(key, sizeof key, 0) != (long)sizeof key) {
        ls_fail(error, LS_E_OPEN, "no random key can be had: %s", strerror(errno));
        return NULL;
    }
    struct ls_anonymiser *a = ls_anonymiser_new(key, sizeof key, error);
    OPENSSL_cleanse(key, sizeof key);
    return a;
}

struct ls_anonymiser *ls_anonymiser_load(const char *path, struct ls_error *error)
{
    struct ls_anonymiser *a = NULL;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        ls_fail(error, LS_E_OPEN, "%s: %s", path, strerror(errno));
        return NULL;
    }
    uint8_t *key = malloc(KEY_FILE_MAX);
    size_t n = key != NULL ? fread(key, 1, KEY_FILE_MAX, file) : 0;
    if (key == NULL)
        ls_fail(error, LS_E_MEMORY, "out of memory");
    else if (ferror(file) || n == KEY_FILE_MAX)
        ls_fail(error, LS_E_READ, "%s: cannot be read as a key", path);
    else if (n < LS_ANONYMISER_KEY_LEAST)
        ls_fail(error, LS_E_USAGE, "%s: a key of %zu bytes is too short; it needs at least %d",
                path, n, LS_ANONYMISER_KEY_LEAST);
    else
        a = ls_anonymiser_new(key, n, error);
    if (key != NULL)
        OPENSSL_cleanse(key, KEY_FILE_MAX);
    free(key);
    fclose(file);
    return a;
}

/*
 * Ranges that stay what they are. Above one, no bit may turn: that would carry another range into
 * it. Within one, the bits behind it turn, but in whole ranges: their addresses mean something.
 */
struct range {
    uint8_t bytes[16];
    uint8_t bits;
    bool whole;
};

static unsigned common_bits(const uint8_t *a, const uint8_t *b, unsigned most)
{
    unsigned bits = 0;
    while (bits < most && ((a[bits / 8] ^ b[bits / 8]) & 0x80U >> bits % 8) == 0)
        bits++;
    return bits;
}

/* How many of the first bits stay: up to and with the last one that leads into a range. */
static unsigned kept_bits(const struct range *ranges, size_t count, const uint8_t *addr,
                          unsigned width)
{
    unsigned kept = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned common = common_bits(addr, ranges[i].bytes, ranges[i].bits);
        unsigned here = common < ranges[i].bits ? common + 1 : common;
        if (common == ranges[i].bits && ranges[i].whole)
            here = width;
        kept = here > kept ? here : kept;
    }
    return kept;
}

/* RFC 6890, RFC 5771 (local and internetwork control blocks), RFC 2365, SSDP's group. */
static const struct range ranges_v4[] = {
    {{0}, 8, true},
    {{10}, 8, false},
    {{100, 64}, 10, false},
    {{127}, 8, true},
    {{169, 254}, 16, false},
    {{172, 16}, 12, false},
    {{192, 168}, 16, false},
    {{224}, 4, false},
    {{224, 0, 0}, 24, true},
    {{224, 0, 1}, 24, true},
    {{239}, 8, false},
    {{239, 255, 255, 250}, 32, true},
    {{255, 255, 255, 255}, 32, true},
};

/*
 * RFC 4291, RFC 4193, RFC 6890. Well-known groups stay; a solicited-node group, ff02::1:ffXX:XXXX,
 * has the end of an address in it.
 */
static const struct range ranges_v6[] = {
    {{0}, 128, true},        /* unspecified */
    {{[15] = 1}, 128, true}, /* loopback */
    {{[10] = 0xff, [11] = 0xff}, 96, true},
    {{0x20}, 3, false},
    {{0xfc}, 7, false},
    {{0xfd}, 8, false},
    {{0xfe, 0x80}, 10, false},
    {{0xff}, 8, false},
    {{0xff, 0x01}, 112, true},
    {{0xff, 0x02}, 112, true},
    {{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01}, 112, true},
    {{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0xff}, 104, false},
    {{0xff, 0x05}, 112, true},
};

/*
 * Whether the last 32 bits are an IPv4 address: mapped, or in the deprecated form ::a.b.c.d (RFC
 * 4291 section 2.5.5). Of the latter, 0.0.0.0/8 is no address of anybody, but has :: and ::1 in it.
 */
static bool holds_v4(const struct ls_addr *addr)
{
    static const uint8_t none[12];
    return ls_addr_is_v4(addr) || (memcmp(addr->bytes, none, 12) == 0 && addr->bytes[12] != 0);
}

struct ls_addr ls_anonymise_addr(const struct ls_anonymiser *a, const struct ls_addr *addr)
{
    struct ls_addr out = *addr;
    bool v4 = holds_v4(addr);
    const uint8_t *in = addr->bytes + (v4 ? 12 : 0);
    unsigned width = v4 ? 32 : 128;
    unsigned kept = v4 ? kept_bits(ranges_v4, sizeof ranges_v4 / sizeof *ranges_v4, in, width)
                       : kept_bits(ranges_v6, sizeof ranges_v6 / sizeof *ranges_v6, in, width);
    ls_pan_map(&a->pan, in, width / 8, kept, out.bytes + (v4 ? 12 : 0));
    return out;
}

struct ls_prefix ls_anonymise_prefix(const struct ls_anonymiser *a, const struct ls_prefix *prefix)
{
    struct ls_prefix out = {.addr = ls_anonymise_addr(a, &prefix->addr), .bits = prefix->bits};
    for (unsigned bit = prefix->bits; bit < 128; bit++)
        out.addr.bytes[bit / 8] &= (uint8_t) ~(0x80U >> bit % 8);
    return out;
}

void ls_anonymise_bytes(const struct ls_anonymiser *a, const char *kind, struct ls_span value,
                        uint8_t *out, size_t room)
{
    uint8_t key[DIGEST], digest[DIGEST] = {0};
    if (!hmac(a->name_key, sizeof a->name_key, kind, strlen(kind), key) ||
        !hmac(key, sizeof key, value.at, value.len, digest))
        memset(digest, 0, sizeof digest);
    memcpy(out, digest, room < DIGEST ? room : DIGEST);
}

void ls_anonymise_sha256(const struct ls_anonymiser *a, char digest[65])
{
    uint8_t bytes[DIGEST];
    ls_anonymise_bytes(a, "sha256", ls_span(digest, strlen(digest)), bytes, sizeof bytes);
    *ls_digits_hex(digest, bytes, sizeof bytes) = '\0';
}

/* IEEE 802: bit 0 of the first byte is a group, bit 1 an address given out locally. */
void ls_anonymise_mac(const struct ls_anonymiser *a, const uint8_t mac[6], uint8_t out[6])
{
    static const uint8_t bridges[3] = {0x01, 0x80, 0xc2}, zero[6];
    static const uint8_t everyone[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    static const uint8_t groups_v4[3] = {0x01, 0x00, 0x5e}, groups_v6[2] = {0x33, 0x33};
    uint8_t digest[6];
    size_t kept = 0;
    if (memcmp(mac, bridges, 3) == 0 || memcmp(mac, zero, 6) == 0 || memcmp(mac, everyone, 6) == 0)
        kept = 6;
    else if (memcmp(mac, groups_v4, 3) == 0)
        kept = 3;
    else if (memcmp(mac, groups_v6, 2) == 0)
        kept = 2;
    ls_anonymise_bytes(a, "mac", ls_span(mac, 6), digest, sizeof digest);
    digest[0] = (uint8_t)((digest[0] & 0xfc) | 0x02 | (mac[0] & 0x01));
    if (kept == 3)
        digest[3] &= 0x7f;
    memcpy(out, digest, 6);
    memcpy(out, mac, kept);
}

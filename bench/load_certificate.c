/*
 * load_certificate.c - X.509 version 3 (RFC 5280 section 4.1), RSA 2048 with SHA-256
 *
 * Key and signature are noise: whoever reads a capture cannot check a signature without the chain,
 * and what is measured is parsing. DER (X.690) is written inside out: contents first, then the
 * header before them.
 */
#include "load_certificate.h"

#include <stdio.h>
#include <string.h>

#include "load_bytes.h"

enum { INTEGER = 0x02, BIT_STRING = 0x03, OCTET_STRING = 0x04, UTF8 = 0x0C, UTC_TIME = 0x17 };
enum { SEQUENCE = 0x30, SET = 0x31, VERSION = 0xA0, EXTENSIONS = 0xA3, DNS_NAME = 0x82 };
enum { KEY_BYTES = 256 };

/* Put tag and length before the n bytes at `at`; the length of all. */
static size_t wrap(uint8_t *at, unsigned tag, size_t n)
{
    uint8_t header[4] = {(uint8_t)tag};
    size_t bytes = 1;
    if (n >= 256)
        bytes += be(header + bytes, 1, 0x82) + be(header + bytes + 1, 2, n);
    else if (n >= 128)
        bytes += be(header + bytes, 1, 0x81) + be(header + bytes + 1, 1, n);
    else
        bytes += be(header + bytes, 1, n);
    memmove(at + bytes, at, n);
    return put(at, header, bytes) + n;
}

static size_t text(uint8_t *at, unsigned tag, const char *words)
{
    return wrap(at, tag, put(at, words, strlen(words)));
}

/* commonName (2.5.4.3) alone. */
static size_t name(uint8_t *at, const char *common)
{
    static const uint8_t id[] = {0x06, 3, 0x55, 4, 3};
    size_t n = put(at, id, sizeof id);
    n += text(at + n, UTF8, common);
    n = wrap(at, SEQUENCE, n);
    n = wrap(at, SET, n);
    return wrap(at, SEQUENCE, n);
}

static size_t validity(uint8_t *at)
{
    size_t n = text(at, UTC_TIME, "250101000000Z");
    n += text(at + n, UTC_TIME, "350101000000Z");
    return wrap(at, SEQUENCE, n);
}

/* sha256WithRSAEncryption (1.2.840.113549.1.1.11), or rsaEncryption (…1.1.1). */
static size_t algorithm(uint8_t *at, uint8_t last)
{
    const uint8_t id[] = {0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, last, 0x05, 0};
    return wrap(at, SEQUENCE, put(at, id, sizeof id));
}

static size_t public_key(uint8_t *at, uint64_t *random)
{
    static const uint8_t exponent[] = {INTEGER, 3, 1, 0, 1};
    size_t head = algorithm(at, 1);
    uint8_t *key = at + head;
    key[0] = 0; /* no unused bits */
    key[1] = 0; /* the modulus is positive */
    noise(key + 2, random, KEY_BYTES);
    key[2] |= 0x80;
    size_t n = wrap(key + 1, INTEGER, 1 + KEY_BYTES);
    n += put(key + 1 + n, exponent, sizeof exponent);
    n = 1 + wrap(key + 1, SEQUENCE, n);
    return wrap(at, SEQUENCE, head + wrap(key, BIT_STRING, n));
}

/* subjectAltName (2.5.29.17) */
static size_t extensions(uint8_t *at, const char *common)
{
    static const uint8_t id[] = {0x06, 3, 0x55, 0x1D, 0x11};
    size_t head = put(at, id, sizeof id);
    size_t n = text(at + head, DNS_NAME, common);
    n += text(at + head + n, DNS_NAME, "sip.contoso.test");
    n = wrap(at + head, SEQUENCE, n);
    n = head + wrap(at + head, OCTET_STRING, n);
    n = wrap(at, SEQUENCE, n);
    n = wrap(at, SEQUENCE, n);
    return wrap(at, EXTENSIONS, n);
}

static size_t to_be_signed(uint8_t *at, uint64_t *random, const char *subject, const char *issuer)
{
    static const uint8_t three[] = {VERSION, 3, INTEGER, 1, 2};
    size_t n = put(at, three, sizeof three);
    at[n] = 0x40; /* the serial number: positive */
    noise(at + n + 1, random, 15);
    n += wrap(at + n, INTEGER, 16);
    n += algorithm(at + n, 11);
    n += name(at + n, issuer);
    n += validity(at + n);
    n += name(at + n, subject);
    n += public_key(at + n, random);
    if (strcmp(subject, issuer) != 0)
        n += extensions(at + n, subject);
    return wrap(at, SEQUENCE, n);
}

size_t certificate_make(uint8_t *out, unsigned server, bool issuer)
{
    char common[32] = "Contoso Issuing CA";
    uint64_t random = issuer ? 1 : 1000 + server;
    if (!issuer)
        snprintf(common, sizeof common, "pool%03u.contoso.test", server % 1000);
    size_t n = to_be_signed(out, &random, common, "Contoso Issuing CA");
    n += algorithm(out + n, 11);
    out[n] = 0;
    noise(out + n + 1, &random, KEY_BYTES);
    n += wrap(out + n, BIT_STRING, 1 + KEY_BYTES);
    return wrap(out, SEQUENCE, n);
}

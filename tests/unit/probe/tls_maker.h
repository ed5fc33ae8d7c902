/* tls_maker.h - puts TLS handshakes together, for tests */
#pragma once

#include <check.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <stdint.h>
#include <string.h>

struct bytes {
    size_t n;
    uint8_t at[64 * 1024];
};

static inline void put(struct bytes *out, const void *bytes, size_t n)
{
    ck_assert_uint_le(out->n + n, sizeof out->at);
    memcpy(out->at + out->n, bytes, n);
    out->n += n;
}

static inline void put8(struct bytes *out, unsigned value)
{
    uint8_t b[1] = {(uint8_t)value};
    put(out, b, 1);
}

static inline void put16(struct bytes *out, unsigned value)
{
    uint8_t b[2] = {(uint8_t)(value >> 8), (uint8_t)value};
    put(out, b, 2);
}

static inline void put24(struct bytes *out, unsigned value)
{
    put8(out, value >> 16);
    put16(out, value);
}

static inline void put_fill(struct bytes *out, uint8_t value, size_t n)
{
    while (n-- > 0)
        put8(out, value);
}

/* Records of at most piece bytes around the handshake messages in text. */
static inline void put_records(struct bytes *out, unsigned type, unsigned version,
                               const struct bytes *text, size_t piece)
{
    for (size_t at = 0; at < text->n; at += piece) {
        size_t n = text->n - at < piece ? text->n - at : piece;
        put8(out, type);
        put16(out, version);
        put16(out, (unsigned)n);
        put(out, text->at + at, n);
    }
}

static inline void put_message(struct bytes *out, unsigned type, const struct bytes *body)
{
    put8(out, type);
    put24(out, (unsigned)body->n);
    put(out, body->at, body->n);
}

static inline void put_extension(struct bytes *out, unsigned type, const void *data, size_t n)
{
    put16(out, type);
    put16(out, (unsigned)n);
    put(out, data, n);
}

/* A record with n bytes nobody can read. */
static inline void put_opaque(struct bytes *out, unsigned type, size_t n)
{
    put8(out, type);
    put16(out, 0x0303);
    put16(out, (unsigned)n);
    put_fill(out, 0xE5, n);
}

static inline void put_change(struct bytes *out)
{
    put(out, "\x14\x03\x03\x00\x01\x01", 6);
}

static inline void push_name(GENERAL_NAMES *names, int type, const void *value, int n)
{
    GENERAL_NAME *alternative = GENERAL_NAME_new();
    ASN1_STRING *text = type == GEN_DNS ? ASN1_IA5STRING_new() : ASN1_OCTET_STRING_new();
    ASN1_STRING_set(text, value, n);
    GENERAL_NAME_set0_value(alternative, type, text);
    sk_GENERAL_NAME_push(names, alternative);
}

/*
 * A certificate for cn with count dNSNames n0.cn, n1.cn... and two addresses, of an issuer of
 * that name; returns its bytes.
 */
static inline size_t make_certificate(const char *cn, const char *authority, int count,
                                      uint8_t *der, size_t room)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    X509 *leaf = X509_new();
    X509_NAME *name = X509_get_subject_name(leaf);
    GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();

    X509_set_version(leaf, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(leaf), 7);
    ASN1_TIME_set(X509_getm_notBefore(leaf), 1700000000);
    ASN1_TIME_set(X509_getm_notAfter(leaf), 1800000000);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const uint8_t *)cn, -1, -1, 0);
    X509_NAME *issuer = X509_NAME_new();
    X509_NAME_add_entry_by_txt(issuer, "CN", MBSTRING_UTF8, (const uint8_t *)authority, -1, -1, 0);
    X509_set_issuer_name(leaf, issuer);
    X509_NAME_free(issuer);
    for (int i = 0; i < count; i++) {
        char text[80];
        snprintf(text, sizeof text, "n%d.%s", i, cn);
        push_name(names, GEN_DNS, text, -1);
    }
    push_name(names, GEN_IPADD, "\xC0\x00\x02\x07", 4);
    push_name(names, GEN_IPADD, "\x20\x01\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\x07", 16);
    push_name(names, GEN_IPADD, "\xC0\x00\x02", 3); /* no address: passed over */
    if (count > 0)
        X509_add1_ext_i2d(leaf, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT);
    GENERAL_NAMES_free(names);
    X509_set_pubkey(leaf, key);
    ck_assert_int_gt(X509_sign(leaf, key, NULL), 0);
    uint8_t *at = der;
    int n = i2d_X509(leaf, NULL);
    ck_assert(n > 0 && (size_t)n <= room);
    i2d_X509(leaf, &at);
    X509_free(leaf);
    EVP_PKEY_free(key);
    return (size_t)n;
}

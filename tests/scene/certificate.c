/* certificate.c - just enough DER (X.690) for one certificate. */
#include "certificate.h"

#include <string.h>

enum {
    DER_INTEGER = 0x02,
    DER_BITS = 0x03,
    DER_OCTETS = 0x04,
    DER_UTF8 = 0x0c,
    DER_TIME = 0x17,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
    DER_VERSION = 0xa0,
    DER_EXTENSIONS = 0xa3,
    DER_DNS_NAME = 0x82,
};

/* Long form with two bytes of length always: the size of a part need not be known in advance. */
static size_t open_part(struct bytes *b, unsigned tag)
{
    put8(b, tag);
    put8(b, 0x82);
    return put_hole(b, 2);
}

static void close_part(struct bytes *b, size_t hole)
{
    fill_hole(b, hole, 2);
}

static void put_part(struct bytes *b, unsigned tag, const void *data, size_t n)
{
    size_t part = open_part(b, tag);
    put(b, data, n);
    close_part(b, part);
}

static void put_name(struct bytes *b, const char *common_name)
{
    size_t name = open_part(b, DER_SEQUENCE);
    size_t set = open_part(b, DER_SET);
    size_t pair = open_part(b, DER_SEQUENCE);
    put_hex(b, "0603550403"); /* id-at-commonName */
    put_part(b, DER_UTF8, common_name, strlen(common_name));
    close_part(b, pair);
    close_part(b, set);
    close_part(b, name);
}

static void put_key(struct bytes *b)
{
    size_t info = open_part(b, DER_SEQUENCE);
    put_hex(b, "300d06092a864886f70d0101010500"); /* rsaEncryption */
    size_t bits = open_part(b, DER_BITS);
    put8(b, 0);
    size_t key = open_part(b, DER_SEQUENCE);
    size_t modulus = open_part(b, DER_INTEGER);
    put8(b, 0);
    put8(b, 0xc1);
    put_noise(b, 127, 5280);
    close_part(b, modulus);
    put_hex(b, "0203010001");
    close_part(b, key);
    close_part(b, bits);
    close_part(b, info);
}

static void put_alternative_name(struct bytes *b, const char *name)
{
    size_t wrapper = open_part(b, DER_EXTENSIONS);
    size_t list = open_part(b, DER_SEQUENCE);
    size_t extension = open_part(b, DER_SEQUENCE);
    put_hex(b, "0603551d11"); /* id-ce-subjectAltName */
    size_t octets = open_part(b, DER_OCTETS);
    size_t names = open_part(b, DER_SEQUENCE);
    put_part(b, DER_DNS_NAME, name, strlen(name));
    close_part(b, names);
    close_part(b, octets);
    close_part(b, extension);
    close_part(b, list);
    close_part(b, wrapper);
}

static const char signature_algorithm[] = "300d06092a864886f70d01010b0500"; /* sha256WithRSA */

void put_certificate(struct bytes *b, const char *name)
{
    size_t certificate = open_part(b, DER_SEQUENCE);
    size_t body = open_part(b, DER_SEQUENCE);
    put_hex(b, "a003020102"); /* version 3 */
    put_hex(b, "02022013");
    put_hex(b, signature_algorithm);
    put_name(b, "Contoso Issuing CA");
    size_t validity = open_part(b, DER_SEQUENCE);
    put_part(b, DER_TIME, "250101000000Z", 13);
    put_part(b, DER_TIME, "280101000000Z", 13);
    close_part(b, validity);
    put_name(b, name);
    put_key(b);
    put_alternative_name(b, name);
    close_part(b, body);
    put_hex(b, signature_algorithm);
    size_t bits = open_part(b, DER_BITS);
    put8(b, 0);
    put_noise(b, 128, 42);
    close_part(b, bits);
    close_part(b, certificate);
}

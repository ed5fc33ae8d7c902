/*
 * ja4.c - the JA4 fingerprint of a client (FoxIO, technical_details/JA4.md; BSD licence)
 *
 * Three parts: what can be read at a glance, a digest of the sorted cipher suites, and one of the
 * sorted extensions with the signature algorithms in the order sent. GREASE is left out of all.
 * Only the client's fingerprint is made; those of the other kinds are under another licence.
 */
#include "probe/tls.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    NUMBERS_MAX = TLS_MESSAGE_MAX / 2,
    PART_BYTES = 6, /* of a digest: twelve hex digits */
    COUNT_MAX = 99,
    ROOM = 500, /* a hundred numbers of five characters at a time */
    EXT_SERVER_NAME = 0x0000,
    EXT_ALPN = 0x0010,
};

struct numbers {
    size_t count;
    uint16_t at[NUMBERS_MAX];
};

static void add_number(struct numbers *numbers, uint16_t number)
{
    if (!tls_is_grease(number) && numbers->count < NUMBERS_MAX)
        numbers->at[numbers->count++] = number;
}

static void read_list(struct ls_span list, struct numbers *numbers)
{
    numbers->count = 0;
    for (struct ls_cursor in = ls_span_cursor(list); ls_left(&in) >= 2;)
        add_number(numbers, ls_be16(&in));
}

static void read_extensions(struct ls_span block, struct numbers *numbers)
{
    numbers->count = 0;
    for (struct ls_cursor in = ls_span_cursor(block); ls_left(&in) >= 4;) {
        add_number(numbers, ls_be16(&in));
        ls_take(&in, ls_be16(&in));
    }
}

static int by_value(const void *a, const void *b)
{
    return (int)*(const uint16_t *)a - (int)*(const uint16_t *)b;
}

static void sort(struct numbers *numbers)
{
    qsort(numbers->at, numbers->count, sizeof numbers->at[0], by_value);
}

static void drop(struct numbers *numbers, uint16_t number)
{
    size_t kept = 0;
    for (size_t i = 0; i < numbers->count; i++)
        if (numbers->at[i] != number)
            numbers->at[kept++] = numbers->at[i];
    numbers->count = kept;
}

static const char hex[] = "0123456789abcdef";

/* Digests the numbers as four hex digits each, with separator before all but the first. */
static void digest_numbers(struct ls_digest *digest, const struct numbers *numbers)
{
    char text[ROOM];
    size_t n = 0;
    for (size_t i = 0; i < numbers->count; i++) {
        if (n + 5 > sizeof text) {
            ls_digest_add(digest, text, n);
            n = 0;
        }
        if (i > 0)
            text[n++] = ',';
        for (int shift = 12; shift >= 0; shift -= 4)
            text[n++] = hex[numbers->at[i] >> shift & 0xF];
    }
    ls_digest_add(digest, text, n);
}

static bool write_part(struct ls_digest *digest, char out[2 * PART_BYTES])
{
    uint8_t whole[LS_DIGEST_MAX];
    if (!ls_digest_end(digest, whole))
        return false;
    for (size_t i = 0; i < PART_BYTES; i++) {
        out[2 * i] = hex[whole[i] >> 4];
        out[2 * i + 1] = hex[whole[i] & 0xF];
    }
    return true;
}

static const char *version_name(uint16_t version)
{
    switch (version) {
    case 0x0304:
        return "13";
    case 0x0303:
        return "12";
    case 0x0302:
        return "11";
    case 0x0301:
        return "10";
    case 0x0300:
        return "s3";
    case 0x0002:
        return "s2";
    case 0xFEFF:
        return "d1";
    case 0xFEFD:
        return "d2";
    case 0xFEFC:
        return "d3";
    default:
        return "00";
    }
}

static bool is_alphanumeric(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* First and last character of the first name; of its hex form when they are not both letters. */
static void write_alpn(struct ls_span list, char out[2])
{
    struct ls_cursor in = ls_span_cursor(list);
    struct ls_span name = ls_span_take(&in, ls_u8(&in));
    out[0] = out[1] = '0';
    if (name.len == 0)
        return;
    uint8_t first = name.at[0], last = name.at[name.len - 1];
    bool plain = is_alphanumeric(first) && is_alphanumeric(last);
    out[0] = plain ? (char)first : hex[first >> 4];
    out[1] = plain ? (char)last : hex[last & 0xF];
}

static void write_count(size_t count, char out[2])
{
    if (count > COUNT_MAX)
        count = COUNT_MAX;
    out[0] = (char)('0' + count / 10);
    out[1] = (char)('0' + count % 10);
}

static bool write_suites(struct numbers *suites, struct ls_memo *memo, char *out)
{
    struct ls_digest sha256;
    memset(out, '0', 2 * PART_BYTES);
    if (suites->count == 0)
        return true;
    sort(suites);
    ls_digest_begin(&sha256, memo, LS_DIGEST_SHA256);
    digest_numbers(&sha256, suites);
    return write_part(&sha256, out);
}

static bool write_extensions(struct numbers *extensions, struct ls_span signatures,
                             struct ls_memo *memo, char *out)
{
    struct ls_digest sha256;
    drop(extensions, EXT_SERVER_NAME);
    drop(extensions, EXT_ALPN);
    memset(out, '0', 2 * PART_BYTES);
    if (extensions->count == 0)
        return true;
    sort(extensions);
    ls_digest_begin(&sha256, memo, LS_DIGEST_SHA256);
    digest_numbers(&sha256, extensions);
    read_list(signatures, extensions);
    if (extensions->count > 0) {
        ls_digest_add(&sha256, "_", 1);
        digest_numbers(&sha256, extensions);
    }
    return write_part(&sha256, out);
}

bool tls_ja4(const struct tls_hello *client, struct ls_memo *memo, char text[TLS_JA4_BYTES])
{
    struct numbers numbers;
    bool good = true;

    text[0] = client->datagram ? 'd' : 't';
    memcpy(text + 1, version_name(client->highest), 2);
    text[3] = client->named ? 'd' : 'i';
    write_alpn(client->alpn, text + 8);
    text[10] = text[11 + 2 * PART_BYTES] = '_';
    read_list(client->suites, &numbers);
    write_count(numbers.count, text + 4);
    good = write_suites(&numbers, memo, text + 11);
    read_extensions(client->extensions, &numbers);
    write_count(numbers.count, text + 6);
    return write_extensions(&numbers, client->signatures, memo, text + 12 + 2 * PART_BYTES) && good;
}

/*
 * ja3.c - JA3 and JA3S fingerprints
 *
 * The MD5 of decimal numbers, `-` inside a field and `,` between fields, in the order sent and
 * without GREASE: version,ciphers,extensions,groups,point formats for a client and
 * version,cipher,extensions for a server (README of salesforce/ja3). The version is the one in
 * the hello's fixed part. The text can have tens of kilobytes, so it goes to the digest number
 * by number.
 */
#include "probe/tls.h"

enum { TEXT_ROOM = 512 };

struct text {
    struct ls_digest md5;
    bool inside; /* a number stands before: a dash is due */
    size_t n;    /* of room, not yet digested */
    char room[TEXT_ROOM];
};

static void flush(struct text *text)
{
    ls_digest_add(&text->md5, text->room, text->n);
    text->n = 0;
}

/* At most six characters: a hello has hundreds of numbers, so they are not left to printf. */
static void put_number(struct text *text, unsigned number)
{
    char digits[5];
    size_t n = 0;
    if (TEXT_ROOM - text->n < sizeof digits + 1)
        flush(text);
    if (text->inside)
        text->room[text->n++] = '-';
    text->inside = true;
    do {
        digits[n++] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0 && n < sizeof digits);
    while (n > 0)
        text->room[text->n++] = digits[--n];
}

static void next_field(struct text *text)
{
    if (text->n == TEXT_ROOM)
        flush(text);
    text->room[text->n++] = ',';
    text->inside = false;
}

static void put_list(struct text *text, struct ls_span list)
{
    for (struct ls_cursor in = ls_span_cursor(list); ls_left(&in) >= 2;) {
        uint16_t number = ls_be16(&in);
        if (!tls_is_grease(number))
            put_number(text, number);
    }
}

static void put_extensions(struct text *text, struct ls_span block)
{
    for (struct ls_cursor in = ls_span_cursor(block); ls_left(&in) >= 4;) {
        uint16_t type = ls_be16(&in);
        ls_take(&in, ls_be16(&in));
        if (!tls_is_grease(type))
            put_number(text, type);
    }
}

static void begin(struct text *text, struct ls_memo *memo)
{
    text->inside = false;
    text->n = 0;
    ls_digest_begin(&text->md5, memo, LS_DIGEST_MD5);
}

static bool finish(struct text *text, uint8_t digest[TLS_JA3_BYTES])
{
    uint8_t whole[LS_DIGEST_MAX];
    flush(text);
    if (!ls_digest_end(&text->md5, whole))
        return false;
    memcpy(digest, whole, TLS_JA3_BYTES);
    return true;
}

bool tls_ja3(const struct tls_hello *client, struct ls_memo *memo, uint8_t digest[TLS_JA3_BYTES])
{
    struct text text;
    begin(&text, memo);
    put_number(&text, client->legacy_version);
    next_field(&text);
    put_list(&text, client->suites);
    next_field(&text);
    put_extensions(&text, client->extensions);
    next_field(&text);
    put_list(&text, client->groups);
    next_field(&text);
    for (size_t i = 0; i < client->formats.len; i++)
        put_number(&text, client->formats.at[i]);
    return finish(&text, digest);
}

bool tls_ja3s(const struct tls_hello *server, struct ls_memo *memo, uint8_t digest[TLS_JA3_BYTES])
{
    struct text text;
    struct ls_cursor suite = ls_span_cursor(server->suites);
    begin(&text, memo);
    put_number(&text, server->legacy_version);
    next_field(&text);
    put_number(&text, ls_be16(&suite));
    next_field(&text);
    put_extensions(&text, server->extensions);
    return finish(&text, digest);
}

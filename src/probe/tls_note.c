/*
 * tls_note.c - what hellos say, as facts
 *
 * Fingerprints depend on little of a hello, and that little is the same for all connections of a
 * client program: it is packed into a key, and its digests are looked up in the memo.
 */
#include "probe/tls.h"

#include <ctype.h>

#include "probe/draft.h"

enum {
    KEY_ROOM = 1024, /* a hello with more is not remembered */
};

struct key {
    size_t n;
    bool full;
    uint8_t at[KEY_ROOM];
};

static void put8(struct key *key, unsigned value)
{
    if (key->n == KEY_ROOM)
        key->full = true;
    else
        key->at[key->n++] = (uint8_t)value;
}

static void put16(struct key *key, unsigned value)
{
    put8(key, value >> 8);
    put8(key, value);
}

/* A list without GREASE, which is drawn anew for each connection; 0x0A0A ends it: never in it. */
static void put_list(struct key *key, struct ls_span list)
{
    for (struct ls_cursor in = ls_span_cursor(list); ls_left(&in) >= 2 && !key->full;) {
        uint16_t number = ls_be16(&in);
        if (!tls_is_grease(number))
            put16(key, number);
    }
    put16(key, 0x0A0A);
}

static void put_extensions(struct key *key, struct ls_span block)
{
    for (struct ls_cursor in = ls_span_cursor(block); ls_left(&in) >= 4 && !key->full;) {
        uint16_t type = ls_be16(&in);
        ls_take(&in, ls_be16(&in));
        if (!tls_is_grease(type))
            put16(key, type);
    }
    put16(key, 0x0A0A);
}

static void put_text(struct key *key, struct ls_span text)
{
    put8(key, (unsigned)text.len);
    for (size_t i = 0; i < text.len; i++)
        put8(key, text.at[i]);
}

static void pack_client(const struct tls_hello *hello, struct key *key)
{
    struct ls_cursor alpn = ls_span_cursor(hello->alpn);
    key->n = 0;
    key->full = false;
    put16(key, hello->legacy_version);
    put16(key, hello->highest);
    put8(key, (hello->datagram ? 1U : 0U) | (hello->named ? 2U : 0U));
    put_list(key, hello->suites);
    put_extensions(key, hello->extensions);
    put_list(key, hello->groups);
    put_list(key, hello->signatures);
    put_text(key, hello->formats);
    put_text(key, ls_span_take(&alpn, ls_u8(&alpn)));
}

static void pack_server(const struct tls_hello *hello, struct key *key)
{
    key->n = 0;
    key->full = false;
    put16(key, hello->legacy_version);
    put_list(key, hello->suites);
    put_extensions(key, hello->extensions);
}

/* Both fingerprints as they stand in the memo. */
struct prints {
    uint8_t has_ja3, has_ja4;
    uint8_t ja3[TLS_JA3_BYTES];
    char ja4[TLS_JA4_BYTES];
};

static void find_prints(const struct tls_hello *hello, bool client, struct ls_memo *memo,
                        struct prints *prints)
{
    enum ls_memo_kind kind = client ? LS_MEMO_CLIENT_HELLO : LS_MEMO_SERVER_HELLO;
    struct ls_span known;
    struct key key;

    if (client)
        pack_client(hello, &key);
    else
        pack_server(hello, &key);
    struct ls_span packed = ls_span(key.at, key.full ? 0 : key.n);
    if (ls_memo_find(memo, kind, packed, &known) && known.len == sizeof *prints) {
        memcpy(prints, known.at, sizeof *prints);
        return;
    }
    memset(prints, 0, sizeof *prints);
    if (client) {
        prints->has_ja3 = tls_ja3(hello, memo, prints->ja3) ? 1 : 0;
        prints->has_ja4 = tls_ja4(hello, memo, prints->ja4) ? 1 : 0;
    } else {
        prints->has_ja3 = tls_ja3s(hello, memo, prints->ja3) ? 1 : 0;
    }
    ls_memo_keep(memo, kind, packed, ls_span(prints, sizeof *prints));
}

static void note_name(struct ls_span name, uint8_t side, struct ls_draft *draft)
{
    char lower[255];
    if (name.len == 0 || name.len > sizeof lower)
        return;
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = name.at[i];
        if (c >= 0x80 || (!isalnum(c) && c != '.' && c != '-' && c != '_'))
            return;
        lower[i] = (char)tolower(c);
    }
    ls_draft_fact(draft, LS_FACT_TLS_SNI, side, lower, name.len);
}

void tls_note_version(struct ls_draft *draft, uint8_t side, uint16_t version)
{
    const uint8_t bytes[2] = {(uint8_t)(version >> 8), (uint8_t)version};
    ls_draft_fact(draft, LS_FACT_TLS_VERSION, side, bytes, sizeof bytes);
}

/* Facts have little room, and a hello may offer hundreds of names: the first ones will do. */
static void note_offers(struct ls_span alpn, uint8_t side, struct ls_draft *draft)
{
    enum { OFFERS_MAX = 8 };
    struct ls_cursor in = ls_span_cursor(alpn);
    for (int i = 0; i < OFFERS_MAX && ls_left(&in) > 0; i++) {
        struct ls_span name = ls_span_take(&in, ls_u8(&in));
        if (name.len > 0)
            ls_draft_fact(draft, LS_FACT_TLS_ALPN, side, name.at, name.len);
    }
}

void tls_note_client(const struct tls_hello *hello, uint8_t side, struct ls_draft *draft)
{
    struct prints prints;

    note_name(hello->name, side, draft);
    note_offers(hello->alpn, side, draft);
    find_prints(hello, true, ls_draft_memo(draft), &prints);
    if (prints.has_ja3)
        ls_draft_fact(draft, LS_FACT_TLS_JA3, side, prints.ja3, sizeof prints.ja3);
    if (prints.has_ja4)
        ls_draft_fact(draft, LS_FACT_TLS_JA4, side, prints.ja4, sizeof prints.ja4);
}

void tls_note_server(const struct tls_hello *hello, uint8_t side, struct ls_draft *draft)
{
    struct prints prints;
    struct ls_cursor alpn = ls_span_cursor(hello->alpn);
    struct ls_span chosen = ls_span_take(&alpn, ls_u8(&alpn));

    ls_draft_fact(draft, LS_FACT_TLS_CIPHER, side, hello->suites.at, hello->suites.len);
    if (chosen.len > 0)
        ls_draft_fact(draft, LS_FACT_TLS_NEXT_PROTOCOL, side, chosen.at, chosen.len);
    find_prints(hello, false, ls_draft_memo(draft), &prints);
    if (prints.has_ja3)
        ls_draft_fact(draft, LS_FACT_TLS_JA3S, side, prints.ja3, sizeof prints.ja3);
}

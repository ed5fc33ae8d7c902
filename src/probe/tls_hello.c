/*
 * tls_hello.c - ClientHello and ServerHello
 *
 * RFC 5246 section 7.4.1, RFC 8446 section 4.1, extensions of RFC 6066 (server name), RFC 7301
 * (ALPN), RFC 8422 (groups, point formats), RFC 8446 section 4.2.1 (supported versions).
 */
#include "probe/tls.h"

#include <ctype.h>

enum {
    RANDOM = 32,
    EXTENSIONS_MAX = 128, /* far above any client; bounds the search for duplicates */
    EXT_SERVER_NAME = 0x0000,
    EXT_GROUPS = 0x000A,
    EXT_FORMATS = 0x000B,
    EXT_ALPN = 0x0010,
    EXT_VERSIONS = 0x002B,
    NO_SUITE = 0x10000,
    HELLO_MAX = 0x20010, /* two 16-bit lists and the fixed part */
};

/* A list that fills its extension: its length stands before it in 2 bytes. */
static bool list16(struct ls_span data, struct ls_span *list)
{
    struct ls_cursor in = ls_span_cursor(data);
    *list = ls_span_take(&in, ls_be16(&in));
    return !in.failed && ls_left(&in) == 0;
}

static bool list8(struct ls_span data, struct ls_span *list)
{
    struct ls_cursor in = ls_span_cursor(data);
    *list = ls_span_take(&in, ls_u8(&in));
    return !in.failed && ls_left(&in) == 0;
}

/* An empty server_name is what a server answers, and some clients send: no name. */
static bool read_name(struct ls_span data, struct tls_hello *hello)
{
    struct ls_span list;
    if (data.len == 0)
        return true;
    if (!list16(data, &list))
        return false;
    struct ls_cursor in = ls_span_cursor(list);
    uint8_t type = ls_u8(&in);
    struct ls_span name = ls_span_take(&in, ls_be16(&in));
    if (in.failed)
        return false;
    if (type == 0)
        hello->name = name;
    return true;
}

static bool read_alpn(struct ls_span data, struct tls_hello *hello)
{
    if (!list16(data, &hello->alpn))
        return false;
    struct ls_cursor in = ls_span_cursor(hello->alpn);
    while (ls_left(&in) > 0)
        ls_take(&in, ls_u8(&in));
    return !in.failed;
}

static bool read_versions(struct ls_span data, struct tls_hello *hello)
{
    struct ls_span list;
    uint16_t highest = 0;
    if (!list8(data, &list) || list.len % 2 != 0)
        return false;
    for (struct ls_cursor in = ls_span_cursor(list); ls_left(&in) > 0;) {
        uint16_t version = ls_be16(&in);
        if (version >> 8 == 3 && version > highest) /* neither GREASE nor drafts */
            highest = version;
    }
    if (highest != 0)
        hello->version = highest;
    return true;
}

static bool client_extension(uint16_t type, struct ls_span data, struct tls_hello *hello)
{
    switch (type) {
    case EXT_SERVER_NAME:
        return read_name(data, hello);
    case EXT_GROUPS:
        return list16(data, &hello->groups) && hello->groups.len % 2 == 0;
    case EXT_FORMATS:
        return list8(data, &hello->formats);
    case EXT_ALPN:
        return read_alpn(data, hello);
    case EXT_VERSIONS:
        return read_versions(data, hello);
    default:
        return true;
    }
}

static bool server_extension(uint16_t type, struct ls_span data, struct tls_hello *hello)
{
    if (type != EXT_VERSIONS)
        return true;
    struct ls_cursor in = ls_span_cursor(data);
    hello->version = ls_be16(&in);
    return !in.failed && ls_left(&in) == 0;
}

static bool is_repeated(const uint16_t *types, size_t count, uint16_t type)
{
    for (size_t i = 0; i < count; i++)
        if (types[i] == type)
            return true;
    return false;
}

/* Reads the optional block at the end of a hello; nothing may follow it. */
static bool read_extensions(struct ls_cursor *in, bool client, struct tls_hello *hello)
{
    uint16_t types[EXTENSIONS_MAX];
    size_t count = 0;

    if (ls_left(in) == 0)
        return !in->failed;
    hello->extensions = ls_span_take(in, ls_be16(in));
    if (in->failed || ls_left(in) != 0)
        return false;
    for (struct ls_cursor block = ls_span_cursor(hello->extensions); ls_left(&block) > 0;) {
        uint16_t type = ls_be16(&block);
        struct ls_span data = ls_span_take(&block, ls_be16(&block));
        if (block.failed || count == EXTENSIONS_MAX || is_repeated(types, count, type))
            return false;
        types[count++] = type;
        bool good =
            client ? client_extension(type, data, hello) : server_extension(type, data, hello);
        if (!good)
            return false;
    }
    return true;
}

static bool version_is_sane(uint16_t version)
{
    return version >= 0x0300 && version <= TLS_1_3;
}

bool tls_hello_client(struct ls_span body, struct tls_hello *hello)
{
    struct ls_cursor in = ls_span_cursor(body);
    memset(hello, 0, sizeof *hello);

    hello->legacy_version = hello->version = ls_be16(&in);
    ls_take(&in, RANDOM);
    hello->session = ls_span_take(&in, ls_u8(&in));
    hello->suites = ls_span_take(&in, ls_be16(&in));
    struct ls_span compressions = ls_span_take(&in, ls_u8(&in));
    if (in.failed || !version_is_sane(hello->version))
        return false;
    if (hello->session.len > TLS_SESSION_MAX || compressions.len == 0)
        return false;
    if (hello->suites.len == 0 || hello->suites.len % 2 != 0)
        return false;
    return read_extensions(&in, true, hello);
}

bool tls_hello_server(struct ls_span body, struct tls_hello *hello)
{
    /* The random of a HelloRetryRequest: RFC 8446 section 4.1.3. */
    static const uint8_t retry[RANDOM] = {0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11,
                                          0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
                                          0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E,
                                          0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C};
    struct ls_cursor in = ls_span_cursor(body);
    memset(hello, 0, sizeof *hello);

    hello->legacy_version = hello->version = ls_be16(&in);
    hello->retry = ls_starts(&in, retry, sizeof retry);
    ls_take(&in, RANDOM);
    hello->session = ls_span_take(&in, ls_u8(&in));
    hello->suites = ls_span_take(&in, 2);
    ls_u8(&in); /* compression method */
    if (in.failed || !version_is_sane(hello->version))
        return false;
    if (hello->session.len > TLS_SESSION_MAX)
        return false;
    return read_extensions(&in, false, hello);
}

bool tls_hello_begins(const struct tls_message *message, uint32_t *suite)
{
    struct ls_cursor in = ls_cursor(message->body, message->have);
    bool client = message->type == TLS_CLIENT_HELLO;
    size_t shortest = client ? 41 : 38; /* fixed fields, one suite, one compression method */

    *suite = NO_SUITE;
    if (message->length < shortest || message->length > HELLO_MAX)
        return false;
    uint16_t version = ls_be16(&in);
    if (!in.failed && !version_is_sane(version))
        return false;
    ls_take(&in, RANDOM);
    size_t session = ls_u8(&in);
    if (!in.failed && session > TLS_SESSION_MAX)
        return false;
    ls_take(&in, session);
    size_t suites = client ? ls_be16(&in) : 2;
    if (!in.failed &&
        (suites == 0 || suites % 2 != 0 || shortest + session + suites - 2 > message->length))
        return false;
    uint16_t first = ls_be16(&in);
    if (!in.failed)
        *suite = first;
    return true;
}

/*
 * Byte 0 has its top bit set and the length counts from byte 2. [RFC 5246 appendix E.2]: the
 * three lists fill the message, suites have 3 bytes each.
 */
enum tls_found tls_hello_v2(struct ls_cursor in, uint16_t *version, size_t *length)
{
    struct ls_cursor start = in;
    uint16_t size = ls_be16(&in);
    uint8_t type = ls_u8(&in);
    *version = ls_be16(&in);
    uint16_t suites = ls_be16(&in);
    uint16_t session = ls_be16(&in);
    uint16_t challenge = ls_be16(&in);

    if ((ls_left(&start) > 0 && (start.at[0] & 0x80) == 0) ||
        (ls_left(&start) > 2 && start.at[2] != TLS_CLIENT_HELLO) ||
        (ls_left(&start) > 3 && start.at[3] != 3))
        return TLS_BAD;
    if (in.failed)
        return TLS_WAIT;
    size = size & 0x7FFF;
    *length = 2 + (size_t)size;
    if (type != TLS_CLIENT_HELLO || !version_is_sane(*version))
        return TLS_BAD;
    if (suites == 0 || suites % 3 != 0 || (session != 0 && session != 16))
        return TLS_BAD;
    if (challenge < 16 || challenge > 32 || size != 9 + suites + session + challenge)
        return TLS_BAD;
    return ls_left(&start) < *length ? TLS_WAIT : TLS_FOUND;
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

void tls_hello_note_client(const struct tls_hello *hello, uint8_t side, struct ls_draft *draft)
{
    uint8_t digest[16];

    note_name(hello->name, side, draft);
    for (struct ls_cursor in = ls_span_cursor(hello->alpn); ls_left(&in) > 0;) {
        struct ls_span name = ls_span_take(&in, ls_u8(&in));
        if (name.len > 0)
            ls_draft_fact(draft, LS_FACT_TLS_ALPN, side, name.at, name.len);
    }
    if (tls_ja3(hello, digest))
        ls_draft_fact(draft, LS_FACT_TLS_JA3, side, digest, sizeof digest);
}

void tls_hello_note_server(const struct tls_hello *hello, uint8_t side, struct ls_draft *draft)
{
    uint8_t digest[16];

    ls_draft_fact(draft, LS_FACT_TLS_CIPHER, side, hello->suites.at, hello->suites.len);
    if (tls_ja3s(hello, digest))
        ls_draft_fact(draft, LS_FACT_TLS_JA3S, side, digest, sizeof digest);
}

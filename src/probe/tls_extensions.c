/*
 * tls_extensions.c - the extensions of hellos that say something here
 *
 * RFC 6066 (server name), RFC 7301 (ALPN), RFC 8422 (groups, point formats), RFC 8446 sections
 * 4.2.1 (supported versions), 4.2.3 (signature algorithms) and 4.2.11 (pre-shared key).
 */
#include "probe/tls.h"

enum {
    EXTENSIONS_MAX = 128, /* far above any client; bounds the search for duplicates */
    EXT_SERVER_NAME = 0x0000,
    EXT_GROUPS = 0x000A,
    EXT_FORMATS = 0x000B,
    EXT_SIGNATURES = 0x000D,
    EXT_ALPN = 0x0010,
    EXT_SHARED_KEY = 0x0029,
    EXT_VERSIONS = 0x002B,
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
    hello->named = true;
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

/*
 * The highest number is the highest version, except that DTLS counts backwards. Versions nobody
 * knows yet count for the fingerprint alone.
 */
static bool read_versions(struct ls_span data, struct tls_hello *hello)
{
    struct ls_span list;
    uint16_t known = 0, any = 0;
    if (!list8(data, &list) || list.len % 2 != 0)
        return false;
    for (struct ls_cursor in = ls_span_cursor(list); ls_left(&in) > 0;) {
        uint16_t version = ls_be16(&in);
        if (tls_is_grease(version))
            continue;
        bool higher = hello->datagram ? any == 0 || version < any : version > any;
        if (higher)
            any = version;
        if (version >> 8 == (hello->datagram ? 0xFE : 0x03) &&
            (known == 0 || (hello->datagram ? version < known : version > known)))
            known = version;
    }
    if (known != 0)
        hello->version = known;
    hello->highest = any;
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
    case EXT_SIGNATURES:
        return list16(data, &hello->signatures) && hello->signatures.len % 2 == 0;
    case EXT_VERSIONS:
        return read_versions(data, hello);
    default:
        return true;
    }
}

static bool server_extension(uint16_t type, struct ls_span data, struct tls_hello *hello)
{
    struct ls_cursor in = ls_span_cursor(data);
    switch (type) {
    case EXT_ALPN:
        return read_alpn(data, hello);
    case EXT_SHARED_KEY:
        hello->shared_key = true;
        return true;
    case EXT_VERSIONS:
        hello->version = ls_be16(&in);
        return !in.failed && ls_left(&in) == 0;
    default:
        return true;
    }
}

/* The types seen: a bit each for the low numbers, which are nearly all, and a list of the rest. */
struct seen {
    uint64_t low;
    size_t count;
    uint16_t high[EXTENSIONS_MAX];
};

/* Says whether type is new. */
static bool see(struct seen *seen, uint16_t type)
{
    if (type < 64) {
        uint64_t bit = UINT64_C(1) << type;
        bool fresh = (seen->low & bit) == 0;
        seen->low |= bit;
        return fresh;
    }
    for (size_t i = 0; i < seen->count; i++)
        if (seen->high[i] == type)
            return false;
    if (seen->count == EXTENSIONS_MAX)
        return false;
    seen->high[seen->count++] = type;
    return true;
}

bool tls_extensions_read(struct ls_cursor *in, bool client, struct tls_hello *hello)
{
    struct seen seen;

    if (ls_left(in) == 0)
        return !in->failed;
    hello->extensions = ls_span_take(in, ls_be16(in));
    if (in->failed || ls_left(in) != 0)
        return false;
    seen.low = 0;
    seen.count = 0;
    for (struct ls_cursor block = ls_span_cursor(hello->extensions); ls_left(&block) > 0;) {
        uint16_t type = ls_be16(&block);
        struct ls_span data = ls_span_take(&block, ls_be16(&block));
        if (block.failed || !see(&seen, type))
            return false;
        bool good =
            client ? client_extension(type, data, hello) : server_extension(type, data, hello);
        if (!good)
            return false;
    }
    return true;
}

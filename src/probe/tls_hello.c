/*
 * tls_hello.c - ClientHello and ServerHello: RFC 5246 section 7.4.1, RFC 8446 section 4.1
 */
#include "probe/tls.h"

enum {
    RANDOM = 32,
    DTLS_1_0 = 0xFEFF,
    DTLS_1_2 = 0xFEFD,
    NO_SUITE = 0x10000,
    HELLO_MAX = 0x20010, /* two 16-bit lists and the fixed part */
};

static bool version_is_sane(uint16_t version)
{
    return version >= 0x0300 && version <= TLS_1_3;
}

static bool is_datagram_version(uint16_t version)
{
    return version == DTLS_1_0 || version == DTLS_1_2;
}

static bool read_client(struct ls_span body, bool datagram, struct tls_hello *hello)
{
    struct ls_cursor in = ls_span_cursor(body);
    memset(hello, 0, sizeof *hello);

    hello->datagram = datagram;
    hello->legacy_version = hello->version = hello->highest = ls_be16(&in);
    ls_take(&in, RANDOM);
    hello->session = ls_span_take(&in, ls_u8(&in));
    if (datagram)
        ls_take(&in, ls_u8(&in)); /* cookie */
    hello->suites = ls_span_take(&in, ls_be16(&in));
    struct ls_span compressions = ls_span_take(&in, ls_u8(&in));
    bool sane = datagram ? is_datagram_version(hello->version) : version_is_sane(hello->version);
    if (in.failed || !sane)
        return false;
    if (hello->session.len > TLS_SESSION_MAX || compressions.len == 0)
        return false;
    if (hello->suites.len == 0 || hello->suites.len % 2 != 0)
        return false;
    return tls_extensions_read(&in, true, hello);
}

bool tls_hello_client(struct ls_span body, struct tls_hello *hello)
{
    return read_client(body, false, hello);
}

bool tls_hello_datagram(struct ls_span body, struct tls_hello *hello)
{
    return read_client(body, true, hello);
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
    return tls_extensions_read(&in, false, hello);
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

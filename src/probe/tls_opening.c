/*
 * tls_opening.c - tells by the first bytes of a direction whether TLS is spoken
 *
 * A ClientHello proves itself: its lists must fill it exactly. A ServerHello also needs
 * something behind it that TLS can send there, because other protocols begin with a copy of
 * one (Google's pseudo-SSL sends a ServerHello and goes on in its own framing).
 */
#include "probe/tls.h"

enum {
    CIPHER_DH_ANON_RC4 = 0x0018,
    TLS_1_0 = 0x0301,
    /* [MS-TURN] section 2.1.1: lengths of the pseudo-TLS hellos */
    PSEUDO_CLIENT_RECORD = 0x2D,
    PSEUDO_CLIENT_MESSAGE = 0x29,
    PSEUDO_SERVER_RECORD = 0x4E,
    PSEUDO_SERVER_MESSAGE = 0x46,
    DATA_MIN = 16, /* no cipher suite protects with less than a 16-byte tag or block */
};

/*
 * The pseudo hellos have fixed lengths and one fixed suite. 0x4E bytes leave room for nothing
 * but a ServerHelloDone behind the ServerHello, and a server that meant this suite would have
 * to send its key there.
 */
static bool is_pseudo(const struct tls_record *record, const struct tls_message *message,
                      uint32_t suite)
{
    if (record->version != TLS_1_0 || suite != CIPHER_DH_ANON_RC4)
        return false;
    if (message->type == TLS_CLIENT_HELLO)
        return record->length == PSEUDO_CLIENT_RECORD && message->length == PSEUDO_CLIENT_MESSAGE;
    return record->length == PSEUDO_SERVER_RECORD && message->length == PSEUDO_SERVER_MESSAGE;
}

/* Says whether the next handshake message in the same record can follow a ServerHello. */
static bool may_follow(uint8_t type)
{
    static const uint8_t types[] = {
        4, 8, TLS_CERTIFICATE, 12, TLS_CERTIFICATE_REQUEST, TLS_SERVER_HELLO_DONE, 22, 23};
    return memchr(types, type, sizeof types) != NULL;
}

static enum tls_opening behind_server_hello(struct tls_reader *reader, bool closed)
{
    struct tls_record next;

    if (ls_left(&reader->in) == 0)
        return closed ? TLS_OPENS_SERVER : TLS_OPENS_SHORT;
    if (reader->left > 0)
        return may_follow(reader->in.at[0]) ? TLS_OPENS_SERVER : TLS_OPENS_OTHER;
    switch (tls_record_peek(reader->in, &next)) {
    case TLS_FOUND:
        return TLS_OPENS_SERVER;
    case TLS_WAIT:
        return closed ? TLS_OPENS_SERVER : TLS_OPENS_SHORT;
    default:
        return TLS_OPENS_OTHER;
    }
}

static bool hello_is_whole(const struct tls_message *message)
{
    struct tls_hello hello;
    struct ls_span body = ls_span(message->body, message->have);
    if (message->type == TLS_CLIENT_HELLO)
        return tls_hello_client(body, &hello);
    return tls_hello_server(body, &hello);
}

static enum tls_opening opening_handshake(struct ls_cursor in, bool closed,
                                          struct tls_message *message)
{
    struct tls_reader reader = {.in = in};
    struct tls_record record;
    uint32_t suite;

    (void)tls_record_peek(in, &record);
    enum tls_found found = tls_message_read(&reader, true, message);
    if (found != TLS_FOUND)
        return found == TLS_BAD || closed ? TLS_OPENS_OTHER : TLS_OPENS_SHORT;
    if (message->type != TLS_CLIENT_HELLO && message->type != TLS_SERVER_HELLO)
        return TLS_OPENS_OTHER;
    if (!tls_hello_begins(message, &suite))
        return TLS_OPENS_OTHER;
    if (is_pseudo(&record, message, suite))
        return TLS_OPENS_PSEUDO;
    bool whole = message->have == message->length;
    if (whole && !hello_is_whole(message))
        return TLS_OPENS_OTHER;
    if (!whole && !closed && ls_left(&in) < TLS_WINDOW_FULL)
        return TLS_OPENS_SHORT;
    if (!whole && suite > UINT16_MAX)
        return TLS_OPENS_OTHER;
    if (message->type == TLS_CLIENT_HELLO)
        return TLS_OPENS_CLIENT;
    return whole ? behind_server_hello(&reader, closed) : TLS_OPENS_SERVER;
}

/* Says whether there is nothing but whole records of one version. */
static bool only_whole_records(struct ls_cursor in, uint16_t version)
{
    struct tls_record record;
    while (ls_left(&in) > 0) {
        if (tls_record_peek(in, &record) != TLS_FOUND || record.version != version)
            return false;
        ls_take(&in, (size_t)TLS_RECORD_HEADER + record.length);
        if (in.failed)
            return false;
    }
    return true;
}

/*
 * A header fits random bytes about once in four million times; one whose length also ends where
 * the flow does, about once in 2^36.
 */
static enum tls_opening opening_data(struct ls_cursor in, bool closed)
{
    struct tls_record first, second;
    struct ls_cursor all = in;
    if (tls_record_peek(in, &first) != TLS_FOUND || first.length < DATA_MIN)
        return TLS_OPENS_OTHER;
    if (first.version > TLS_1_2)
        return TLS_OPENS_OTHER;
    if (closed && only_whole_records(all, first.version))
        return TLS_OPENS_DATA_SURE;
    ls_take(&in, (size_t)TLS_RECORD_HEADER + first.length);
    if (in.failed)
        return TLS_OPENS_DATA;
    switch (tls_record_peek(in, &second)) {
    case TLS_FOUND:
        return second.version == first.version ? TLS_OPENS_DATA_SURE : TLS_OPENS_OTHER;
    case TLS_WAIT:
        return TLS_OPENS_DATA;
    default:
        return TLS_OPENS_OTHER;
    }
}

/* RFC 5246 section 7.2: level 1 or 2; the descriptions known to IANA lie below 121. */
static enum tls_opening opening_alert(struct ls_cursor in, bool closed)
{
    enum { ALERT_BYTES = 2, DESCRIPTION_MAX = 120 };
    struct tls_record record;
    if (tls_record_peek(in, &record) != TLS_FOUND)
        return TLS_OPENS_OTHER;
    if (record.length != ALERT_BYTES)
        return opening_data(in, closed);
    ls_take(&in, TLS_RECORD_HEADER);
    uint8_t level = ls_u8(&in);
    uint8_t description = ls_u8(&in);
    if (in.failed)
        return closed ? TLS_OPENS_OTHER : TLS_OPENS_SHORT;
    if (level < 1 || level > 2 || description > DESCRIPTION_MAX || ls_left(&in) != 0)
        return TLS_OPENS_OTHER;
    return TLS_OPENS_ALERT;
}

enum tls_opening tls_opening(struct ls_cursor in, bool closed, struct tls_message *scratch)
{
    struct tls_record record;
    uint16_t version;
    size_t length;

    if (ls_left(&in) == 0)
        return TLS_OPENS_EMPTY;
    switch (tls_record_peek(in, &record)) {
    case TLS_WAIT:
        return closed ? TLS_OPENS_OTHER : TLS_OPENS_SHORT;
    case TLS_FOUND:
        if (record.type == TLS_HANDSHAKE)
            return opening_handshake(in, closed, scratch);
        if (record.type == TLS_ALERT)
            return opening_alert(in, closed);
        return record.type == TLS_DATA ? opening_data(in, closed) : TLS_OPENS_OTHER;
    default:
        break;
    }
    switch (tls_hello_v2(in, &version, &length)) {
    case TLS_WAIT:
        return closed ? TLS_OPENS_OTHER : TLS_OPENS_SHORT;
    case TLS_BAD:
        return TLS_OPENS_OTHER;
    default:
        break;
    }
    ls_take(&in, length);
    if (ls_left(&in) == 0)
        return TLS_OPENS_CLIENT_V2;
    return tls_record_peek(in, &record) == TLS_BAD ? TLS_OPENS_OTHER : TLS_OPENS_CLIENT_V2;
}

/* tls_record.c - TLS records, and handshake messages put together from them */
#include "probe/tls.h"

enum {
    MESSAGE_HEADER = 4,
    CERTIFICATE_HEADER = 6, /* length of the list (3), length of the leaf (3) */
    MESSAGE_TYPE_LAST = 24, /* KeyUpdate; nothing above is sent in the clear */
    MESSAGE_LENGTH_MAX = 1 << 20,
};

enum tls_found tls_record_peek(struct ls_cursor in, struct tls_record *record)
{
    static const uint8_t major = 3;
    if (ls_left(&in) > 0 && (in.at[0] < TLS_CCS || in.at[0] > TLS_HEARTBEAT))
        return TLS_BAD;
    if (ls_left(&in) > 1 && in.at[1] != major)
        return TLS_BAD;
    record->type = ls_u8(&in);
    record->version = ls_be16(&in);
    record->length = ls_be16(&in);
    if (in.failed)
        return TLS_WAIT;
    if (record->version > TLS_1_3 || record->length > TLS_RECORD_MAX)
        return TLS_BAD;
    if (record->length == 0 && record->type != TLS_DATA)
        return TLS_BAD;
    return TLS_FOUND;
}

/* Opens the next record if it is one of handshake. */
static bool open_handshake(struct tls_reader *reader)
{
    struct tls_record record;
    if (tls_record_peek(reader->in, &record) != TLS_FOUND || record.type != TLS_HANDSHAKE)
        return false;
    ls_take(&reader->in, TLS_RECORD_HEADER);
    reader->type = record.type;
    reader->left = record.length;
    return true;
}

/* Copies up to n handshake bytes to out (NULL: passes over them); returns how many there were. */
static size_t pull(struct tls_reader *reader, uint8_t *out, size_t n)
{
    size_t got = 0;

    while (got < n) {
        if (reader->left == 0 && !open_handshake(reader))
            break;
        size_t part = n - got;
        if (part > reader->left)
            part = reader->left;
        if (part > ls_left(&reader->in))
            part = ls_left(&reader->in);
        if (part == 0)
            break;
        const uint8_t *bytes = ls_take(&reader->in, part);
        if (out != NULL)
            memcpy(out + got, bytes, part);
        got += part;
        reader->left = (uint16_t)(reader->left - part);
    }
    return got;
}

uint32_t tls_message_skip(struct tls_reader *reader, uint32_t n)
{
    return (uint32_t)pull(reader, NULL, n);
}

/* Says why a pull came back short: more bytes may come, or another record is in the way. */
static enum tls_found why_short(const struct tls_reader *reader)
{
    struct tls_record record;
    if (reader->left > 0)
        return TLS_WAIT;
    enum tls_found next = tls_record_peek(reader->in, &record);
    if (next == TLS_FOUND && record.type != TLS_HANDSHAKE)
        return TLS_BAD;
    return next;
}

/* Reads up to the end of the leaf certificate: RFC 5246 section 7.4.2. */
static void pull_certificate(struct tls_reader *reader, struct tls_message *message)
{
    size_t head = message->length < CERTIFICATE_HEADER ? message->length : CERTIFICATE_HEADER;
    message->wanted = head;
    message->have = pull(reader, message->body, head);
    if (message->have < CERTIFICATE_HEADER)
        return;
    struct ls_cursor in = ls_cursor(message->body, message->have);
    ls_be24(&in);
    size_t leaf = ls_be24(&in);
    if (leaf > message->length - CERTIFICATE_HEADER)
        return; /* malformed: the caller sees that the leaf is not there */
    message->wanted = head + leaf;
    size_t fits = message->wanted < TLS_MESSAGE_MAX ? message->wanted : TLS_MESSAGE_MAX;
    message->have += pull(reader, message->body + head, fits - head);
}

static void pull_body(struct tls_reader *reader, struct tls_message *message)
{
    message->have = 0;
    message->wanted = 0;
    if (message->type == TLS_CERTIFICATE) {
        pull_certificate(reader, message);
        return;
    }
    if (message->type != TLS_CLIENT_HELLO && message->type != TLS_SERVER_HELLO)
        return;
    message->wanted = message->length;
    size_t fits = message->wanted < TLS_MESSAGE_MAX ? message->wanted : TLS_MESSAGE_MAX;
    message->have = pull(reader, message->body, fits);
}

enum tls_found tls_message_read(struct tls_reader *reader, bool cut, struct tls_message *message)
{
    struct tls_reader ahead = *reader;
    uint8_t head[MESSAGE_HEADER];

    if (pull(&ahead, head, sizeof head) < sizeof head)
        return why_short(&ahead);
    struct ls_cursor in = ls_cursor(head, sizeof head);
    message->type = ls_u8(&in);
    message->length = ls_be24(&in);
    if (message->type > MESSAGE_TYPE_LAST || message->length > MESSAGE_LENGTH_MAX)
        return TLS_BAD;
    pull_body(&ahead, message);
    if (message->have < message->wanted && message->have < TLS_MESSAGE_MAX) {
        enum tls_found why = why_short(&ahead);
        bool full = ls_left(&reader->in) >= TLS_WINDOW_FULL;
        if (why == TLS_BAD || (!cut && !full))
            return why == TLS_BAD ? TLS_BAD : TLS_WAIT;
    }
    *reader = ahead;
    return TLS_FOUND;
}

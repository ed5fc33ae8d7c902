/*
 * dtls.c - DTLS 1.0 to 1.2 (RFC 6347 section 4), as it opens SRTP beside STUN
 *
 * Proof is a handshake record whose message header agrees with it, or, midway, a datagram that
 * is made of whole encrypted records.
 */
#include "probe/probes.h"
#include "probe/tls.h"

enum {
    CHANGE_CIPHER = 20,
    ALERT = 21,
    HANDSHAKE = 22,
    APPLICATION = 23,
    DTLS_1_0 = 0xfeff,
    DTLS_1_2 = 0xfefd,
    CLIENT_HELLO = 1,
    SERVER_HELLO = 2,
    HELLO_VERIFY = 3,
    MESSAGE_HEADER = 12,
    RECORD_MAX = (1 << 14) + 2048,
    EPOCH_MAX = 3,
    ENCRYPTED_MIN = 16, /* the smallest of the usual authentication tags */
};

struct record {
    uint8_t type;
    uint16_t epoch;
    struct ls_cursor body;
};

static bool is_version(uint16_t version)
{
    return version == DTLS_1_0 || version == DTLS_1_2;
}

static enum ls_answer read_record(struct ls_cursor *in, struct record *record)
{
    record->type = ls_u8(in);
    uint16_t version = ls_be16(in);
    record->epoch = ls_be16(in);
    ls_take(in, 6); /* sequence number */
    uint16_t n = ls_be16(in);
    if (!in->failed && (record->type < CHANGE_CIPHER || record->type > APPLICATION ||
                        !is_version(version) || n == 0 || n > RECORD_MAX))
        return LS_NO;
    record->body = ls_cut(in, n);
    return in->failed ? LS_MAYBE : LS_YES;
}

/* RFC 6347 section 4.2.2: type, length, sequence, and which part of the message this is. */
static enum ls_answer look_handshake(const struct ls_view *view, struct ls_cursor in,
                                     struct ls_draft *draft)
{
    uint8_t type = ls_u8(&in);
    uint32_t size = ls_be24(&in);
    ls_be16(&in);
    uint32_t offset = ls_be24(&in);
    uint32_t part = ls_be24(&in);
    struct ls_span body = ls_span(in.at, ls_left(&in));
    struct tls_hello hello;
    if (in.failed || part > ls_left(&in) || offset > size || part > size - offset)
        return LS_NO;
    if (type < CLIENT_HELLO || type > HELLO_VERIFY || offset > 0)
        return LS_NO; /* later messages are not needed: the hello comes first */
    body.len = part;
    uint16_t version = ls_be16(&in);
    if (in.failed || !is_version(version))
        return LS_NO;
    ls_draft_proves(draft, LS_PROTO_DTLS);
    ls_draft_client(draft, type == CLIENT_HELLO ? view->side : !view->side);
    if (type == SERVER_HELLO) {
        tls_note_version(draft, view->side, version);
        return LS_DONE;
    }
    if (type == CLIENT_HELLO && part == size && tls_hello_datagram(body, &hello))
        tls_note_client(&hello, view->side, draft);
    return LS_YES;
}

static enum ls_answer dtls_look(struct ls_view *view, void *state, struct ls_draft *draft)
{
    struct ls_cursor in = view->bytes[view->side];
    struct record record;
    (void)state;

    enum ls_answer answer = read_record(&in, &record);
    if (answer == LS_MAYBE && !view->cut)
        return LS_NO; /* a record never spans datagrams: RFC 6347 section 4.1.1 */
    if (answer != LS_YES)
        return answer;
    if (record.epoch == 0 && record.type == HANDSHAKE)
        return look_handshake(view, record.body, draft);
    while (record.epoch >= 1 && record.epoch <= EPOCH_MAX &&
           ls_left(&record.body) >= ENCRYPTED_MIN) {
        if (ls_left(&in) == 0) {
            ls_draft_proves(draft, LS_PROTO_DTLS);
            return LS_DONE;
        }
        if (read_record(&in, &record) != LS_YES)
            return LS_NO;
    }
    return LS_NO;
}

static bool dtls_begins(uint8_t first, bool stream)
{
    (void)stream;
    return first >= CHANGE_CIPHER && first <= APPLICATION;
}

const struct ls_probe ls_probe_dtls = {
    .name = "dtls",
    .transports = LS_UDP,
    .budget = 1,
    .follow = 16,
    .beside_stun = true,
    .begins = dtls_begins,
    .look = dtls_look,
};

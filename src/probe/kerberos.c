/*
 * kerberos.c - Kerberos 5 (RFC 4120 sections 5.4 to 5.9, 7.2) and its password change (RFC 3244)
 *
 * Proof is the version 5 and a message type that repeats the outer tag, at their places inside
 * lengths that fit each other.
 */
#include "probe/ber.h"
#include "probe/probes.h"

enum {
    TAG_APPLICATION = 0x60,
    AS_REQ = 10,
    TGS_REP = 13,
    AP_REQ = 14,
    AP_REP = 15,
    KRB_ERROR = 30,
    PVNO = 5,
    PASSWORD_V1 = 0x0001,
    PASSWORD_MS = 0xff80,
    MESSAGE_MIN = 10,
    MESSAGE_MAX = 1 << 20, /* a ticket with the largest PAC is far below */
};

static bool is_request(unsigned type)
{
    return type == AS_REQ || type == 12 || type == AP_REQ;
}

/* Reads [n] INTEGER value, where the tag number n differs between requests and answers. */
static enum ls_answer read_field(struct ls_cursor *in, uint8_t tag, uint32_t wanted)
{
    struct ls_ber ber;
    uint32_t value;
    if (!ls_ber_head(in, &ber))
        return in->failed ? LS_MAYBE : LS_NO;
    if (ber.tag != tag || ber.length != 3)
        return LS_NO;
    if (!ls_ber_small(in, LS_BER_INTEGER, &value))
        return in->failed ? LS_MAYBE : LS_NO;
    return value == wanted ? LS_YES : LS_NO;
}

static enum ls_answer read_fields(struct ls_cursor *in, unsigned type)
{
    bool kdc_request = type == AS_REQ || type == 12;
    uint8_t first = kdc_request ? 0xa1 : 0xa0;
    enum ls_answer answer = read_field(in, first, PVNO);
    if (answer != LS_YES)
        return answer;
    return read_field(in, first + 1, type);
}

/*
 * Looks at a message of size bytes, of which in may hold fewer; size 0 means that the packet
 * was cut and nobody knows.
 */
static enum ls_answer look_message(struct ls_cursor in, size_t size, unsigned *type)
{
    struct ls_ber ber;
    size_t before = ls_left(&in);
    if (!ls_ber_head(&in, &ber))
        return in.failed ? LS_MAYBE : LS_NO;
    *type = ber.tag & 0x1f;
    bool known = (*type >= AS_REQ && *type <= AP_REP) || *type == KRB_ERROR;
    if ((ber.tag & 0xe0) != TAG_APPLICATION || !known || ber.length > MESSAGE_MAX ||
        (size > 0 && ber.length + (before - ls_left(&in)) != size))
        return LS_NO;
    uint32_t inner = ber.length;
    before = ls_left(&in);
    if (!ls_ber_head(&in, &ber))
        return in.failed ? LS_MAYBE : LS_NO;
    if (ber.tag != LS_BER_SEQUENCE || ber.length > inner ||
        ber.length + (before - ls_left(&in)) != inner)
        return LS_NO;
    return read_fields(&in, *type);
}

/* RFC 3244 section 2: length, version, length of an AP-REQ, AP-REQ, and more. */
static enum ls_answer look_password(struct ls_cursor in, size_t size, unsigned *type)
{
    uint16_t length = ls_be16(&in);
    uint16_t version = ls_be16(&in);
    uint16_t ticket = ls_be16(&in);
    if (in.failed)
        return LS_MAYBE;
    if ((size > 0 && length != size) || (version != PASSWORD_V1 && version != PASSWORD_MS) ||
        ticket == 0 || ticket > length - 6)
        return LS_NO;
    return look_message(in, ticket, type);
}

static enum ls_answer look_either(struct ls_cursor in, size_t size, unsigned *type)
{
    if (ls_left(&in) > 0 && *in.at >= TAG_APPLICATION)
        return look_message(in, size, type);
    return look_password(in, size, type);
}

static enum ls_answer look_side(const struct ls_view *view, uint8_t side, struct ls_draft *draft)
{
    struct ls_cursor in = view->bytes[side];
    size_t size = view->cut ? 0 : ls_left(&in);
    unsigned type = 0;
    if (view->stream) {
        if (ls_left(&in) > 0 && *in.at != 0)
            return LS_NO;    /* the length's highest byte: MESSAGE_MAX is far below */
        size = ls_be32(&in); /* RFC 4120 section 7.2.2 */
        if (in.failed)
            return LS_MAYBE;
        if (size < MESSAGE_MIN || size > MESSAGE_MAX)
            return LS_NO;
    }
    enum ls_answer answer = look_either(in, size, &type);
    if (answer != LS_YES)
        return answer;
    ls_draft_proves(draft, LS_PROTO_KERBEROS);
    ls_draft_client(draft, is_request(type) ? side : !side);
    return LS_DONE;
}

static enum ls_answer kerberos_look(struct ls_view *view, void *state, struct ls_draft *draft)
{
    (void)state;
    if (!view->stream)
        return ls_whole(view, look_side(view, view->side, draft));
    return ls_either(look_side(view, 0, draft), look_side(view, 1, draft));
}

/* A length, whose highest byte is zero on streams; or a message's tag. */
static bool kerberos_begins(uint8_t first, bool stream)
{
    return stream ? first == 0 : first < TAG_APPLICATION + 0x20;
}

const struct ls_probe ls_probe_kerberos = {
    .name = "kerberos",
    .transports = LS_TCP | LS_UDP,
    .budget = 64,
    .begins = kerberos_begins,
    .look = kerberos_look,
};

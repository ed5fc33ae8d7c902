/*
 * ldap.c - LDAP over TCP and UDP (RFC 4511 section 4, [MS-ADTS] section 3.1.1.3.1.3 for UDP)
 *
 * Proof is the envelope (SEQUENCE, message id), an operation whose length fits in it, and the
 * first field of that operation.
 */
#include "probe/ber.h"
#include "probe/probes.h"

enum {
    BIND_REQUEST = 0x60,
    UNBIND_REQUEST = 0x42,
    SEARCH_REQUEST = 0x63,
    SEARCH_ENTRY = 0x64,
    EXTENDED_REQUEST = 0x77,
    EXTENDED_NAME = 0x80,
    RESULT_MAX = 118, /* RFC 5020 and the like; IANA's list ends below */
    MESSAGE_MAX = 1 << 24,
};

struct envelope {
    uint8_t op;
    uint32_t op_length;
};

static enum ls_answer ran_out_or_wrong(const struct ls_cursor *in)
{
    return in->failed ? LS_MAYBE : LS_NO;
}

/* Reads up to the operation's contents. whole is the datagram's size, or 0 for a stream. */
static enum ls_answer read_envelope(struct ls_cursor *in, size_t whole, struct envelope *e)
{
    struct ls_ber outer, op;
    uint32_t id;
    size_t start = ls_left(in);
    if (!ls_ber_head(in, &outer))
        return ran_out_or_wrong(in);
    size_t head = start - ls_left(in);
    if (outer.tag != LS_BER_SEQUENCE || outer.length > MESSAGE_MAX ||
        (whole > 0 && outer.length + head > whole))
        return LS_NO;
    start = ls_left(in);
    if (!ls_ber_small(in, LS_BER_INTEGER, &id) || !ls_ber_head(in, &op))
        return ran_out_or_wrong(in);
    head = start - ls_left(in);
    if (head > outer.length || op.length > outer.length - head)
        return LS_NO;
    e->op = op.tag;
    e->op_length = op.length;
    return LS_YES;
}

static enum ls_answer field(struct ls_cursor *in, uint8_t tag, uint32_t low, uint32_t high)
{
    uint32_t value;
    if (!ls_ber_small(in, tag, &value))
        return ran_out_or_wrong(in);
    return value >= low && value <= high ? LS_YES : LS_NO;
}

static enum ls_answer octets(struct ls_cursor *in, uint8_t tag, uint32_t room)
{
    struct ls_ber ber;
    if (!ls_ber_head(in, &ber))
        return ran_out_or_wrong(in);
    if (ber.tag != tag || ber.length > room)
        return LS_NO;
    ls_take(in, ber.length);
    return in->failed ? LS_MAYBE : LS_YES;
}

/* RFC 4511 section 4.5.1: base, scope, what to do with aliases, ... */
static enum ls_answer search_request(struct ls_cursor *in, uint32_t room)
{
    enum ls_answer answer = octets(in, LS_BER_OCTETS, room);
    if (answer == LS_YES)
        answer = field(in, LS_BER_ENUM, 0, 3);
    if (answer == LS_YES)
        answer = field(in, LS_BER_ENUM, 0, 3);
    return answer;
}

/* RFC 4511 section 4.1.9: code, matched name, message. */
static enum ls_answer result(struct ls_cursor *in, uint32_t room)
{
    enum ls_answer answer = field(in, LS_BER_ENUM, 0, RESULT_MAX);
    if (answer == LS_YES)
        answer = octets(in, LS_BER_OCTETS, room);
    if (answer == LS_YES)
        answer = octets(in, LS_BER_OCTETS, room);
    return answer;
}

/* RFC 4511 section 4.12: the name is an object identifier in digits. */
static enum ls_answer extended_request(struct ls_cursor *in, uint32_t room)
{
    struct ls_cursor name = *in;
    enum ls_answer answer = octets(in, EXTENDED_NAME, room);
    ls_take(&name, 2);
    uint8_t first = ls_u8(&name);
    uint8_t dot = ls_u8(&name);
    if (name.failed)
        return LS_MAYBE;
    return first >= '0' && first <= '2' && dot == '.' ? answer : LS_NO;
}

static enum ls_answer look_operation(struct ls_cursor *in, const struct envelope *e, bool *request)
{
    uint32_t room = e->op_length;
    enum ls_answer answer;
    *request = true;
    switch (e->op) {
    case BIND_REQUEST:
        answer = field(in, LS_BER_INTEGER, 2, 3);
        return answer == LS_YES ? octets(in, LS_BER_OCTETS, room) : answer;
    case UNBIND_REQUEST:
        return room == 0 ? LS_YES : LS_NO;
    case SEARCH_REQUEST:
        return search_request(in, room);
    case 0x66: /* modify, add, modify name, compare: each begins with a name */
    case 0x68:
    case 0x6c:
    case 0x6e:
        return octets(in, LS_BER_OCTETS, room);
    case EXTENDED_REQUEST:
        return extended_request(in, room);
    case SEARCH_ENTRY:
        *request = false;
        return octets(in, LS_BER_OCTETS, room);
    case 0x61: /* bind, search done, modify, add, delete, modify name, compare, extended */
    case 0x65:
    case 0x67:
    case 0x69:
    case 0x6b:
    case 0x6d:
    case 0x6f:
    case 0x78:
        *request = false;
        return result(in, room);
    default:
        return LS_NO;
    }
}

static enum ls_answer look_side(const struct ls_view *view, uint8_t side, struct ls_draft *draft)
{
    struct ls_cursor in = view->bytes[side];
    struct envelope e;
    bool request;
    size_t whole = view->stream || view->cut ? 0 : ls_left(&in);
    if (ls_left(&in) > 0 && *in.at != LS_BER_SEQUENCE)
        return LS_NO;
    enum ls_answer answer = read_envelope(&in, whole, &e);
    if (answer == LS_YES)
        answer = look_operation(&in, &e, &request);
    if (answer != LS_YES)
        return answer;
    ls_draft_proves(draft, LS_PROTO_LDAP);
    ls_draft_client(draft, request ? side : !side);
    return LS_DONE;
}

static enum ls_answer ldap_look(struct ls_view *view, void *state, struct ls_draft *draft)
{
    (void)state;
    if (!view->stream)
        return ls_whole(view, look_side(view, view->side, draft));
    return ls_either(look_side(view, 0, draft), look_side(view, 1, draft));
}

static bool ldap_begins(uint8_t first, bool stream)
{
    (void)stream;
    return first == LS_BER_SEQUENCE;
}

const struct ls_probe ls_probe_ldap = {
    .name = "ldap",
    .transports = LS_TCP | LS_UDP,
    .budget = 1024,
    .begins = ldap_begins,
    .look = ldap_look,
};

/* rpc_pdu.c - headers of DCE/RPC PDUs, and the bodies that open a connection */
#include "probe/rpc.h"

#include <stdio.h>

enum {
    TRAILER = 8,        /* authentication, before its token: C706 section 13.2.6.1 */
    SYNTAX = 20,        /* UUID and version */
    FRAGMENT_MIN = 512, /* nobody offers to receive less; the standard's own bound is 1432 */
    CONTEXTS_MAX = 64,
    SLACK_MAX = 16, /* bytes of padding before the trailer */
};

/* The smallest body of each type; what is not here is not sent over a connection. */
static int body_min(uint8_t type)
{
    switch (type) {
    case RPC_REQUEST:
    case RPC_RESPONSE:
        return 8;
    case RPC_FAULT:
        return 12;
    case RPC_BIND:
    case RPC_ALTER:
        return 12 + 4 + SYNTAX + SYNTAX;
    case RPC_BIND_ACK:
    case RPC_ALTER_ACK:
        return 8 + 4 + 4;
    case RPC_BIND_NAK:
        return 2;
    case RPC_AUTH3:
    case RPC_SHUTDOWN:
    case RPC_CANCEL:
    case RPC_ORPHANED:
        return 0;
    default:
        return -1;
    }
}

/* What is wrong shows as early as its byte is there. */
static bool begins_wrong(const struct ls_cursor *in)
{
    size_t n = ls_left(in);
    const uint8_t *b = in->at;
    if (n > 0 && b[0] != 5)
        return true;
    if (n > 1 && b[1] > 1)
        return true;
    if (n > 2 && body_min(b[2]) < 0)
        return true;
    if (n > 4 && b[4] != 0x10 && b[4] != 0x00) /* ASCII, little or big endian */
        return true;
    return (n > 5 && b[5] != 0) || (n > 6 && b[6] != 0) || (n > 7 && b[7] != 0);
}

enum rpc_found rpc_pdu_peek(struct ls_cursor in, struct rpc_pdu *pdu)
{
    if (begins_wrong(&in))
        return RPC_BAD;
    ls_take(&in, 2);
    pdu->type = ls_u8(&in);
    pdu->flags = ls_u8(&in);
    pdu->big = ls_u8(&in) == 0;
    ls_take(&in, 3);
    pdu->length = rpc_u16(&in, pdu->big);
    pdu->auth_length = rpc_u16(&in, pdu->big);
    pdu->call = rpc_u32(&in, pdu->big);
    if (in.failed)
        return RPC_WAIT;
    size_t least = RPC_HEADER + (size_t)body_min(pdu->type);
    if (pdu->auth_length > 0)
        least += TRAILER + (size_t)pdu->auth_length;
    return pdu->length < least ? RPC_BAD : RPC_FOUND;
}

struct ls_cursor rpc_pdu_body(struct ls_cursor in, const struct rpc_pdu *pdu, uint8_t *level)
{
    size_t trailer = pdu->auth_length > 0 ? TRAILER + (size_t)pdu->auth_length : 0;
    size_t body = pdu->length - RPC_HEADER - trailer;
    uint8_t padding = 0;

    *level = 0;
    ls_take(&in, RPC_HEADER);
    if (ls_left(&in) < body + trailer) {
        size_t part = ls_left(&in) < body ? ls_left(&in) : body;
        return ls_cut(&in, part);
    }
    struct ls_cursor cut = ls_cut(&in, body);
    if (trailer > 0) {
        ls_u8(&in); /* type */
        *level = ls_u8(&in);
        padding = ls_u8(&in);
    }
    if (padding < ls_left(&cut))
        cut.end -= padding;
    return cut;
}

/* C706 appendix A: the first three fields follow the byte order, the last eight bytes do not. */
static void format_uuid(struct ls_cursor *in, bool big, char text[RPC_UUID_TEXT])
{
    uint32_t low = rpc_u32(in, big);
    uint16_t mid = rpc_u16(in, big);
    uint16_t high = rpc_u16(in, big);
    const uint8_t *b = ls_take(in, 8);

    text[0] = '\0';
    if (b == NULL)
        return;
    snprintf(text, RPC_UUID_TEXT, "%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x", low, mid,
             high, b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]);
}

unsigned rpc_bind_begin(struct ls_cursor *body, bool big)
{
    uint16_t sends = rpc_u16(body, big);
    uint16_t receives = rpc_u16(body, big);
    ls_take(body, 4); /* association group */
    unsigned count = ls_u8(body);
    ls_take(body, 3);
    if (body->failed || sends < FRAGMENT_MIN || receives < FRAGMENT_MIN || count > CONTEXTS_MAX)
        return 0;
    return count;
}

bool rpc_bind_next(struct ls_cursor *body, bool big, struct rpc_context *context)
{
    context->id = rpc_u16(body, big);
    unsigned transfers = ls_u8(body);
    ls_u8(body);
    format_uuid(body, big, context->uuid);
    ls_take(body, 4); /* version */
    ls_take(body, (size_t)transfers * SYNTAX);
    return !body->failed && transfers > 0;
}

bool rpc_opens_bind(struct ls_cursor body, const struct rpc_pdu *pdu)
{
    struct rpc_context context;
    bool more_to_come = (pdu->flags & (RPC_FIRST | RPC_LAST)) == RPC_FIRST;
    unsigned count = rpc_bind_begin(&body, pdu->big);

    if (count == 0)
        return false;
    for (unsigned i = 0; i < count; i++)
        if (!rpc_bind_next(&body, pdu->big, &context))
            return i > 0 && more_to_come && body.failed;
    return ls_left(&body) < SLACK_MAX;
}

/* The secondary address: a port or the name of a pipe, with its zero byte. */
static bool is_address(struct ls_span text)
{
    for (size_t i = 0; i + 1 < text.len; i++)
        if (text.at[i] < 0x20 || text.at[i] > 0x7E)
            return false;
    return text.len == 0 || text.at[text.len - 1] == '\0';
}

bool rpc_opens_ack(struct ls_cursor body, const struct rpc_pdu *pdu)
{
    enum { RESULT = 24, RESULT_LAST = 3, REASON_LAST = 9, NAK_MAX = 64 };
    bool big = pdu->big;

    if (pdu->type == RPC_BIND_NAK)
        return rpc_u16(&body, big) <= REASON_LAST && pdu->length <= NAK_MAX;
    uint16_t sends = rpc_u16(&body, big);
    uint16_t receives = rpc_u16(&body, big);
    ls_take(&body, 4);
    struct ls_span address = ls_span_take(&body, rpc_u16(&body, big));
    if (body.failed || sends < FRAGMENT_MIN || receives < FRAGMENT_MIN || !is_address(address))
        return false;
    ls_take(&body, (4 - (2 + address.len) % 4) % 4);
    unsigned count = ls_u8(&body);
    ls_take(&body, 3);
    for (unsigned i = 0; i < count; i++) {
        struct ls_cursor result = ls_cut(&body, RESULT);
        if (rpc_u16(&result, big) > RESULT_LAST)
            return false;
    }
    return !body.failed && count > 0 && ls_left(&body) < SLACK_MAX;
}

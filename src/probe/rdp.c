/*
 * rdp.c - the opening of a Remote Desktop connection ([MS-RDPBCGR] sections 2.2.1.1, 2.2.1.2)
 *
 * TPKT and X.224 alone are used by others too (industrial control, H.323): proof is the cookie,
 * the routing token or the negotiation block that only RDP puts behind them.
 */
#include "probe/probes.h"

enum {
    TPKT_VERSION = 3,
    TPKT_BYTES = 4,
    X224_REQUEST = 0xe0,
    X224_CONFIRM = 0xd0,
    X224_REST = 6, /* of the fixed part, behind the length indicator */
    NEGOTIATE_REQUEST = 1,
    NEGOTIATE_RESPONSE = 2,
    NEGOTIATE_FAILURE = 3,
    NEGOTIATE_BYTES = 8,
    PROTOCOLS_MAX = 0x1f,
    TOKEN_MAX = 512,
};

static const char cookie[] = "Cookie: mst"; /* mstshash=, or msts= of a load balancer */

static bool is_negotiation(struct ls_cursor in, bool request)
{
    uint8_t type = ls_u8(&in);
    ls_u8(&in); /* flags */
    uint16_t size = ls_le16(&in);
    uint32_t value = ls_le32(&in);
    bool right = request ? type == NEGOTIATE_REQUEST
                         : type == NEGOTIATE_RESPONSE || type == NEGOTIATE_FAILURE;
    return !in.failed && right && size == NEGOTIATE_BYTES && value <= PROTOCOLS_MAX;
}

static enum ls_answer look_side(const struct ls_view *view, uint8_t side, struct ls_draft *draft)
{
    struct ls_cursor in = view->bytes[side];
    uint8_t version = ls_u8(&in);
    uint8_t reserved = ls_u8(&in);
    uint16_t size = ls_be16(&in);
    uint8_t indicator = ls_u8(&in);
    uint8_t code = ls_u8(&in);
    if (in.failed) {
        static const uint8_t tpkt[] = {TPKT_VERSION, 0};
        const struct ls_cursor *part = &view->bytes[side];
        size_t n = ls_left(part) < sizeof tpkt ? ls_left(part) : sizeof tpkt;
        return ls_starts(part, tpkt, n) ? LS_MAYBE : LS_NO;
    }
    bool request = code == X224_REQUEST;
    if (version != TPKT_VERSION || reserved != 0 || (!request && code != X224_CONFIRM) ||
        size != indicator + TPKT_BYTES + 1 || indicator <= X224_REST || size > TOKEN_MAX)
        return LS_NO;
    ls_take(&in, X224_REST - 1);
    struct ls_cursor rest = ls_cut(&in, (size_t)(indicator - X224_REST));
    if (in.failed)
        return LS_MAYBE;
    bool proof =
        is_negotiation(rest, request) || (request && ls_starts(&rest, cookie, sizeof cookie - 1));
    if (!proof)
        return LS_NO;
    ls_draft_proves(draft, LS_PROTO_RDP);
    ls_draft_client(draft, request ? side : !side);
    return LS_DONE;
}

static enum ls_answer rdp_look(struct ls_view *view, void *state, struct ls_draft *draft)
{
    (void)state;
    enum ls_answer answer = look_side(view, 0, draft);
    if (answer == LS_DONE)
        return answer;
    return ls_either(answer, look_side(view, 1, draft));
}

static bool rdp_begins(uint8_t first, bool stream)
{
    (void)stream;
    return first == TPKT_VERSION;
}

const struct ls_probe ls_probe_rdp = {
    .name = "rdp",
    .transports = LS_TCP,
    .budget = TOKEN_MAX,
    .begins = rdp_begins,
    .look = rdp_look,
};

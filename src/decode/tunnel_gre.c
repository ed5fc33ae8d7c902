/*
 * tunnel_gre.c - GRE (RFC 2784, RFC 2890, with the routing of RFC 1701), its version 1 for PPTP
 * (RFC 2637 section 4.1), and ERSPAN over it (draft-foschiano-erspan-03 section 4)
 */
#include "decode/decoder.h"

enum {
    GRE_CHECKSUM = 0x8000,
    GRE_ROUTING = 0x4000,
    GRE_KEY = 0x2000,
    GRE_SEQUENCE = 0x1000,
    GRE_ACK = 0x0080, /* version 1 */
    GRE_VERSION = 0x0007,
    ROUTES_WALKED = 32,
    ERSPAN_2_HEADER = 8,
    ERSPAN_3_HEADER = 12,
    ERSPAN_3_SUBHEADER = 8,
};

/* RFC 1701: source route entries of family, offset, length, ended by one of family and length 0. */
static bool skip_routes(struct ls_cursor *in)
{
    for (int i = 0; i < ROUTES_WALKED; i++) {
        uint16_t family = ls_be16(in);
        ls_u8(in);
        uint8_t length = ls_u8(in);
        if (in->failed)
            return false;
        if (family == 0 && length == 0)
            return true;
        ls_take(in, length);
    }
    return false;
}

/* Checksum and offset are there when either of two bits is set (RFC 1701). */
static bool version_0(struct ls_cursor *in, unsigned flags)
{
    if (flags & (GRE_CHECKSUM | GRE_ROUTING))
        ls_take(in, 4);
    if (flags & GRE_KEY)
        ls_take(in, 4);
    if (flags & GRE_SEQUENCE)
        ls_take(in, 4);
    if (flags & GRE_ROUTING && !skip_routes(in))
        return false;
    return !in->failed;
}

/* The key holds payload length and call id; without sequence number there is no payload. */
static bool version_1(const struct ls_frame *frame, struct ls_cursor *in, unsigned flags)
{
    unsigned must = GRE_KEY | GRE_SEQUENCE;
    if ((flags & (must | GRE_CHECKSUM | GRE_ROUTING)) != must)
        return false;
    uint16_t length = ls_be16(in);
    ls_take(in, 2 + 4);
    if (flags & GRE_ACK)
        ls_take(in, 4);
    return !in->failed && length > 0 && length <= ls_left(in) + (frame->wire - frame->captured);
}

/*
 * Type I has no header of its own and no GRE sequence number, type II both. Type II: version 4
 * bits (1), VLAN 12, class 3, encapsulation 2, cut 1, session 10, reserved 12, index 20.
 */
static bool erspan_2(struct ls_cursor *in, unsigned flags)
{
    if ((flags & GRE_SEQUENCE) == 0)
        return true;
    const uint8_t *header = ls_take(in, ERSPAN_2_HEADER);
    return header != NULL && header[0] >> 4 == 1;
}

/*
 * Type III: version 4 bits (2), VLAN 12, class 3, state 2, cut 1, session 10, time 32, group 16,
 * then P 1, frame type 5 (0 Ethernet, 2 IP), hardware 6, direction 1, granularity 2, O 1. O says
 * that eight bytes of the platform follow.
 */
static bool erspan_3(struct ls_cursor *in, uint16_t *type)
{
    const uint8_t *header = ls_take(in, ERSPAN_3_HEADER);
    if (header == NULL || header[0] >> 4 != 2)
        return false;
    unsigned last = wide16(header + 10);
    unsigned frame_type = last >> 10 & 0x1f;
    if (last & 1)
        ls_take(in, ERSPAN_3_SUBHEADER);
    struct ls_cursor ahead = *in;
    uint8_t version = ls_u8(&ahead) >> 4;
    if (frame_type == 2)
        *type = version == 4 ? TYPE_IPV4 : TYPE_IPV6;
    return !ahead.failed && (frame_type == 0 || frame_type == 2);
}

bool tunnel_gre(struct ls_frame *frame, struct ls_cursor *in, uint16_t *type)
{
    const uint8_t *header = ls_take(in, 4);
    if (header == NULL)
        return false;
    unsigned flags = wide16(header);
    *type = wide16(header + 2);
    if ((flags & GRE_VERSION) == 1)
        return *type == TYPE_PPP && version_1(frame, in, flags);
    if ((flags & GRE_VERSION) != 0 || !version_0(in, flags))
        return false;
    if (*type == TYPE_ERSPAN || *type == TYPE_ERSPAN_3) {
        bool second = *type == TYPE_ERSPAN;
        *type = TYPE_BRIDGED;
        return second ? erspan_2(in, flags) : erspan_3(in, type);
    }
    return *type >= TYPE_SMALLEST; /* 0 is a keep-alive */
}

/*
 * ip.c - IPv4 (RFC 791) and IPv6 with its extension headers (RFC 8200)
 *
 * What the header says bounds what is payload: Ethernet padding behind a short packet is not
 * part of it. A length of zero is what segmentation offload leaves in a capture taken on the
 * sending host; then everything captured counts.
 */
#include "decode/decoder.h"

enum {
    IPV4_HEADER = 20,
    IPV6_HEADER = 40,
    IPV4_MORE = 0x2000,
    IPV4_OFFSET = 0x1fff,
    EXTENSIONS_WALKED = 128,
    OPTION_JUMBO = 0xc2, /* RFC 2675 section 2 */
};

/* How many bytes of in the header speaks of: no padding. */
static uint32_t at_most(const struct ls_cursor *in, uint32_t wire)
{
    size_t left = ls_left(in);
    return left < wire ? (uint32_t)left : wire;
}

/* What a frame held behind in on the wire, for headers that do not say. */
static uint32_t wire_left(const struct ls_frame *frame, const struct ls_cursor *in)
{
    return (uint32_t)ls_left(in) + (frame->wire - frame->captured);
}

static void set_mapped(struct ls_addr *addr, const uint8_t bytes[4])
{
    static const uint8_t prefix[12] = {[10] = 0xff, [11] = 0xff};
    memcpy(addr->bytes, prefix, sizeof prefix);
    memcpy(addr->bytes + sizeof prefix, bytes, 4);
}

static int ip_rest(struct ls_packet *packet, struct part *part)
{
    int step = skip_extensions(part, packet->v6, NULL);
    return step == STEP_ON ? transport_decode(packet, part) : step;
}

static int ipv4_fragment(struct ls_decoder *decoder, struct ls_packet *packet,
                         const struct part *part, const uint8_t *header, size_t header_bytes)
{
    struct fragment fragment = {
        .header = ls_cursor(header, header_bytes),
        .part = *part,
        .id = wide16(header + 4),
        .offset = (uint32_t)(wide16(header + 6) & IPV4_OFFSET) * 8,
        .more = wide16(header + 6) & IPV4_MORE,
    };
    return fragments_add(decoder, packet, &fragment);
}

static int ipv4(struct ls_decoder *decoder, const struct ls_frame *frame, struct ls_packet *packet,
                struct ls_cursor *in)
{
    struct ls_cursor whole = *in;
    const uint8_t *header = ls_take(in, IPV4_HEADER);
    if (header == NULL)
        return frame_short(frame);
    uint32_t header_bytes = (uint32_t)(header[0] & 0x0f) * 4;
    uint32_t total = wide16(header + 2);
    if (total == 0)
        total = wire_left(frame, &whole);
    if (header[0] >> 4 != 4 || header_bytes < IPV4_HEADER || total < header_bytes)
        return LS_SKIP_BAD_HEADER;
    if (header_bytes > IPV4_HEADER && ls_take(in, header_bytes - IPV4_HEADER) == NULL)
        return frame_short(frame);

    set_mapped(&packet->src, header + 12);
    set_mapped(&packet->dst, header + 16);
    packet->trace = wide16(header + 4);
    uint32_t here = at_most(&whole, total);
    packet->ip = ls_cursor(header, here);
    struct part part = {in->at, here - header_bytes, total - header_bytes, header[9]};
    if ((wide16(header + 6) & (IPV4_MORE | IPV4_OFFSET)) != 0)
        return ipv4_fragment(decoder, packet, &part, header, header_bytes);
    if (part.proto == NEXT_AH)
        return ip_rest(packet, &part);
    return transport_decode(packet, &part);
}

/* RFC 2675: the length of a jumbogram is an option of the hop-by-hop header; 0 when absent. */
static uint32_t jumbo_length(struct ls_cursor in)
{
    ls_u8(&in);
    struct ls_cursor options = ls_cut(&in, (size_t)ls_u8(&in) * 8 + 6);
    while (ls_left(&options) > 0) {
        uint8_t kind = ls_u8(&options);
        if (kind == 0)
            continue; /* Pad1 has no length */
        struct ls_cursor value = ls_cut(&options, ls_u8(&options));
        if (kind == OPTION_JUMBO && ls_left(&value) == 4)
            return ls_be32(&value);
    }
    return 0;
}

static uint32_t ipv6_length(const struct ls_frame *frame, const uint8_t *header,
                            const struct ls_cursor *in)
{
    uint32_t length = wide16(header + 4);
    if (length != 0 || header[6] == NEXT_NONE)
        return length;
    uint32_t jumbo = header[6] == NEXT_HOP_BY_HOP ? jumbo_length(*in) : 0;
    return jumbo != 0 ? jumbo : wire_left(frame, in);
}

static int ipv6(struct ls_decoder *decoder, const struct ls_frame *frame, struct ls_packet *packet,
                struct ls_cursor *in)
{
    const uint8_t *header = ls_take(in, IPV6_HEADER);
    if (header == NULL)
        return frame_short(frame);
    if (header[0] >> 4 != 6)
        return LS_SKIP_BAD_HEADER;
    uint32_t wire = ipv6_length(frame, header, in);
    packet->v6 = true;
    memcpy(packet->src.bytes, header + 8, sizeof packet->src.bytes);
    memcpy(packet->dst.bytes, header + 24, sizeof packet->dst.bytes);
    struct part part = {in->at, at_most(in, wire), wire, header[6]};
    packet->ip = ls_cursor(header, IPV6_HEADER + part.here);
    struct fragment fragment = {.header = ls_cursor(header, IPV6_HEADER)};
    int step = skip_extensions(&part, true, &fragment);
    if (step == STEP_HELD)
        return fragments_add(decoder, packet, &fragment);
    return step == STEP_ON ? transport_decode(packet, &part) : step;
}

/* The length is checked when it is there: a cut capture may end before it. */
bool ip_fits(const struct ls_frame *frame, struct ls_cursor in, uint16_t type)
{
    uint32_t wire = wire_left(frame, &in);
    size_t here = ls_left(&in);
    const uint8_t *b = ls_take(&in, 1);
    if (b == NULL)
        return false;
    bool v4 = type == TYPE_IPV4;
    uint32_t least = v4 ? (b[0] & 0x0fU) * 4 : IPV6_HEADER;
    if (b[0] >> 4 != (v4 ? 4 : 6) || least < IPV4_HEADER || least > wire)
        return false;
    if (here < 6)
        return here < wire;
    uint32_t length = wide16(b + (v4 ? 2 : 4));
    if (length == 0) /* offloaded, a jumbogram, or nothing behind the header */
        return true;
    return v4 ? length >= least && length <= wire : length + IPV6_HEADER <= wire;
}

int ip_decode(struct ls_decoder *decoder, const struct ls_frame *frame, struct ls_packet *packet,
              struct ls_cursor *in, uint16_t type)
{
    if (type == TYPE_IPV4)
        return ipv4(decoder, frame, packet, in);
    return ipv6(decoder, frame, packet, in);
}

static bool is_extension(uint8_t proto, bool v6)
{
    switch (proto) {
    case NEXT_AH:
        return true;
    case NEXT_HOP_BY_HOP:
    case NEXT_ROUTING:
    case NEXT_FRAGMENT:
    case NEXT_OPTIONS:
    case NEXT_MOBILITY:
    case NEXT_HIP:
    case NEXT_SHIM6:
        return v6;
    default:
        return false;
    }
}

/* RFC 8200 section 4.5. An "atomic" fragment is a whole packet (RFC 6946): just step over it. */
static int fragment_header(struct part *part, struct fragment *fragment)
{
    const uint8_t *b = part_take(part, 8);
    if (b == NULL)
        return part_short(part, 8);
    part->proto = b[0];
    uint16_t place = wide16(b + 2);
    if ((place & 0xfff9) == 0)
        return STEP_ON;
    if (fragment == NULL)
        return LS_SKIP_BAD_HEADER; /* fragments inside a datagram that was put together */
    fragment->part = *part;
    fragment->offset = place & 0xfff8U;
    fragment->more = place & 1;
    fragment->id = wide32(b + 4);
    return STEP_HELD;
}

int skip_extensions(struct part *part, bool v6, struct fragment *fragment)
{
    for (int i = 0; is_extension(part->proto, v6); i++) {
        if (i == EXTENSIONS_WALKED)
            return LS_SKIP_BAD_HEADER;
        if (part->proto == NEXT_FRAGMENT) {
            int step = fragment_header(part, fragment);
            if (step != STEP_ON)
                return step;
            continue;
        }
        struct ls_cursor ahead = part_cursor(part);
        uint8_t next = ls_u8(&ahead);
        uint8_t length = ls_u8(&ahead);
        if (ahead.failed)
            return part_short(part, 2);
        if (part->proto == NEXT_MOBILITY && next == NEXT_NONE)
            return STEP_ON; /* RFC 6275 section 6.1: the signalling itself */
        uint32_t n = part->proto == NEXT_AH ? (length + 2U) * 4 : (length + 1U) * 8;
        if (part_take(part, n) == NULL)
            return part_short(part, n);
        part->proto = next;
    }
    return STEP_ON;
}

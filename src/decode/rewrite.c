/*
 * rewrite.c - frames that may leave the house
 *
 * Addresses in all headers are replaced, outside and inside tunnels, checksums are mended, and
 * everything behind the transport header is cut off: no rule makes payload safe. Only what was
 * understood is kept, so the frame ends where understanding ends; its length on the wire stays.
 * What stands before an IP header is understood once that header is.
 *
 * A checksum over payload that is cut off would let anybody try which payload it was. So those of
 * the transports are made as if the payload were zeros.
 */
#include <string.h>

#include <pcap/dlt.h>

#include "decode/rewrite.h"

enum {
    IPV4_HEADER = 20,
    IPV6_HEADER = 40,
    UDP_HEADER = 8,
    SHIMS_WALKED = 8,
    EXTENSIONS_WALKED = 16,
};

static void replace_mac(const struct rewrite *r, uint8_t *at)
{
    uint8_t mac[6];
    memcpy(mac, at, sizeof mac);
    ls_anonymise_mac(r->anonymiser, mac, at);
}

/* The sender's address in LINKTYPE_LINUX_SLL (16 bytes) and _SLL2 (20): 8 bytes, length before. */
static bool cooked(struct rewrite *r, struct ls_cursor *in, uint16_t *type)
{
    bool first = r->frame->link_type == DLT_LINUX_SLL;
    const uint8_t *header = ls_take(in, first ? 16 : 20);
    if (header == NULL)
        return false;
    uint8_t *copy = r->room + rewrite_offset(r, header);
    uint8_t *addr = copy + (first ? 6 : 12);
    unsigned length = first ? wide16(header + 4) : header[11];
    if (length == 6)
        replace_mac(r, addr);
    memset(addr + (length == 6 ? 6 : 0), 0, length == 6 ? 2 : 8);
    *type = wide16(header + (first ? 14 : 0));
    r->known = rewrite_offset(r, in->at);
    return true;
}

/* Up to the IP header; the first Ethernet header counts as one more that is bridged. */
static bool strip_link(struct rewrite *r, struct ls_packet *packet, struct ls_cursor *in,
                       uint16_t *type)
{
    switch (r->frame->link_type) {
    case DLT_EN10MB:
        *type = TYPE_BRIDGED;
        return true;
    case DLT_PPP:
        *type = TYPE_PPP;
        return true;
    case DLT_LINUX_SLL:
    case DLT_LINUX_SLL2:
        return cooked(r, in, type);
    default:
        return link_strip(r->frame, packet, in, type) == STEP_ON;
    }
}

static bool strip_shims(struct rewrite *r, const struct ls_frame *inner, struct ls_packet *packet,
                        struct ls_cursor *in, uint16_t *type)
{
    for (int i = 0; *type != TYPE_IPV4 && *type != TYPE_IPV6; i++) {
        bool is_bridged = *type == TYPE_BRIDGED;
        uint32_t start = rewrite_offset(r, in->at);
        if (i > SHIMS_WALKED || shim_step(inner, packet, in, type) != STEP_ON)
            return false;
        if (is_bridged) {
            replace_mac(r, r->room + start);
            replace_mac(r, r->room + start + 6);
        }
    }
    return true;
}

/* Options may hold routes and names: they become "no operation" (RFC 791 section 3.1). */
static bool ipv4(struct rewrite *r, struct ls_cursor *in, struct walk *w)
{
    const uint8_t *header = ls_take(in, IPV4_HEADER);
    if (header == NULL || header[0] >> 4 != 4)
        return false;
    uint32_t bytes = (header[0] & 0x0fU) * 4, total = wide16(header + 2);
    uint8_t *copy = r->room + w->header;
    if (bytes < IPV4_HEADER || ls_take(in, bytes - IPV4_HEADER) == NULL)
        return false;
    rewrite_v4(r, copy + 12);
    rewrite_v4(r, copy + 16);
    memset(copy + IPV4_HEADER, 1, bytes - IPV4_HEADER);
    put16(copy + 10, 0);
    put16(copy + 10, sum_fold(sum_up(0, copy, bytes)));
    uint32_t left = (uint32_t)ls_left(in);
    uint32_t wire = total >= bytes ? total - bytes : left + r->frame->wire - r->frame->captured;
    w->part = (struct part){in->at, left < wire ? left : wire, wire, header[9]};
    w->later_piece = (wide16(header + 6) & 0x1fff) != 0;
    return true;
}

/* What options and routes hold becomes padding; Pad1 is a zero (RFC 8200 section 4.2). */
static bool extension(struct rewrite *r, struct walk *w)
{
    const uint8_t *b = w->part.at;
    uint8_t proto = w->part.proto;
    if (w->part.here < 8)
        return false;
    uint32_t n = proto == NEXT_FRAGMENT ? 8 : (b[1] + 1U) * 8;
    n = proto == NEXT_AH ? (b[1] + 2U) * 4 : n;
    if (part_take(&w->part, n) == NULL)
        return false;
    uint8_t *copy = r->room + rewrite_offset(r, b);
    if (proto == NEXT_HOP_BY_HOP || proto == NEXT_OPTIONS)
        memset(copy + 2, 0, n - 2);
    else if (proto == NEXT_ROUTING)
        memset(copy + 3, 0, n - 3);
    else if (proto == NEXT_AH && n > 12)
        memset(copy + 12, 0, n - 12);
    else if (proto == NEXT_FRAGMENT)
        w->later_piece = (wide16(b + 2) & 0xfff8) != 0;
    w->part.proto = b[0];
    return true;
}

static bool is_extension(const struct walk *w)
{
    switch (w->part.proto) {
    case NEXT_AH:
        return true;
    case NEXT_HOP_BY_HOP:
    case NEXT_ROUTING:
    case NEXT_FRAGMENT:
    case NEXT_OPTIONS:
        return w->v6;
    default:
        return false;
    }
}

static bool ipv6(struct rewrite *r, struct ls_cursor *in, struct walk *w)
{
    const uint8_t *header = ls_take(in, IPV6_HEADER);
    if (header == NULL || header[0] >> 4 != 6)
        return false;
    uint8_t *copy = r->room + w->header;
    rewrite_v6(r, copy + 8);
    rewrite_v6(r, copy + 24);
    uint32_t left = (uint32_t)ls_left(in), wire = wide16(header + 4);
    if (wire == 0)
        wire = left + r->frame->wire - r->frame->captured;
    w->part = (struct part){in->at, left < wire ? left : wire, wire, header[6]};
    return true;
}

/* Moves in to the packet that is carried, if one is. */
static bool enter_tunnel(struct rewrite *r, const struct walk *w, uint32_t header,
                         struct ls_cursor *in, uint16_t *type)
{
    struct ls_packet packet = {.ip_proto = w->part.proto};
    bool is_udp = w->part.proto == LS_IP_UDP;
    const uint8_t *b = w->part.at;
    if (w->later_piece || w->part.here < header || (is_udp && header != UDP_HEADER))
        return false;
    if (is_udp) {
        packet.sport = wide16(b);
        packet.dport = wide16(b + 2);
    }
    struct ls_frame inner = {
        .bytes = b + header,
        .captured = w->part.here - header,
        .wire = w->part.wire - header,
    };
    *in = ls_cursor(inner.bytes, inner.captured);
    packet.payload = *in;
    packet.payload_wire = inner.wire;
    /* routes inside GRE (RFC 1701) hold addresses: such a packet is not looked into */
    if (w->part.proto == CARRIES_GRE && (inner.captured < 1 || (inner.bytes[0] & 0x40) != 0))
        return false;
    if (!tunnel_opens(&packet, &inner, in, type) || in->failed)
        return false;
    rewrite_tunnel(r, &packet, rewrite_offset(r, inner.bytes), rewrite_offset(r, in->at));
    return strip_shims(r, &inner, &packet, in, type);
}

/* One IP packet; returns whether another one is inside, and in is there. */
static bool rewrite_ip(struct rewrite *r, struct ls_cursor *in, uint16_t *type)
{
    struct walk w = {.header = rewrite_offset(r, in->at), .v6 = *type == TYPE_IPV6};
    if (w.v6 ? !ipv6(r, in, &w) : !ipv4(r, in, &w))
        return false;
    for (int i = 0; !w.later_piece && i < EXTENSIONS_WALKED && is_extension(&w); i++)
        if (!extension(r, &w))
            break;
    r->known = rewrite_offset(r, w.part.at);
    if (is_extension(&w))
        return false;
    uint32_t header = rewrite_transport(r, &w);
    r->known += header;
    return enter_tunnel(r, &w, header, in, type);
}

void ls_frame_anonymise(const struct ls_anonymiser *anonymiser, const struct ls_frame *frame,
                        uint8_t *room, struct ls_frame *out)
{
    struct rewrite r = {.anonymiser = anonymiser, .frame = frame, .room = room};
    struct ls_packet packet = {.frames = 1};
    struct ls_cursor in = ls_cursor(frame->bytes, frame->captured);
    uint16_t type = 0;
    if (frame->captured > 0)
        memcpy(room, frame->bytes, frame->captured);
    bool more = strip_link(&r, &packet, &in, &type) && strip_shims(&r, frame, &packet, &in, &type);
    for (int depth = 0; more && depth <= LS_TUNNELS_MAX; depth++)
        more = rewrite_ip(&r, &in, &type);
    rewrite_gre_sums(&r);
    *out = *frame;
    out->bytes = room;
    out->captured = r.known;
}

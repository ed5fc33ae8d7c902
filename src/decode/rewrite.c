/*
 * rewrite.c - frames that may leave the house
 *
 * Addresses in all headers are replaced, outside and inside tunnels, checksums are mended, and
 * everything behind the transport header is cut off: no rule makes payload safe. Only what was
 * understood is kept, so the frame ends where understanding ends; its length on the wire stays.
 *
 * A checksum over payload that is cut off would let anybody try which payload it was. So those of
 * the transports are made as if the payload were zeros.
 */
#include <string.h>

#include <pcap/dlt.h>

#include "decode/decoder.h"

enum {
    IPV4_HEADER = 20,
    IPV6_HEADER = 40,
    TCP_HEADER = 20,
    UDP_HEADER = 8,
    SCTP_HEADER = 12,
    ICMP_HEADER = 8,
    ESP_HEADER = 8,
    NEXT_ESP = 50,
    ICMP_REDIRECT = 5,
    SHIMS_WALKED = 8,
    EXTENSIONS_WALKED = 16,
};

struct rewrite {
    const struct ls_anonymiser *anonymiser;
    const struct ls_frame *frame;
    uint8_t *room;  /* a copy of the frame; offsets are those of the frame */
    uint32_t known; /* bytes from the start that may be shown */
};

/* An IP packet on the way: where its header is, and what stands behind the headers read. */
struct walk {
    uint32_t header; /* offset of the IP header */
    bool v6, later_piece;
    struct part part;
};

static uint32_t offset(const struct rewrite *r, const uint8_t *at)
{
    return (uint32_t)(at - r->frame->bytes);
}

static void put16(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

/* RFC 1071. */
static uint32_t add_up(uint32_t sum, const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i + 1 < n; i += 2)
        sum += wide16(bytes + i);
    if (n % 2 != 0)
        sum += (uint32_t)bytes[n - 1] << 8;
    return sum;
}

static uint32_t fold(uint32_t sum)
{
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return ~sum & 0xffff;
}

static void replace_v4(const struct rewrite *r, uint8_t *at)
{
    struct ls_addr addr = ls_addr_v4(at);
    addr = ls_anonymise_addr(r->anonymiser, &addr);
    memcpy(at, addr.bytes + 12, 4);
}

static void replace_v6(const struct rewrite *r, uint8_t *at)
{
    struct ls_addr addr = ls_addr_v6(at);
    addr = ls_anonymise_addr(r->anonymiser, &addr);
    memcpy(at, addr.bytes, 16);
}

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
    uint8_t *copy = r->room + offset(r, header);
    uint8_t *addr = copy + (first ? 6 : 12);
    unsigned length = first ? wide16(header + 4) : header[11];
    if (length == 6)
        replace_mac(r, addr);
    memset(addr + (length == 6 ? 6 : 0), 0, length == 6 ? 2 : 8);
    *type = wide16(header + (first ? 14 : 0));
    r->known = offset(r, in->at);
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
        uint32_t start = offset(r, in->at);
        if (i > SHIMS_WALKED || shim_step(inner, packet, in, type) != STEP_ON)
            return false;
        if (is_bridged) {
            replace_mac(r, r->room + start);
            replace_mac(r, r->room + start + 6);
        }
    }
    r->known = offset(r, in->at);
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
    replace_v4(r, copy + 12);
    replace_v4(r, copy + 16);
    memset(copy + IPV4_HEADER, 1, bytes - IPV4_HEADER);
    put16(copy + 10, 0);
    put16(copy + 10, fold(add_up(0, copy, bytes)));
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
    uint8_t *copy = r->room + offset(r, b);
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
    replace_v6(r, copy + 8);
    replace_v6(r, copy + 24);
    uint32_t left = (uint32_t)ls_left(in), wire = wide16(header + 4);
    if (wire == 0)
        wire = left + r->frame->wire - r->frame->captured;
    w->part = (struct part){in->at, left < wire ? left : wire, wire, header[6]};
    return true;
}

/* The pseudo-header (RFC 9293 section 3.1, RFC 8200 section 8.1) and the header; payload zero. */
static uint32_t transport_sum(const struct rewrite *r, const struct walk *w, const uint8_t *header,
                              uint32_t bytes, bool pseudo)
{
    const uint8_t *ip = r->room + w->header;
    uint32_t sum = 0;
    if (pseudo) {
        sum = add_up(0, ip + (w->v6 ? 8 : 12), w->v6 ? 32 : 8);
        sum += (w->part.wire >> 16) + (w->part.wire & 0xffff) + w->part.proto;
    }
    return fold(add_up(sum, header, bytes));
}

/* Options that every connection has are kept: end, padding, MSS, scale, SACK, time stamps. */
static void clean_tcp_options(uint8_t *at, size_t n)
{
    for (size_t i = 0; i < n;) {
        uint8_t kind = at[i];
        size_t length = kind <= 1 ? 1 : i + 1 < n ? at[i + 1] : 0;
        bool kept = kind <= 5 || kind == 8;
        if (length == 0 || length > n - i || (kind > 1 && length < 2))
            length = n - i, kept = false;
        if (!kept)
            memset(at + i, 1, length);
        i += length;
    }
}

static uint32_t tcp(struct rewrite *r, const struct walk *w, uint8_t *copy)
{
    uint32_t bytes = (copy[12] >> 4) * 4U;
    if (bytes < TCP_HEADER || bytes > w->part.here)
        bytes = TCP_HEADER;
    clean_tcp_options(copy + TCP_HEADER, bytes - TCP_HEADER);
    put16(copy + 16, 0);
    put16(copy + 16, transport_sum(r, w, copy, bytes, true));
    return bytes;
}

static uint32_t udp(struct rewrite *r, const struct walk *w, uint8_t *copy)
{
    if (wide16(copy + 6) != 0) { /* RFC 768: 0 is none */
        put16(copy + 6, 0);
        uint32_t sum = transport_sum(r, w, copy, UDP_HEADER, true);
        put16(copy + 6, sum != 0 ? sum : 0xffff);
    }
    return UDP_HEADER;
}

static uint32_t icmp(struct rewrite *r, const struct walk *w, uint8_t *copy)
{
    if (!w->v6 && copy[0] == ICMP_REDIRECT)
        replace_v4(r, copy + 4);
    put16(copy + 2, 0);
    put16(copy + 2, transport_sum(r, w, copy, ICMP_HEADER, w->v6));
    return ICMP_HEADER;
}

static uint32_t header_of(uint8_t proto)
{
    switch (proto) {
    case LS_IP_TCP:
        return TCP_HEADER;
    case LS_IP_UDP:
        return UDP_HEADER;
    case LS_IP_SCTP:
        return SCTP_HEADER;
    case LS_IP_ICMP:
    case LS_IP_ICMP6:
        return ICMP_HEADER;
    case NEXT_ESP:
        return ESP_HEADER;
    default:
        return 0;
    }
}

/* Returns how many bytes of the transport may be shown. A cut header shows its ports. */
static uint32_t transport(struct rewrite *r, const struct walk *w)
{
    uint8_t *copy = r->room + offset(r, w->part.at);
    uint32_t header = header_of(w->part.proto);
    bool ports =
        w->part.proto == LS_IP_TCP || w->part.proto == LS_IP_UDP || w->part.proto == LS_IP_SCTP;
    if (header == 0 || w->later_piece)
        return 0;
    if (w->part.here < header)
        return ports && w->part.here >= 4 ? 4 : 0;
    switch (w->part.proto) {
    case LS_IP_TCP:
        return tcp(r, w, copy);
    case LS_IP_UDP:
        return udp(r, w, copy);
    case LS_IP_SCTP: /* a CRC (RFC 9260 section 6.8), over the payload as well */
        memset(copy + 8, 0, 4);
        return header;
    case LS_IP_ICMP:
    case LS_IP_ICMP6:
        return icmp(r, w, copy);
    default:
        return header;
    }
}

/* What a tunnel's own header says beyond its fixed part may be an address, or anything. */
static void clean_tunnel(struct rewrite *r, const struct ls_packet *packet, uint32_t from,
                         uint32_t to)
{
    enum { GENEVE_HEADER = 8 };
    bool by_udp = packet->ip_proto == LS_IP_UDP;
    uint32_t kept = to - from;
    if (by_udp && (packet->dport == PORT_TEREDO || packet->sport == PORT_TEREDO))
        kept = 0;
    else if (by_udp && packet->dport == PORT_GENEVE && kept > GENEVE_HEADER)
        kept = GENEVE_HEADER;
    memset(r->room + from + kept, 0, to - from - kept);
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
    clean_tunnel(r, &packet, offset(r, inner.bytes), offset(r, in->at));
    return strip_shims(r, &inner, &packet, in, type);
}

/* One IP packet; returns whether another one is inside, and in is there. */
static bool rewrite_ip(struct rewrite *r, struct ls_cursor *in, uint16_t *type)
{
    struct walk w = {.header = offset(r, in->at), .v6 = *type == TYPE_IPV6};
    if (w.v6 ? !ipv6(r, in, &w) : !ipv4(r, in, &w))
        return false;
    for (int i = 0; !w.later_piece && i < EXTENSIONS_WALKED && is_extension(&w); i++)
        if (!extension(r, &w))
            break;
    r->known = offset(r, w.part.at);
    if (is_extension(&w))
        return false;
    uint32_t header = transport(r, &w);
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
    *out = *frame;
    out->bytes = room;
    out->captured = r.known;
}

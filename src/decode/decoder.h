/*
 * decoder.h - what the parts of the decode layer share
 *
 * plain.c reads most frames at once. Of the others link.c strips the link layer, shim.c what may
 * stand between it and IP, ip.c reads IPv4 and IPv6, fragments.c puts datagrams back together;
 * transport.c reads ports, tunnel.c goes on inside what carries another packet. Each step returns
 * an enum ls_skip when the frame ends there, or one of the values behind it.
 */
#pragma once

#include "lyncscope/decode.h"

enum {
    STEP_ON = LS_SKIP_COUNT,
    STEP_HELD,
    STEP_TUNNEL, /* packet is whole, and its payload may be a tunnel: see tunnel.c */
    STEP_OTHER,  /* nothing was done: the frame is not plain */
};

/* EtherTypes (IEEE 802 numbers, IANA). */
enum {
    TYPE_IPV4 = 0x0800,
    TYPE_IPV6 = 0x86dd,
    TYPE_VLAN = 0x8100,
    TYPE_QINQ = 0x88a8,
    TYPE_QINQ_OLD = 0x9100, /* before 802.1ad, still seen from switches */
    TYPE_SMALLEST = 0x0600, /* below: IEEE 802.3 length */
    TYPE_BRIDGED = 0x6558,  /* "transparent Ethernet bridging": an Ethernet frame follows */
    TYPE_ARP = 0x0806,
    TYPE_MPLS = 0x8847,
    TYPE_MPLS_UPSTREAM = 0x8848, /* RFC 5332 */
    TYPE_PPPOE = 0x8864,         /* session stage; the discovery stage carries nothing */
    TYPE_PPP = 0x880b,
    TYPE_ERSPAN = 0x88be,
    TYPE_ERSPAN_3 = 0x22eb,
};

/* IP protocol numbers that carry a packet of their own. */
enum {
    CARRIES_IPV4 = 4,  /* RFC 2003 */
    CARRIES_IPV6 = 41, /* RFC 4213, RFC 2473 */
    CARRIES_GRE = 47,
    CARRIES_MPLS = 137, /* RFC 4023 */
};

/* UDP ports of tunnels. A packet is one only when its header fits as well: tunnel_udp.c. */
enum {
    PORT_GTP_U = 2152,
    PORT_TEREDO = 3544,
    PORT_VXLAN = 4789,
    PORT_GENEVE = 6081,
    PORT_MPLS = 6635,
};

/* IP protocol numbers that are steps on the way to a transport (RFC 8200 section 4). */
enum {
    NEXT_HOP_BY_HOP = 0,
    NEXT_ROUTING = 43,
    NEXT_FRAGMENT = 44,
    NEXT_AH = 51,
    NEXT_NONE = 59,
    NEXT_OPTIONS = 60,
    NEXT_MOBILITY = 135,
    NEXT_HIP = 139,
    NEXT_SHIM6 = 140,
};

/*
 * What is left of a packet behind the headers read so far. Not a cursor: one of those in memory
 * is written in two halves and read back whole, for which the processor waits.
 */
struct part {
    const uint8_t *at;
    uint32_t here; /* bytes captured; never more than wire */
    uint32_t wire; /* by the headers */
    uint8_t proto; /* of what the bytes begin with */
};

struct fragment {
    struct ls_cursor header; /* the IP header to put before the whole datagram */
    struct part part;        /* the piece itself */
    uint32_t id;
    uint32_t offset;
    bool more;
};

struct datagram;

enum { FRAGMENT_BUCKETS = 1024 };

/* Datagrams not yet whole. See fragments.c. */
struct fragments {
    struct ls_hash_key *key;
    struct datagram *bucket[FRAGMENT_BUCKETS];
    struct datagram *oldest, *newest;          /* still waiting, in order of arrival */
    struct datagram *given_up, *given_up_last; /* have a first part, wait to be fetched */
    struct datagram *lent; /* their bytes are in the packet delivered last: one, unless nested */
    size_t count, bytes;   /* of those waiting */
    size_t given_up_bytes;
    uint32_t started;         /* datagrams so far; numbers them */
    struct ls_joined *joined; /* by what was put together last */
    size_t joined_count, joined_room;
};

struct ls_decoder {
    uint64_t skipped[LS_SKIP_COUNT];
    struct fragments fragments;
};

static inline uint16_t wide16(const uint8_t *b)
{
    return (uint16_t)(b[0] << 8 | b[1]);
}

static inline uint32_t wide32(const uint8_t *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static inline struct ls_cursor part_cursor(const struct part *part)
{
    return ls_cursor(part->at, part->here);
}

static inline const uint8_t *part_take(struct part *part, uint32_t n)
{
    struct ls_cursor in = part_cursor(part);
    const uint8_t *bytes = ls_take(&in, n);
    if (bytes == NULL)
        return NULL;
    part->at += n;
    part->here -= n;
    part->wire -= n;
    return bytes;
}

/* part_short says why n bytes could not be taken: the snapshot length, or there never were. */
static inline int part_short(const struct part *part, uint32_t n)
{
    return n > part->wire ? LS_SKIP_BAD_HEADER : LS_SKIP_CUT_HEADER;
}

/* plain_decode returns STEP_OTHER, with packet as it was, where a frame is to be read step by step. */
int plain_decode(const struct ls_frame *frame, struct ls_packet *packet);

/* link_strip moves in to the IP header and says by *type which IP the link layer promised. */
int link_strip(const struct ls_frame *frame, struct ls_packet *packet, struct ls_cursor *in,
               uint16_t *type);

/*
 * shim_strip goes on from an EtherType to the IP header: tags, LLC, MPLS, PPPoE, Ethernet inside
 * those. *type is then TYPE_IPV4 or TYPE_IPV6.
 */
int shim_strip(const struct ls_frame *frame, struct ls_packet *packet, struct ls_cursor *in,
               uint16_t *type);

/* shim_step is one step of it: in moves behind one header, *type says what is next. */
int shim_step(const struct ls_frame *frame, struct ls_packet *packet, struct ls_cursor *in,
              uint16_t *type);

/* ethernet_fits says whether what is there can be an Ethernet frame: its type must be a known one.
 */
bool ethernet_fits(struct ls_cursor in);

/* ip_fits says whether an IP header of this type, right as far as it is there, is next. */
bool ip_fits(const struct ls_frame *frame, struct ls_cursor in, uint16_t type);

/* frame_short says why a header that must be in frame is not. */
static inline int frame_short(const struct ls_frame *frame)
{
    return frame->captured < frame->wire ? LS_SKIP_CUT_HEADER : LS_SKIP_BAD_HEADER;
}

int ip_decode(struct ls_decoder *decoder, const struct ls_frame *frame, struct ls_packet *packet,
              struct ls_cursor *in, uint16_t type);

/*
 * skip_extensions moves part behind IPv6 extension headers and AH. A fragment header that
 * really splits fills *fragment and returns STEP_HELD; fragment may be NULL where none may be.
 */
int skip_extensions(struct part *part, bool v6, struct fragment *fragment);

/*
 * transport_decode reads ports and payload; part's proto is no extension header any more.
 * trace comes in as the IPv4 identification.
 */
int transport_decode(struct ls_packet *packet, const struct part *part);

/*
 * tunnel_decode goes on with the payload of a packet for which STEP_TUNNEL was said, inwards as
 * long as there are tunnels. Never returns STEP_TUNNEL.
 */
int tunnel_decode(struct ls_decoder *decoder, struct ls_packet *packet);

/*
 * tunnel_opens finds out whether packet, of which protocol, ports and payload are known, really is
 * a tunnel, and moves in to what it carries.
 */
bool tunnel_opens(const struct ls_packet *packet, struct ls_frame *inner, struct ls_cursor *in,
                  uint16_t *type);

/*
 * The tunnel_ functions below move in to what is carried and set *type to its EtherType. They
 * return false when the header is not all there or does not fit: then it is no tunnel.
 */
bool tunnel_gre(struct ls_frame *frame, struct ls_cursor *in, uint16_t *type);
bool tunnel_udp(const struct ls_packet *packet, struct ls_frame *frame, struct ls_cursor *in,
                uint16_t *type);

/*
 * fragments_add keeps a piece. packet has addresses, time and VLANs of its frame; when the
 * datagram is whole it is delivered in packet (STEP_ON, or an enum ls_skip).
 */
int fragments_add(struct ls_decoder *decoder, struct ls_packet *packet,
                  const struct fragment *fragment);
void fragments_release(struct fragments *fragments);
void fragments_clear(struct fragments *fragments);

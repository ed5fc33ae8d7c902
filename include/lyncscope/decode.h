/*
 * decode.h - a frame becomes a packet
 *
 * Link types Ethernet (with VLAN and QinQ tags, LLC/SNAP), raw IP, Linux cooked v1 and v2,
 * null/loopback, PPP; MPLS and PPPoE below IP; IPv4 (RFC 791), IPv6 with extension headers
 * (RFC 8200), fragments put back together, TCP (RFC 9293), UDP (RFC 768), SCTP (RFC 9260), ICMP
 * (RFC 792, RFC 4443).
 *
 * Tunnels (IP in IP, GRE with ERSPAN and PPTP, VXLAN, GENEVE, GTP-U, MPLS over IP and UDP, Teredo)
 * are opened: the packet is the innermost one, its frames and wire_bytes are those of the whole
 * outer frame. What only looks like a tunnel stays a packet of the outer addresses.
 *
 * Every frame ends in a packet or in a counter with a name. Cut short by the snapshot length
 * is not the same as wrong: what could be read is delivered, with cut set.
 *
 * Threads: one decoder per thread. Byte order: host, addresses as on the wire.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lyncscope/address.h"
#include "lyncscope/anonymise.h"
#include "lyncscope/capture.h"
#include "lyncscope/cursor.h"

enum {
    LS_VLANS_MAX = 2,
    LS_TUNNELS_MAX = 8, /* tunnels inside each other; what nests deeper is counted and left */
};

/* IP protocol numbers the program treats specially (IANA "Protocol Numbers"). */
enum {
    LS_IP_ICMP = 1,
    LS_IP_TCP = 6,
    LS_IP_UDP = 17,
    LS_IP_ICMP6 = 58,
    LS_IP_SCTP = 132,
};

enum {
    LS_TCP_FIN = 0x01,
    LS_TCP_SYN = 0x02,
    LS_TCP_RST = 0x04,
    LS_TCP_PSH = 0x08,
    LS_TCP_ACK = 0x10,
};

struct ls_packet {
    int64_t time_ns; /* of its first frame */
    struct ls_addr src, dst;
    uint16_t sport, dport; /* 0 when the protocol has none */
    uint8_t ip_proto;
    uint8_t tcp_flags;
    uint8_t icmp_type, icmp_code;
    bool v6;
    bool has_ports;
    bool cut; /* payload is shorter than the headers say: snapshot length or lost fragments */
    uint8_t vlan_count;
    uint16_t vlan[LS_VLANS_MAX]; /* outermost first */
    uint32_t seq;                /* TCP */
    uint32_t trace;              /* see below; 0 = none */
    uint32_t payload_wire;       /* payload length by the headers */
    uint32_t frames;             /* frames it came in: 1, or the number of fragments */
    uint32_t datagram;           /* fragments of one datagram share a number; 0 = not fragmented */
    uint64_t wire_bytes;         /* whole frames on the wire, all of them */
    struct ls_cursor payload;    /* lent until the next call on the decoder or its source */
    struct ls_cursor ip;         /* from the IP header on, as captured; same life */
};

/*
 * trace is made of the IPv4 identification and the checksum of the transport: with the same
 * ports, sequence number and length it tells a packet that the capture has twice (SPAN of two
 * ports) from one that was sent twice. IPv6, and IPv4 that does not use its identification, have
 * the checksum and first bytes only, so there a bare TCP acknowledgement or reset has no trace.
 */

/* Why a frame is in no flow. The names in ls_skip_name are those of the audit's "skipped". */
enum ls_skip {
    LS_SKIP_NON_IP,         /* ARP, LLDP, spanning tree ... */
    LS_SKIP_LINK_TYPE,      /* a link type nobody here decodes */
    LS_SKIP_BAD_HEADER,     /* a header that contradicts itself */
    LS_SKIP_CUT_HEADER,     /* the snapshot length cut a header */
    LS_SKIP_FRAGMENT,       /* fragment without its first part */
    LS_SKIP_NESTED,         /* more than LS_TUNNELS_MAX tunnels inside each other */
    LS_SKIP_COUNT
};

const char *ls_skip_name(enum ls_skip skip); /* "non-ip", ...; static text */

/*
 * A TCP, UDP or SCTP packet whose ports can be read counts in its flow even when the rest of the
 * header is cut or wrong; it then has no payload and no TCP flags. Only without ports it is
 * skipped. An IP header that is wrong makes no packet: its addresses cannot be believed.
 */
struct ls_decoder;

enum ls_decoded {
    LS_DECODED_PACKET,  /* *packet is filled */
    LS_DECODED_HELD,    /* a fragment, kept until its datagram is whole or given up; only
                           packet->datagram is filled */
    LS_DECODED_SKIPPED, /* counted under an enum ls_skip */
};

LS_MUST_USE struct ls_decoder *ls_decoder_new(struct ls_error *error);
void ls_decoder_free(struct ls_decoder *decoder);

LS_MUST_USE enum ls_decoded ls_decode(struct ls_decoder *decoder, const struct ls_frame *frame,
                                      struct ls_packet *packet);

/*
 * ls_decode_overdue gives up datagrams whose fragments are older than now_ns minus 30 s (all of
 * them when now_ns is INT64_MAX). Returns true with a packet (cut, with what there was) for one
 * that had its first part; call until false. Those without are counted. Where memory for
 * fragments ran out, the oldest were given up before their time and wait here too: call this
 * whenever ls_decode said LS_DECODED_HELD (it costs next to nothing when there is none).
 */
LS_MUST_USE bool ls_decode_overdue(struct ls_decoder *decoder, int64_t now_ns,
                                   struct ls_packet *packet);

/* A datagram that was put together and then was, inside a tunnel, a fragment of another. */
struct ls_joined {
    uint32_t datagram, into;
};

/*
 * ls_decoder_joined lends what the last ls_decode or ls_decode_overdue that put a datagram together
 * joined, if anything: the frames of .datagram belong to .into.
 */
const struct ls_joined *ls_decoder_joined(const struct ls_decoder *decoder, size_t *count);

/* ls_decoder_skipped lends LS_SKIP_COUNT counters of frames, indexed by enum ls_skip. */
const uint64_t *ls_decoder_skipped(const struct ls_decoder *decoder);

/*
 * ls_frame_anonymise fills out with a frame whose addresses are stand-ins and that ends behind the
 * transport header of the innermost packet. room is for frame->captured bytes and is lent to out.
 */
void ls_frame_anonymise(const struct ls_anonymiser *anonymiser, const struct ls_frame *frame,
                        uint8_t *room, struct ls_frame *out);

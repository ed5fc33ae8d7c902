/*
 * transport.c - TCP (RFC 9293), UDP (RFC 768), SCTP (RFC 9260), ICMP (RFC 792, RFC 4443)
 *
 * A frame whose ports can be read counts in the flow of those ports, even when the rest of the
 * transport header is cut or contradicts itself: such a packet was sent, and an audit must show
 * between whom. It then brings no payload and no TCP flags, so it proves and changes nothing.
 * Only without ports there is no flow to put it in: then it is counted as cut or bad.
 */
#include "decode/decoder.h"

enum { PORTS = 4, TCP_HEADER = 20, UDP_HEADER = 8, SCTP_HEADER = 12, ICMP_HEADER = 8 };

/* Spreads bits over the trace of packets that have no identification of their own. */
#define TRACE_MIX UINT32_C(0x9e3779b1)

/* packet->trace is the identification so far; a checksum of 0 is none (RFC 768). */
static void set_trace(struct ls_packet *packet, const uint8_t *checksum)
{
    packet->trace = packet->trace << 16 | wide16(checksum);
}

static void set_ports(struct ls_packet *packet, const uint8_t *header)
{
    packet->sport = wide16(header);
    packet->dport = wide16(header + 2);
    packet->has_ports = true;
}

static void set_payload(struct ls_packet *packet, struct ls_cursor bytes, uint32_t wire)
{
    packet->payload = bytes;
    packet->payload_wire = wire;
    packet->cut = ls_left(&bytes) < wire;
}

/* A header that is not all there, or wrong: the ports if possible, and nothing else. */
static int ports_only(struct ls_packet *packet, const struct part *part, uint32_t header)
{
    struct ls_cursor in = part_cursor(part);
    const uint8_t *ports = ls_take(&in, PORTS);
    if (ports == NULL)
        return part_short(part, PORTS);
    set_ports(packet, ports);
    bool cut = part->here < part->wire;
    packet->payload = ls_cursor(in.end, 0);
    packet->payload_wire = cut && part->wire > header ? part->wire - header : 0;
    packet->cut = cut;
    packet->trace = 0;
    return STEP_ON;
}

static int tcp(struct ls_packet *packet, const struct part *part)
{
    struct ls_cursor in = part_cursor(part);
    const uint8_t *b = ls_take(&in, TCP_HEADER);
    if (b == NULL)
        return ports_only(packet, part, TCP_HEADER);
    uint32_t header = (uint32_t)(b[12] >> 4) * 4;
    if (header < TCP_HEADER || header > part->wire)
        return ports_only(packet, part, TCP_HEADER);
    set_ports(packet, b);
    packet->seq = wide32(b + 4);
    packet->tcp_flags = b[13];
    set_trace(packet, b + 16);
    ls_take(&in, header - TCP_HEADER); /* options cut: in is then empty, as the payload is */
    set_payload(packet, ls_cursor(in.at, ls_left(&in)), part->wire - header);
    packet->cut = packet->cut || in.failed;
    if (packet->trace <= UINT16_MAX && packet->payload_wire == 0 &&
        (b[13] & (LS_TCP_SYN | LS_TCP_FIN)) == 0)
        packet->trace = 0; /* equal acknowledgements, or resets, may all be meant */
    return STEP_ON;
}

static bool tunnel_port(uint16_t port)
{
    switch (port) {
    case PORT_GTP_U:
    case PORT_TEREDO:
    case PORT_VXLAN:
    case PORT_GENEVE:
    case PORT_MPLS:
        return true;
    default:
        return false;
    }
}

/* Without identification the first bytes must help: in RTP they hold the sequence number. */
static uint32_t trace_of_bytes(const struct ls_packet *packet)
{
    struct ls_cursor in = packet->payload;
    uint32_t first = ls_be32(&in);
    uint32_t second = ls_be32(&in);
    if (packet->trace == 0 || in.failed)
        return 0;
    return packet->trace ^ first * TRACE_MIX ^ second;
}

/*
 * The UDP length may be smaller than IP says (the rest is not payload), larger (payload is
 * missing) or zero (RFC 2675 section 4, or offload: IP's length counts).
 */
static int udp(struct ls_packet *packet, const struct part *part)
{
    struct ls_cursor in = part_cursor(part);
    const uint8_t *b = ls_take(&in, UDP_HEADER);
    if (b == NULL)
        return ports_only(packet, part, UDP_HEADER);
    uint32_t length = wide16(b + 4);
    if (length == 0)
        length = part->wire;
    if (length < UDP_HEADER)
        return ports_only(packet, part, UDP_HEADER);
    set_ports(packet, b);
    uint32_t wire = length - UDP_HEADER;
    size_t left = ls_left(&in);
    set_payload(packet, ls_cursor(in.at, left < wire ? left : wire), wire);
    set_trace(packet, b + 6);
    if (packet->trace <= UINT16_MAX)
        packet->trace = trace_of_bytes(packet);
    bool low = packet->dport <= PORT_MPLS || packet->sport == PORT_TEREDO; /* media are higher */
    return low && (tunnel_port(packet->dport) || packet->sport == PORT_TEREDO) ? STEP_TUNNEL
                                                                               : STEP_ON;
}

static int sctp(struct ls_packet *packet, const struct part *part)
{
    struct ls_cursor in = part_cursor(part);
    const uint8_t *b = ls_take(&in, SCTP_HEADER);
    if (b == NULL)
        return ports_only(packet, part, SCTP_HEADER);
    set_ports(packet, b);
    set_payload(packet, in, part->wire - SCTP_HEADER);
    return STEP_ON;
}

/* The flow of an ICMP message is its two addresses, so a message cut short has one all the same. */
static int icmp(struct ls_packet *packet, const struct part *part)
{
    struct ls_cursor in = part_cursor(part);
    const uint8_t *b = ls_take(&in, 2);
    if (b != NULL) {
        packet->icmp_type = b[0];
        packet->icmp_code = b[1];
    }
    const uint8_t *rest = ls_take(&in, ICMP_HEADER - 2);
    if (rest != NULL && packet->trace != 0)
        set_trace(packet, rest);
    else
        packet->trace = 0;
    uint32_t wire = part->wire > ICMP_HEADER ? part->wire - ICMP_HEADER : 0;
    set_payload(packet, ls_cursor(in.at, ls_left(&in)), wire);
    return STEP_ON;
}

int transport_decode(struct ls_packet *packet, const struct part *part)
{
    packet->ip_proto = part->proto;
    if (part->proto == LS_IP_UDP) /* nearly all are one of the two: no jump through a table */
        return udp(packet, part);
    if (part->proto == LS_IP_TCP)
        return tcp(packet, part);
    switch (part->proto) {
    case LS_IP_SCTP:
        packet->trace = 0;
        return sctp(packet, part);
    case LS_IP_ICMP:
    case LS_IP_ICMP6:
        return icmp(packet, part);
    case CARRIES_IPV4:
    case CARRIES_IPV6:
    case CARRIES_GRE:
    case CARRIES_MPLS:
        packet->trace = 0;
        set_payload(packet, part_cursor(part), part->wire);
        return STEP_TUNNEL;
    default:
        packet->trace = 0;
        set_payload(packet, part_cursor(part), part->wire);
        return STEP_ON;
    }
}

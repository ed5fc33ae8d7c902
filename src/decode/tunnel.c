/*
 * tunnel.c - on inside a packet that carries another one
 *
 * What is carried is a frame again, only without link type. Where it cannot be read - no IP, or a
 * header that contradicts itself - the packet stays what it is outside: two tunnel ends that talk.
 * An Ethernet frame inside without IP (ARP, LLDP) is counted as it would be outside, and so is a
 * datagram put together inside: its other frames were held, and have no packet to go back to.
 */
#include "decode/decoder.h"

bool tunnel_opens(const struct ls_packet *packet, struct ls_frame *inner, struct ls_cursor *in,
                  uint16_t *type)
{
    switch (packet->ip_proto) {
    case CARRIES_IPV4: /* RFC 2003 section 3.1 */
        *type = TYPE_IPV4;
        return true;
    case CARRIES_IPV6: /* RFC 4213 section 3, RFC 2473 section 3 */
        *type = TYPE_IPV6;
        return true;
    case CARRIES_MPLS: /* RFC 4023 section 3 */
        *type = TYPE_MPLS;
        return true;
    case CARRIES_GRE:
        return tunnel_gre(inner, in, type);
    case LS_IP_UDP:
        return tunnel_udp(packet, inner, in, type);
    default:
        return false;
    }
}

/* The addresses of the inner packet come in the place of these; frames, time and tags stay. */
static void forget_outer(struct ls_packet *packet)
{
    packet->v6 = packet->has_ports = packet->cut = false;
    packet->sport = packet->dport = 0;
    packet->trace = 0;
    packet->payload_wire = 0;
}

static int decode_inner(struct ls_decoder *decoder, struct ls_packet *packet,
                        const struct ls_frame *inner, struct ls_cursor *in, uint16_t type)
{
    const struct ls_packet outer = *packet;
    bool bridged = type == TYPE_BRIDGED;
    forget_outer(packet);
    int step = shim_strip(inner, packet, in, &type);
    if (step == STEP_ON)
        step = ip_decode(decoder, inner, packet, in, type);
    bool unread = step == LS_SKIP_BAD_HEADER || (step == LS_SKIP_NON_IP && !bridged);
    if (unread && packet->datagram == outer.datagram) {
        *packet = outer;
        return STEP_ON;
    }
    return step;
}

int tunnel_decode(struct ls_decoder *decoder, struct ls_packet *packet)
{
    int step = STEP_TUNNEL;
    for (int depth = 0; step == STEP_TUNNEL; depth++) {
        struct ls_frame inner = {
            .time_ns = packet->time_ns,
            .bytes = packet->payload.at,
            .captured = (uint32_t)ls_left(&packet->payload),
            .wire = packet->payload_wire,
        };
        struct ls_cursor in = packet->payload;
        uint16_t type = 0;
        if (!tunnel_opens(packet, &inner, &in, &type))
            return STEP_ON;
        if (depth == LS_TUNNELS_MAX)
            return LS_SKIP_NESTED;
        step = decode_inner(decoder, packet, &inner, &in, type);
    }
    return step;
}

/*
 * tunnel_udp.c - VXLAN, GENEVE, GTP-U, MPLS and Teredo over UDP
 *
 * A port proves nothing: the ports are anybody's. The header must fit in every field that has only
 * one right value, and what it carries must begin like what it says; else it is a UDP flow.
 */
#include "decode/decoder.h"

enum { LABELS_WALKED = 16 };

static size_t wire_left(const struct ls_frame *frame, const struct ls_cursor *in)
{
    return ls_left(in) + (frame->wire - frame->captured);
}

static bool ip_next(const struct ls_frame *frame, const struct ls_cursor *in, uint16_t *type)
{
    struct ls_cursor ahead = *in;
    *type = ls_u8(&ahead) >> 4 == 4 ? TYPE_IPV4 : TYPE_IPV6;
    return ip_fits(frame, *in, *type);
}

/*
 * RFC 7348 section 5: flags with I (0x08) set, reserved 24 bits, identifier 24, reserved 8. The
 * group extension (draft-smith-vxlan-group-policy-05 section 2.1) sets G (0x80) and puts two flags
 * and a group of 16 bits in the reserved ones.
 */
static bool vxlan(struct ls_cursor *in, uint16_t *type)
{
    const uint8_t *header = ls_take(in, 8);
    if (header == NULL || header[7] != 0)
        return false;
    bool plain = header[0] == 0x08 && header[1] == 0 && wide16(header + 2) == 0;
    bool group = header[0] == 0x88 && (header[1] & ~0x48) == 0;
    *type = TYPE_BRIDGED;
    return (plain || group) && ethernet_fits(*in);
}

/*
 * RFC 8926 section 3.4: version 2 bits (0), length of options 6 in words, O (control) 1, critical
 * 1, reserved 6, protocol 16, identifier 24, reserved 8. Section 3.5: options of class 16, type 8,
 * reserved 3 and length 5 in words.
 */
static bool geneve(const struct ls_frame *frame, struct ls_cursor *in, uint16_t *type)
{
    const uint8_t *header = ls_take(in, 8);
    if (header == NULL || header[0] >> 6 != 0 || (header[1] & ~0x40) != 0 || header[7] != 0)
        return false;
    *type = wide16(header + 2);
    struct ls_cursor options = ls_cut(in, (header[0] & 0x3fU) * 4);
    while (ls_left(&options) > 0) {
        const uint8_t *option = ls_take(&options, 4);
        if (option != NULL)
            ls_take(&options, (option[3] & 0x1fU) * 4);
    }
    if (in->failed || options.failed)
        return false;
    if (*type == TYPE_BRIDGED)
        return ethernet_fits(*in);
    return (*type == TYPE_IPV4 || *type == TYPE_IPV6) && ip_fits(frame, *in, *type);
}

/*
 * 3GPP TS 29.281 section 5.1: version 3 bits (1), PT 1 (1), spare 1, E, S, PN; message 8 (255 is
 * a user packet), length 16 of what follows the first eight bytes, tunnel 32; with any of the
 * three flags sequence 16, N-PDU 8, next extension 8. Section 5.2.1: extensions are words, their
 * length comes first and the type of the next last.
 */
static bool gtp_u(const struct ls_frame *frame, struct ls_cursor *in, uint16_t *type)
{
    const uint8_t *header = ls_take(in, 8);
    if (header == NULL || (header[0] & 0xf8) != 0x30 || header[1] != 0xff ||
        wide16(header + 2) != wire_left(frame, in))
        return false;
    if (header[0] & 7) {
        const uint8_t *optional = ls_take(in, 4);
        uint8_t next = optional != NULL && header[0] & 4 ? optional[3] : 0;
        while (next != 0 && !in->failed) {
            struct ls_cursor ahead = *in;
            size_t bytes = ls_u8(&ahead) * (size_t)4;
            const uint8_t *extension = ls_take(in, bytes);
            if (bytes == 0 || extension == NULL)
                return false;
            next = extension[bytes - 1];
        }
    }
    return !in->failed && ip_next(frame, in, type);
}

/* RFC 7510 section 3: a label stack; RFC 3032 for its bottom. */
static bool mpls(const struct ls_frame *frame, struct ls_cursor *in, uint16_t *type)
{
    struct ls_cursor behind = *in;
    const uint8_t *label = NULL;
    for (int i = 0; i < LABELS_WALKED; i++) {
        label = ls_take(&behind, 4);
        if (label == NULL || label[2] & 1)
            break;
    }
    if (label == NULL || (label[2] & 1) == 0 || !ip_next(frame, &behind, type))
        return false;
    *in = behind;
    return true;
}

/*
 * RFC 4380 section 5.1.1: perhaps an authentication (0001: lengths of name and value, these, nonce
 * 8 bytes, confirmation 1), perhaps an origin (0000: port, address), then an IPv6 packet that ends
 * where the datagram does.
 */
static bool teredo(const struct ls_frame *frame, struct ls_cursor *in, uint16_t *type)
{
    if (ls_starts(in, "\0\1", 2)) {
        const uint8_t *header = ls_take(in, 4);
        ls_take(in, header != NULL ? header[2] + (size_t)header[3] + 8 + 1 : 0);
    }
    if (ls_starts(in, "\0\0", 2))
        ls_take(in, 8);
    *type = TYPE_IPV6;
    size_t wire = wire_left(frame, in);
    if (in->failed || !ip_fits(frame, *in, TYPE_IPV6))
        return false;
    const uint8_t *header = ls_take(&(struct ls_cursor){in->at, in->end, false}, 6);
    return header != NULL && wide16(header + 4) + (size_t)40 == wire;
}

bool tunnel_udp(const struct ls_packet *packet, struct ls_frame *frame, struct ls_cursor *in,
                uint16_t *type)
{
    switch (packet->dport) {
    case PORT_VXLAN:
        return vxlan(in, type);
    case PORT_GENEVE:
        return geneve(frame, in, type);
    case PORT_GTP_U:
        return gtp_u(frame, in, type);
    case PORT_MPLS:
        return mpls(frame, in, type);
    default:
        return (packet->dport == PORT_TEREDO || packet->sport == PORT_TEREDO) &&
               teredo(frame, in, type);
    }
}

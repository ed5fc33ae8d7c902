/*
 * plain.c - the frame that nearly all are: Ethernet and IPv4, no tags, no options, no fragment
 *
 * One look at what link.c and ip.c check step by step, with the same outcome; whatever is not as
 * expected here is theirs.
 */
#include <pcap/dlt.h>

#include "decode/decoder.h"

enum {
    ETHERNET_HEADER = 14,
    IPV4_HEADER = 20,
    VERSION_AND_LENGTH = 0x45, /* RFC 791 section 3.1: version 4, five words of header */
    FRAGMENT = 0x3fff,         /* more to come, or an offset */
};

/* Both addresses stand together in the header. */
static void set_addresses(struct ls_packet *packet, const uint8_t bytes[8])
{
    static const struct ls_addr mapped = {{[10] = 0xff, [11] = 0xff}};
    packet->src = packet->dst = mapped;
    memcpy(packet->src.bytes + 12, bytes, 4);
    memcpy(packet->dst.bytes + 12, bytes + 4, 4);
}

int plain_decode(const struct ls_frame *frame, struct ls_packet *packet)
{
    struct ls_cursor in = ls_cursor(frame->bytes, frame->captured);
    const uint8_t *b = ls_take(&in, ETHERNET_HEADER + IPV4_HEADER);
    if (b == NULL || frame->link_type != DLT_EN10MB || wide16(b + 12) != TYPE_IPV4)
        return STEP_OTHER;
    const uint8_t *header = b + ETHERNET_HEADER;
    uint32_t total = wide16(header + 2);
    if (header[0] != VERSION_AND_LENGTH || (wide16(header + 6) & FRAGMENT) != 0 ||
        total < IPV4_HEADER || total - IPV4_HEADER > ls_left(&in) || header[9] == NEXT_AH)
        return STEP_OTHER;
    uint32_t rest = total - IPV4_HEADER;
    set_addresses(packet, header + 12);
    packet->trace = wide16(header + 4);
    packet->ip = ls_cursor(header, total);
    struct part part = {in.at, rest, rest, header[9]};
    return transport_decode(packet, &part);
}

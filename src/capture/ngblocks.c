/* ngblocks.c - what is in the blocks of a pcapng file: packets, sections, statistics. */
#include "capture/pcapng.h"

struct packet {
    uint32_t interface;
    uint32_t captured, wire;
    uint64_t stamp;
};

/* Hold a packet against its interface and lend it. */
static inline bool lend(struct ls_pcapng *ng, const struct packet *packet, struct ls_cursor *rest,
                        struct ls_frame *frame)
{
    struct ls_reader *reader = &ng->base;
    if (packet->interface >= ng->interface_count) {
        ls_reader_damage(reader, "a packet is of interface %u, which is not described",
                         packet->interface);
        return false;
    }
    const struct ls_described *from = &ng->interfaces[packet->interface];
    if (packet->captured > from->snaplen) {
        ls_reader_damage(reader, "a captured length of %u above the snapshot length %u",
                         packet->captured, from->snaplen);
        return false;
    }
    const uint8_t *bytes = ls_take(rest, packet->captured);
    if (rest->failed) {
        ls_reader_damage(reader, "a packet is longer than its block");
        return false;
    }
    frame->time_ns = ls_stamp_ns(&from->clock, packet->stamp);
    frame->bytes = bytes;
    frame->captured = packet->captured;
    frame->wire = packet->wire > packet->captured ? packet->wire : packet->captured;
    frame->link_type = from->type->dlt;
    return !reader->filtering ||
           ls_link_type_pass(from->type, bytes, packet->wire, packet->captured);
}

/* The four fields that the Enhanced Packet Block shares with the old one. */
static inline bool rest_of_packet(struct ls_pcapng *ng, uint32_t interface, struct ls_cursor *body,
                                  struct ls_frame *frame)
{
    const bool big = ng->big;
    struct packet packet = {.interface = interface};
    uint64_t high = ls_order32(body, big);
    packet.stamp = high << 32 | ls_order32(body, big);
    packet.captured = ls_order32(body, big);
    packet.wire = ls_order32(body, big);
    if (body->failed) {
        ls_reader_damage(&ng->base, "a packet block is too short");
        return false;
    }
    return lend(ng, &packet, body, frame);
}

/* Section 4.3. */
static bool enhanced_packet(struct ls_pcapng *ng, struct ls_cursor body, struct ls_frame *frame)
{
    uint32_t interface = ls_order32(&body, ng->big);
    return rest_of_packet(ng, interface, &body, frame);
}

/* Section A.1: 16 bits of interface, and 16 of drops, which interface statistics count as well. */
static bool old_packet(struct ls_pcapng *ng, struct ls_cursor body, struct ls_frame *frame)
{
    uint32_t interface = ls_order16(&body, ng->big);
    ls_take(&body, 2);
    return rest_of_packet(ng, interface, &body, frame);
}

/* Section 4.4: of the first interface, without a time, as long as its snapshot length lets it be.
 */
static bool simple_packet(struct ls_pcapng *ng, struct ls_cursor body, struct ls_frame *frame)
{
    struct packet packet = {.wire = ls_order32(&body, ng->big)};
    if (body.failed) {
        ls_reader_damage(&ng->base, "a simple packet block is too short");
        return false;
    }
    uint32_t snaplen = ng->interface_count > 0 ? ng->interfaces[0].snaplen : 0;
    packet.captured = packet.wire < snaplen ? packet.wire : snaplen;
    return lend(ng, &packet, &body, frame);
}

/* Section 4.1. A section has interfaces of its own; link types and their filters stay. */
static void section(struct ls_pcapng *ng, struct ls_cursor body)
{
    ls_take(&body, 4); /* byte-order magic, known */
    uint16_t major = ls_order16(&body, ng->big);
    uint16_t minor = ls_order16(&body, ng->big);
    ls_take(&body, 8); /* section length, not needed */
    bool first = !ng->begun;
    ng->begun = true;
    ng->interface_count = 0;
    if (body.failed)
        ls_reader_damage(&ng->base, "a section header is too short");
    else if (major != 1 || (first && minor != 0 && minor != 2))
        ls_reader_damage(&ng->base, "version %u.%u of pcapng is not known", major, minor);
}

/* Section 4.6. */
static void statistics(struct ls_pcapng *ng, struct ls_cursor body)
{
    uint32_t number = ls_order32(&body, ng->big);
    ls_take(&body, 8); /* when */
    if (!body.failed && number < ng->interface_count)
        ls_described_drops(&ng->interfaces[number], body, ng->big, &ng->base);
}

bool ls_pcapng_block(struct ls_pcapng *ng, uint32_t type, struct ls_cursor body,
                     struct ls_frame *frame)
{
    switch (type) {
    case LS_NG_SECTION:
        section(ng, body);
        return false;
    case LS_NG_INTERFACE:
        ls_pcapng_describe(ng, body);
        return false;
    case LS_NG_STATISTICS:
        statistics(ng, body);
        return false;
    case LS_NG_OLD_PACKET:
        return old_packet(ng, body, frame);
    case LS_NG_SIMPLE_PACKET:
        return simple_packet(ng, body, frame);
    case LS_NG_PACKET:
        return enhanced_packet(ng, body, frame);
    default:
        return false;
    }
}

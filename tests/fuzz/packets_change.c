/* packets_change.c - what may happen to packets, one change a function. */
#include <stdlib.h>
#include <string.h>

#include "decode/rewrite.h"
#include "lyncscope/decode.h"
#include "packets.h"

enum { ADDRESS_PAIRS = 12, TCP_FLAGS = 13, ENOUGH = 64 };

#define SPREAD UINT64_C(0x9E3779B97F4A7C15) /* seeds that are near give dice that are not */

/* One packet that changes, with what is known of it. */
struct change {
    struct packets *packets;
    size_t number;
    struct packet *packet;
    struct packet_parts parts;
    packet_bytes_change *bytes;
};

/* xorshift64 (Marsaglia 2003); the same seed gives the same changes. */
size_t packets_random(struct packets *packets, size_t limit)
{
    uint64_t dice = packets->dice;
    dice ^= dice << 13;
    dice ^= dice >> 7;
    dice ^= dice << 17;
    packets->dice = dice;
    return (size_t)(dice >> 16) % limit;
}

static size_t roll(const struct change *c, size_t limit)
{
    return packets_random(c->packets, limit);
}

static void put32(uint8_t *at, uint32_t value)
{
    put16(at, value >> 16);
    put16(at + 2, value & 0xFFFF);
}

/* Bytes from the addresses to the ports: two packets with the same are of one direction. */
static bool same_direction(const struct packet *a, const struct packet_parts *pa,
                           const struct packet *b)
{
    struct packet_parts pb = packet_parts(b);
    size_t skip = pa->v6 ? 8 : 12, n = pa->v6 ? 32 : 8;
    return pb.payload != 0 && pb.v6 == pa->v6 && pb.proto == pa->proto &&
           memcmp(a->at + pa->ip + skip, b->at + pb.ip + skip, n) == 0 &&
           memcmp(a->at + pa->transport, b->at + pb.transport, 4) == 0;
}

/* What follows in a stream moves when a segment grows or shrinks. */
static void shift_sequence(const struct change *c, uint32_t by)
{
    if (c->parts.proto != LS_IP_TCP || by == 0)
        return;
    for (size_t i = c->number + 1; i < c->packets->count; i++) {
        struct packet *later = &c->packets->list[i];
        if (!same_direction(c->packet, &c->parts, later))
            continue;
        uint8_t *sequence = later->at + packet_parts(later).transport + 4;
        put32(sequence, wide32(sequence) + by);
        packet_mend(later);
    }
}

static void drop(struct change *c)
{
    packets_remove(c->packets, c->number);
}

static void repeat(struct change *c)
{
    packets_insert(c->packets, roll(c, c->packets->count + 1), c->packet);
}

static void swap(struct change *c)
{
    size_t other = roll(c, 2) && c->number > 0 ? c->number - 1 : roll(c, c->packets->count);
    struct packet held = *c->packet;
    *c->packet = c->packets->list[other];
    c->packets->list[other] = held;
}

static void swap_bytes(uint8_t *a, uint8_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t held = a[i];
        a[i] = b[i];
        b[i] = held;
    }
}

/* The other side says it. */
static void turn(struct change *c)
{
    uint8_t *ip = c->packet->at + c->parts.ip, *ports = c->packet->at + c->parts.transport;
    size_t n = c->parts.v6 ? 16 : 4;
    uint8_t *from = ip + (c->parts.v6 ? 8 : 12);
    if (c->parts.payload == 0)
        return;
    swap_bytes(from, from + n, n);
    swap_bytes(ports, ports + 2, 2);
    if (c->parts.proto == LS_IP_TCP)
        swap_bytes(ports + 4, ports + 8, 4);
}

/* Of all packets that go there; so the conversation stays one. */
static void move_port(struct change *c)
{
    static const uint16_t ports[] = {53,   80,   88,   123,  135,  137,  389,  443,   445,   1433,
                                     1434, 3268, 3389, 3478, 5060, 5061, 5062, 5065,  5067,  5070,
                                     5071, 5075, 5076, 5080, 5082, 5087, 8057, 8080,  8404,  49152,
                                     4443, 444,  448,  1024, 5064, 5072, 5073, 50000, 57500, 65535};
    if (c->parts.payload == 0)
        return;
    uint32_t port = ports[roll(c, sizeof ports / sizeof *ports)];
    const uint8_t *at = c->packet->at + c->parts.transport + 2 * roll(c, 2);
    const uint8_t old[2] = {at[0], at[1]};
    for (size_t i = 0; i < c->packets->count; i++) {
        struct packet *one = &c->packets->list[i];
        struct packet_parts parts = packet_parts(one);
        for (size_t k = 0; parts.payload != 0 && k < 4; k += 2) {
            if (memcmp(one->at + parts.transport + k, old, 2) == 0)
                put16(one->at + parts.transport + k, port);
        }
        packet_mend(one);
    }
}

/* The payload becomes n bytes; what follows in its stream moves along. */
static bool resize_payload(struct change *c, size_t n)
{
    size_t before = c->packet->n - c->parts.payload;
    if (!packet_resize(c->packet, c->parts.payload + n))
        return false;
    shift_sequence(c, (uint32_t)n - (uint32_t)before);
    return true;
}

static void change_payload(struct change *c)
{
    static uint8_t bytes[PACKET_BYTES_MAX + ENOUGH];
    if (c->parts.payload == 0)
        return;
    size_t n = c->packet->n - c->parts.payload;
    memcpy(bytes, c->packet->at + c->parts.payload, n);
    n = c->bytes(bytes, n, n + ENOUGH);
    if (resize_payload(c, n))
        memcpy(c->packet->at + c->parts.payload, bytes, n);
}

/* A length says what is left behind it, or almost: there parsers go wrong. */
static void change_length(struct change *c)
{
    size_t n = c->packet->n - c->parts.payload;
    if (c->parts.payload == 0 || n < 4)
        return;
    size_t bytes = 1 + roll(c, 4), at = roll(c, n - 3);
    size_t value = n - at - bytes + 2 - roll(c, 5);
    if (roll(c, 4) == 0)
        value = roll(c, 2) ? 0 : SIZE_MAX;
    bool little = roll(c, 2);
    uint8_t *field = c->packet->at + c->parts.payload + at;
    for (size_t i = 0; i < bytes; i++)
        field[little ? i : bytes - 1 - i] = (uint8_t)(value >> 8 * i);
}

/* Goes on as another packet does: the whole payload, or from somewhere. */
static void borrow_payload(struct change *c)
{
    const struct packet *other = &c->packets->list[roll(c, c->packets->count)];
    struct packet_parts parts = packet_parts(other);
    if (c->parts.payload == 0 || parts.payload == 0 || other == c->packet)
        return;
    size_t there = other->n - parts.payload, here = c->packet->n - c->parts.payload;
    size_t from = roll(c, 2) ? 0 : roll(c, there + 1), keep = roll(c, 2) ? 0 : roll(c, here + 1);
    if (resize_payload(c, keep + there - from))
        memcpy(c->packet->at + c->parts.payload + keep, other->at + parts.payload + from,
               there - from);
}

/* One segment becomes two; a datagram, too, which says less then. */
static void divide(struct change *c)
{
    size_t n = c->packet->n - c->parts.payload;
    if (c->parts.payload == 0 || n < 2 || c->packets->count == PACKETS_MAX)
        return;
    size_t first = 1 + roll(c, n - 1);
    packets_insert(c->packets, c->number + 1, c->packet);
    struct packet *rest = &c->packets->list[c->number + 1];
    memmove(rest->at + c->parts.payload, rest->at + c->parts.payload + first, n - first);
    packet_resize(rest, rest->n - first);
    if (c->parts.proto == LS_IP_TCP) {
        uint8_t *sequence = rest->at + c->parts.transport + 4;
        put32(sequence, wide32(sequence) + (uint32_t)first);
    }
    packet_mend(rest);
    packet_resize(c->packet, c->parts.payload + first);
}

/* RFC 791 section 3.2: offsets count eights of bytes; the first fragment says that more come. */
static void fragment(struct change *c)
{
    size_t n = c->packet->n - c->parts.transport;
    if (c->parts.payload == 0 || c->parts.v6 || n < 16 || c->packets->count == PACKETS_MAX)
        return;
    size_t first = 8 * (1 + roll(c, (n - 1) / 8));
    packet_mend(c->packet); /* its checksum is of the whole */
    packets_insert(c->packets, c->number + 1, c->packet);
    struct packet *rest = &c->packets->list[c->number + 1];
    memmove(rest->at + c->parts.transport, rest->at + c->parts.transport + first, n - first);
    packet_resize(rest, rest->n - first);
    put16(rest->at + c->parts.ip + 6, (uint32_t)first / 8);
    packet_mend(rest);
    packet_resize(c->packet, c->parts.transport + first);
    put16(c->packet->at + c->parts.ip + 6, 0x2000);
}

static void change_flags(struct change *c)
{
    static const uint8_t flags[] = {LS_TCP_SYN, LS_TCP_SYN | LS_TCP_ACK, LS_TCP_ACK,
                                    LS_TCP_FIN | LS_TCP_ACK, LS_TCP_RST};
    if (c->parts.payload != 0 && c->parts.proto == LS_IP_TCP)
        c->packet->at[c->parts.transport + TCP_FLAGS] = flags[roll(c, sizeof flags)];
}

static void change_header(struct change *c)
{
    size_t n = c->parts.payload != 0 ? c->parts.payload : c->packet->n;
    if (n > 0)
        c->bytes(c->packet->at, n, n);
}

/* IEEE 802.1Q: a tag behind the addresses. */
static void tag(struct change *c)
{
    size_t n = c->packet->n;
    if (n < 14 || !packet_resize(c->packet, n + 4))
        return;
    memmove(c->packet->at + ADDRESS_PAIRS + 4, c->packet->at + ADDRESS_PAIRS, n - ADDRESS_PAIRS);
    put32(c->packet->at + ADDRESS_PAIRS, 0x81000000 | (uint32_t)roll(c, 4096));
}

static void cut(struct change *c)
{
    if (packet_resize(c->packet, roll(c, c->packet->n + 1)))
        c->packet->flags |= PACKET_CUT;
}

static void delay(struct change *c)
{
    c->packet->flags ^= PACKET_LATER;
}

/* Those that say something new about content come more often; after a cut nothing is mended. */
void packets_change(struct packets *packets, packet_bytes_change *bytes)
{
    static void (*const changes[])(struct change *) = {
        change_payload,
        change_payload,
        change_payload,
        change_payload,
        change_length,
        change_length,
        borrow_payload,
        borrow_payload,
        divide,
        fragment,
        turn,
        move_port,
        drop,
        repeat,
        swap,
        change_flags,
        change_header,
        tag,
        cut,
        delay,
    };
    if (packets->count == 0)
        return;
    struct change c = {.packets = packets, .number = packets_random(packets, packets->count)};
    c.packet = &packets->list[c.number];
    c.parts = packet_parts(c.packet);
    c.bytes = bytes;
    void (*change)(struct change *) =
        changes[packets_random(packets, sizeof changes / sizeof *changes)];
    change(&c);
    bool mend = change != cut && packets_random(packets, 16) != 0;
    if (mend && c.number < packets->count)
        packet_mend(&packets->list[c.number]);
}

size_t packets_mutate(uint8_t *data, size_t size, size_t most, unsigned seed,
                      packet_bytes_change *bytes)
{
    static struct packets packets;
    packets.dice = SPREAD * (seed + UINT64_C(1));
    packets_read(&packets, data, size);
    for (size_t times = 1 + packets_random(&packets, 3); times > 0; times--)
        packets_change(&packets, bytes);
    size = packets_write(&packets, data, most);
    packets_clear(&packets);
    return size;
}

/* Two captures become one, each in its own order. */
size_t packets_cross(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size, uint8_t *out,
                     size_t most, unsigned seed)
{
    static struct packets from[2], both;
    size_t next[2] = {0};
    both.dice = SPREAD * (seed + UINT64_C(1));
    packets_read(&from[0], a, a_size);
    packets_read(&from[1], b, b_size);
    while (next[0] < from[0].count || next[1] < from[1].count) {
        size_t side = packets_random(&both, 2);
        side = next[side] < from[side].count ? side : !side;
        packets_insert(&both, both.count, &from[side].list[next[side]++]);
    }
    size_t size = packets_write(&both, out, most);
    packets_clear(&from[0]);
    packets_clear(&from[1]);
    packets_clear(&both);
    return size;
}

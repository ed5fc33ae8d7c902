/* load_wire.c - headers and checksums; RFC 791, 793, 768; draft-ietf-opsawg-pcap section 4. */
#include "load_wire.h"

#include <string.h>

enum { ETHERNET = 14, IPV4 = 20, TCP = 20, UDP = 8, RECORD = 16 };

static void be16(uint8_t *at, uint32_t v)
{
    at[0] = (uint8_t)(v >> 8);
    at[1] = (uint8_t)v;
}

static void be32(uint8_t *at, uint32_t v)
{
    be16(at, v >> 16);
    be16(at + 2, v & 0xFFFF);
}

static void le32(uint8_t *at, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(v >> 8 * i);
}

static uint32_t add_up(uint32_t sum, const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i + 1 < n; i += 2)
        sum += (uint32_t)bytes[i] << 8 | bytes[i + 1];
    if (n % 2 == 1)
        sum += (uint32_t)bytes[n - 1] << 8;
    return sum;
}

static uint32_t fold(uint32_t sum)
{
    while (sum >> 16 != 0)
        sum = (sum & 0xFFFF) + (sum >> 16);
    return ~sum & 0xFFFF;
}

void wire_header(FILE *file)
{
    uint8_t header[24] = {0x4D, 0x3C, 0xB2, 0xA1, 2, 0, 4, 0};
    le32(header + 16, 262144);
    le32(header + 20, 1); /* LINKTYPE_ETHERNET */
    fwrite(header, 1, sizeof header, file);
}

/* The last four bytes of both hardware addresses are the IPv4 addresses. */
static void put_ethernet(uint8_t *at, const struct wire_packet *packet)
{
    static const uint8_t local[] = {0x02, 0x00};
    memcpy(at, local, 2);
    be32(at + 2, packet->to_ip);
    memcpy(at + 6, local, 2);
    be32(at + 8, packet->from_ip);
    be16(at + 12, 0x0800);
}

static void put_ipv4(uint8_t *at, const struct wire_packet *packet, size_t bytes)
{
    memset(at, 0, IPV4);
    at[0] = 0x45;
    be16(at + 2, (uint32_t)bytes);
    be16(at + 4, packet->id);
    at[6] = 0x40; /* don't fragment */
    at[8] = 128;
    at[9] = packet->protocol;
    be32(at + 12, packet->from_ip);
    be32(at + 16, packet->to_ip);
    be16(at + 10, fold(add_up(0, at, IPV4)));
}

/* Put the transport header and the payload; the checksum covers the addresses too. */
static size_t put_transport(uint8_t *at, const struct wire_packet *packet)
{
    size_t header = packet->protocol == PROTO_TCP ? TCP : UDP;
    size_t bytes = header + packet->payload_bytes;
    size_t checksum = packet->protocol == PROTO_TCP ? 16 : 6;
    uint8_t addresses[8];
    memset(at, 0, header);
    be16(at, packet->from_port);
    be16(at + 2, packet->to_port);
    if (packet->protocol == PROTO_TCP) {
        be32(at + 4, packet->seq);
        be32(at + 8, packet->ack);
        at[12] = TCP / 4 << 4;
        at[13] = packet->tcp_flags;
        be16(at + 14, 64240);
    } else {
        be16(at + 4, (uint32_t)bytes);
    }
    if (packet->payload_bytes > 0)
        memcpy(at + header, packet->payload, packet->payload_bytes);
    be32(addresses, packet->from_ip);
    be32(addresses + 4, packet->to_ip);
    uint32_t sum = add_up(packet->protocol + (uint32_t)bytes, addresses, sizeof addresses);
    be16(at + checksum, fold(add_up(sum, at, bytes)));
    return bytes;
}

void wire_write(FILE *file, const struct wire_packet *packet)
{
    uint8_t record[RECORD + ETHERNET + IPV4 + TCP + WIRE_PAYLOAD];
    uint8_t *frame = record + RECORD;
    size_t bytes = put_transport(frame + ETHERNET + IPV4, packet);
    put_ipv4(frame + ETHERNET, packet, IPV4 + bytes);
    put_ethernet(frame, packet);
    bytes += ETHERNET + IPV4;
    le32(record, (uint32_t)(packet->time_ns / 1000000000));
    le32(record + 4, (uint32_t)(packet->time_ns % 1000000000));
    le32(record + 8, (uint32_t)bytes);
    le32(record + 12, (uint32_t)bytes);
    fwrite(record, 1, RECORD + bytes, file);
}

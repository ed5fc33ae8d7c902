/* packets.c - packets read from the form of the fuzz targets, mended, and written again. */
#include "packets.h"

#include <stdlib.h>
#include <string.h>

#include "decode/rewrite.h"
#include "lyncscope/cursor.h"
#include "lyncscope/decode.h"

enum {
    ETHERNET_BYTES = 14,
    TAG_BYTES = 4,
    V4_BYTES = 20,
    V6_BYTES = 40,
    UDP_BYTES = 8,
    TCP_BYTES = 20,
    V4_CHECKSUM = 10,
    TCP_CHECKSUM = 16,
    UDP_CHECKSUM = 6,
};

bool packets_is(const uint8_t *data, size_t size)
{
    return size > 0 && data[0] == PACKETS_FORM;
}

void packets_read(struct packets *packets, const uint8_t *data, size_t size)
{
    struct ls_cursor in = ls_cursor(data, size);
    packets->count = 0;
    ls_take(&in, 1);
    while (ls_left(&in) >= 2 && packets->count < PACKETS_MAX) {
        unsigned head = ls_be16(&in);
        size_t n = head & PACKET_BYTES_MAX;
        n = n < ls_left(&in) ? n : ls_left(&in);
        const struct packet one = {(uint8_t *)(uintptr_t)ls_take(&in, n), n,
                                   head & (PACKET_CUT | PACKET_LATER)};
        packets_insert(packets, packets->count, &one);
    }
}

void packets_clear(struct packets *packets)
{
    while (packets->count > 0)
        packets_remove(packets, packets->count - 1);
}

size_t packets_write(const struct packets *packets, uint8_t *data, size_t most)
{
    size_t used = 0;
    if (most == 0)
        return 0;
    data[used++] = PACKETS_FORM;
    for (size_t i = 0; i < packets->count; i++) {
        const struct packet *one = &packets->list[i];
        if (most - used < 2 + one->n)
            continue;
        put16(data + used, one->flags | (uint32_t)one->n);
        memcpy(data + used + 2, one->at, one->n);
        used += 2 + one->n;
    }
    return used;
}

void packets_insert(struct packets *packets, size_t at, const struct packet *copy)
{
    if (packets->count == PACKETS_MAX)
        return;
    struct packet one = {malloc(copy->n + !copy->n), copy->n, copy->flags};
    if (one.at == NULL)
        abort();
    if (copy->n > 0)
        memcpy(one.at, copy->at, copy->n);
    memmove(&packets->list[at + 1], &packets->list[at],
            (packets->count - at) * sizeof packets->list[0]);
    packets->list[at] = one;
    packets->count++;
}

void packets_remove(struct packets *packets, size_t at)
{
    free(packets->list[at].at);
    packets->count--;
    memmove(&packets->list[at], &packets->list[at + 1],
            (packets->count - at) * sizeof packets->list[0]);
}

bool packet_resize(struct packet *packet, size_t n)
{
    if (n > PACKET_BYTES_MAX)
        return false;
    uint8_t *grown = realloc(packet->at, n + !n);
    if (grown == NULL)
        abort();
    if (n > packet->n)
        memset(grown + packet->n, 0, n - packet->n);
    packet->at = grown;
    packet->n = n;
    return true;
}

/* RFC 791 section 3.1, RFC 8200 section 3 without extension headers; where the payload may begin.
 */
static void find_transport(const struct packet *packet, struct packet_parts *parts)
{
    const uint8_t *ip = packet->at + parts->ip;
    size_t left = packet->n - parts->ip, header = V6_BYTES;
    if (!parts->v6) {
        header = (ip[0] & 0xFu) * 4;
        parts->fragment = left >= V4_BYTES && ((ip[6] & 0x3F) != 0 || ip[7] != 0);
    }
    if (left < (parts->v6 ? V6_BYTES : V4_BYTES) || header < V4_BYTES || left < header) {
        parts->ip = 0;
        return;
    }
    parts->proto = ip[parts->v6 ? 6 : 9];
    parts->transport = parts->ip + header;
}

static void find_payload(const struct packet *packet, struct packet_parts *parts)
{
    size_t left = packet->n - parts->transport;
    const uint8_t *at = packet->at + parts->transport;
    size_t header = 0;
    if (parts->proto == LS_IP_UDP && left >= UDP_BYTES)
        header = UDP_BYTES;
    if (parts->proto == LS_IP_TCP && left >= TCP_BYTES)
        header = (at[12] >> 4) * 4u;
    if (header >= UDP_BYTES && header <= left && !parts->fragment)
        parts->payload = parts->transport + header;
}

struct packet_parts packet_parts(const struct packet *packet)
{
    struct packet_parts parts = {0};
    size_t at = ETHERNET_BYTES;
    while (at + TAG_BYTES < packet->n && packet->at[at - 2] == 0x81 && packet->at[at - 1] == 0)
        at += TAG_BYTES; /* IEEE 802.1Q */
    if (at >= packet->n)
        return parts;
    unsigned type = (unsigned)(packet->at[at - 2] << 8 | packet->at[at - 1]);
    if (type != 0x0800 && type != 0x86DD)
        return parts;
    parts.ip = at;
    parts.v6 = type == 0x86DD;
    find_transport(packet, &parts);
    if (parts.ip != 0)
        find_payload(packet, &parts);
    return parts;
}

/* RFC 768, RFC 9293 section 3.1, RFC 8200 section 8.1: with the pseudo-header. */
static void mend_checksum(const struct packet *packet, const struct packet_parts *parts)
{
    bool udp = parts->proto == LS_IP_UDP;
    uint8_t *at = packet->at + parts->transport;
    uint8_t *sum_at = at + (udp ? UDP_CHECKSUM : TCP_CHECKSUM);
    size_t n = packet->n - parts->transport;
    const uint8_t *addresses = packet->at + parts->ip + (parts->v6 ? 8 : 12);
    put16(sum_at, 0);
    uint32_t sum = sum_up(parts->proto + (uint32_t)n, addresses, parts->v6 ? 32 : 8);
    sum = sum_fold(sum_up(sum, at, n));
    put16(sum_at, udp && sum == 0 ? 0xFFFF : sum);
}

void packet_mend(struct packet *packet)
{
    struct packet_parts parts = packet_parts(packet);
    if (parts.ip == 0)
        return;
    uint8_t *ip = packet->at + parts.ip;
    if (parts.v6) {
        put16(ip + 4, (uint32_t)(packet->n - parts.transport));
    } else {
        put16(ip + 2, (uint32_t)(packet->n - parts.ip));
        put16(ip + V4_CHECKSUM, 0);
        put16(ip + V4_CHECKSUM, sum_fold(sum_up(0, ip, parts.transport - parts.ip)));
    }
    if (parts.payload == 0)
        return;
    if (parts.proto == LS_IP_UDP)
        put16(packet->at + parts.transport + 4, (uint32_t)(packet->n - parts.transport));
    mend_checksum(packet, &parts);
}

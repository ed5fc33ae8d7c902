/* wire.c - Ethernet, VLAN tags, IPv4 and IPv6 with fragments, TCP, UDP and ICMP. */
#include "wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wrap.h"

enum { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_PSH = 8, TCP_ACK = 16 };
enum { PROTO_ICMP = 1, PROTO_TCP = 6, PROTO_UDP = 17, PROTO_ICMP6 = 58, PROTO_FRAGMENT = 44 };
enum { SEGMENT_USUAL = 1400, DATAGRAM_USUAL = 1472, MIRROR_LATER_US = 5 };

struct frame {
    uint64_t us;
    size_t number, at, n; /* number keeps frames of one time in order */
};

struct wire {
    struct bytes data;
    struct frame *frames;
    size_t count, room;
    uint32_t snap;
};

struct wire *wire_new(void)
{
    struct wire *wire = calloc(1, sizeof *wire);
    if (wire == NULL)
        abort();
    return wire;
}

void wire_cut(struct wire *wire, uint32_t bytes)
{
    wire->snap = bytes;
}

void wire_free(struct wire *wire)
{
    bytes_clear(&wire->data);
    free(wire->frames);
    free(wire);
}

static int by_time(const void *left, const void *right)
{
    const struct frame *a = left, *b = right;
    if (a->us != b->us)
        return a->us < b->us ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* draft-ietf-opsawg-pcap section 4: little endian, microseconds, Ethernet. */
bool wire_write(struct wire *wire, const char *path)
{
    FILE *out = fopen(path, "wb");
    if (out == NULL)
        return false;
    struct bytes head = {0};
    put_hex(&head, "d4c3b2a1020004000000000000000000");
    put32le(&head, 262144);
    put32le(&head, 1);
    qsort(wire->frames, wire->count, sizeof *wire->frames, by_time);
    fwrite(head.at, 1, head.n, out);
    for (size_t i = 0; i < wire->count; i++) {
        const struct frame *frame = &wire->frames[i];
        head.n = 0;
        put32le(&head, (uint32_t)(frame->us / 1000000));
        put32le(&head, (uint32_t)(frame->us % 1000000));
        size_t kept = wire->snap && wire->snap < frame->n ? wire->snap : frame->n;
        put32le(&head, (uint32_t)kept);
        put32le(&head, (uint32_t)frame->n);
        fwrite(head.at, 1, head.n, out);
        fwrite(wire->data.at + frame->at, 1, kept, out);
    }
    bytes_clear(&head);
    return fclose(out) == 0;
}

static void add_frame(struct wire *wire, uint64_t us, const struct bytes *b)
{
    if (wire->count == wire->room) {
        wire->room = wire->room ? wire->room * 2 : 256;
        wire->frames = realloc(wire->frames, wire->room * sizeof *wire->frames);
        if (wire->frames == NULL)
            abort();
    }
    wire->frames[wire->count] = (struct frame){us, wire->count, wire->data.n, b->n};
    wire->count++;
    put(&wire->data, b->at, b->n);
}

/* RFC 1071. */
static uint32_t sum(uint32_t so_far, const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i + 1 < n; i += 2)
        so_far += (uint32_t)(bytes[i] << 8 | bytes[i + 1]);
    if (n % 2)
        so_far += (uint32_t)bytes[n - 1] << 8;
    return so_far;
}

static unsigned fold(uint32_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return ~sum & 0xffff;
}

static void set16(struct bytes *b, size_t at, unsigned value)
{
    b->at[at] = (uint8_t)(value >> 8);
    b->at[at + 1] = (uint8_t)value;
}

/* A locally administered address made of the IP address. */
static void put_mac(struct bytes *b, const struct wire_host *host)
{
    put8(b, 0x02);
    put8(b, host->v6 ? 0x06 : 0x04);
    put(b, host->addr + (host->v6 ? 12 : 0), 4);
}

static void put_ethernet(struct bytes *b, const struct conv *c, int side)
{
    put_mac(b, &c->host[!side]);
    put_mac(b, &c->host[side]);
    if (c->look.outer_vlan) {
        put16(b, 0x88a8);
        put16(b, c->look.outer_vlan);
    }
    if (c->look.vlan) {
        put16(b, 0x8100);
        put16(b, c->look.vlan);
    }
    put16(b, c->host[0].v6 ? 0x86dd : 0x0800);
}

struct piece {
    size_t offset;
    bool more, whole;
};

static void put_ip4(struct bytes *b, const struct conv *c, int side, size_t n, struct piece piece)
{
    size_t start = b->n;
    put16(b, 0x4500);
    put16(b, (unsigned)(20 + n));
    put16(b, c->ip_id);
    put16(b, (unsigned)(piece.offset / 8) | (piece.more ? 0x2000U : 0));
    put8(b, 64);
    put8(b, c->proto);
    put16(b, 0);
    put(b, c->host[side].addr, 4);
    put(b, c->host[!side].addr, 4);
    set16(b, start + 10, fold(sum(0, b->at + start, 20)));
}

static void put_ip6(struct bytes *b, const struct conv *c, int side, size_t n, struct piece piece)
{
    put32(b, 0x60000000);
    put16(b, (unsigned)(n + (piece.whole ? 0 : 8)));
    put8(b, piece.whole ? c->proto : PROTO_FRAGMENT);
    put8(b, 64);
    put(b, c->host[side].addr, 16);
    put(b, c->host[!side].addr, 16);
    if (piece.whole)
        return;
    put16(b, (unsigned)c->proto << 8);
    put16(b, (unsigned)piece.offset | piece.more);
    put32(b, c->ip_id);
}

static void add_mirrored(struct conv *c, const struct bytes *frame)
{
    add_frame(c->wire, c->now_us, frame);
    if (c->look.mirrored)
        add_frame(c->wire, c->now_us + MIRROR_LATER_US, frame);
}

/* An encapsulation's IPv4 packet (RFC 791 section 3.2) in pieces, each with the header before. */
static void add_pieces(struct conv *c, const struct bytes *frame)
{
    enum { ETHERNET = 14, HEAD = ETHERNET + 20 };
    size_t total = frame->n - HEAD, most = c->look.outer / 8 * 8;
    c->outer_id++;
    for (size_t at = 0; at < total; at += most) {
        struct bytes piece = {0};
        size_t n = total - at < most ? total - at : most;
        put(&piece, frame->at, HEAD);
        put(&piece, frame->at + HEAD + at, n);
        set16(&piece, ETHERNET + 2, (unsigned)(20 + n));
        set16(&piece, ETHERNET + 4, c->outer_id);
        set16(&piece, ETHERNET + 6, (unsigned)(at / 8) | (at + n < total ? 0x2000U : 0));
        set16(&piece, ETHERNET + 10, 0);
        set16(&piece, ETHERNET + 10, fold(sum(0, piece.at + ETHERNET, 20)));
        add_mirrored(c, &piece);
        bytes_clear(&piece);
        c->now_us += 3;
    }
}

/* One IP packet, or its fragments; body has its checksum already. */
static void send_ip(struct conv *c, int side, const struct bytes *body, size_t most)
{
    c->ip_id++;
    for (size_t at = 0; at < body->n || at == 0; at += most) {
        size_t n = body->n - at < most ? body->n - at : most;
        struct piece piece = {at, at + n < body->n, n == body->n};
        struct bytes frame = {0};
        put_ethernet(&frame, c, side);
        if (c->host[0].v6)
            put_ip6(&frame, c, side, n, piece);
        else
            put_ip4(&frame, c, side, n, piece);
        put(&frame, body->at + at, n);
        if (c->look.shape != NULL)
            wrap(&frame, c->look.shape);
        if (c->look.outer != 0)
            add_pieces(c, &frame);
        else
            add_mirrored(c, &frame);
        bytes_clear(&frame);
        c->now_us += at + n < body->n ? 10 : 0;
    }
}

/* RFC 9293 section 3.1, RFC 8200 section 8.1: the addresses count as well. */
static void set_checksum(struct bytes *body, size_t at, const struct conv *c, int side)
{
    size_t n = c->host[0].v6 ? 16 : 4;
    uint32_t total = sum(0, c->host[side].addr, n);
    total = sum(total, c->host[!side].addr, n);
    total += c->proto + (uint32_t)body->n;
    set16(body, at, fold(sum(total, body->at, body->n)));
}

static void send_tcp(struct conv *c, int side, unsigned flags, const uint8_t *data, size_t n,
                     uint32_t seq)
{
    struct bytes body = {0};
    put16(&body, c->port[side]);
    put16(&body, c->port[!side]);
    put32(&body, seq);
    put32(&body, flags & TCP_ACK ? c->seq[!side] : 0);
    put16(&body, 0x5000 | flags);
    put16(&body, 64240);
    put32(&body, 0);
    put(&body, data, n);
    set_checksum(&body, 16, c, side);
    send_ip(c, side, &body, SIZE_MAX / 2);
    bytes_clear(&body);
    c->now_us += 200;
}

void conv_wait(struct conv *c, uint32_t us)
{
    c->now_us += us;
}

void conv_syn(struct conv *c)
{
    send_tcp(c, 0, TCP_SYN, NULL, 0, c->seq[0]++);
}

void conv_refuse(struct conv *c)
{
    conv_syn(c);
    send_tcp(c, 1, TCP_RST | TCP_ACK, NULL, 0, 0);
}

void conv_open(struct conv *c)
{
    for (int side = 0; side < 2; side++)
        c->seq[side] = 0x10000000U * (unsigned)(side + 1) + c->port[0] * 7919U + c->port[1];
    if (c->proto != PROTO_TCP || c->look.midstream)
        return;
    conv_syn(c);
    send_tcp(c, 1, TCP_SYN | TCP_ACK, NULL, 0, c->seq[1]++);
    send_tcp(c, 0, TCP_ACK, NULL, 0, c->seq[0]);
}

static void send_segment(struct conv *c, int side, const struct bytes *b, size_t at, size_t most)
{
    size_t n = b->n - at < most ? b->n - at : most;
    uint32_t seq = c->seq[side] + (uint32_t)at;
    send_tcp(c, side, TCP_ACK | TCP_PSH, b->at + at, n, seq);
    if (c->look.repeated)
        send_tcp(c, side, TCP_ACK | TCP_PSH, b->at + at, n, seq);
}

static void send_stream(struct conv *c, int side, const struct bytes *b)
{
    size_t most = c->look.segment ? c->look.segment : SEGMENT_USUAL;
    size_t step = c->look.swapped ? 2 * most : most;
    for (size_t at = 0; at < b->n; at += step) {
        if (c->look.swapped && at + most < b->n)
            send_segment(c, side, b, at + most, most);
        send_segment(c, side, b, at, most);
    }
    c->seq[side] += (uint32_t)b->n;
    send_tcp(c, !side, TCP_ACK, NULL, 0, c->seq[!side]);
}

static void send_datagram(struct conv *c, int side, const struct bytes *b)
{
    struct bytes body = {0};
    size_t most = c->look.segment ? c->look.segment / 8 * 8 : DATAGRAM_USUAL;
    put16(&body, c->port[side]);
    put16(&body, c->port[!side]);
    put16(&body, (unsigned)(8 + b->n));
    put16(&body, 0);
    put(&body, b->at, b->n);
    set_checksum(&body, 6, c, side);
    send_ip(c, side, &body, most);
    bytes_clear(&body);
}

void conv_send(struct conv *c, int side, const struct bytes *b)
{
    if (c->proto == PROTO_TCP)
        send_stream(c, side, b);
    else
        send_datagram(c, side, b);
    c->now_us += 1000;
}

void conv_close(struct conv *c)
{
    if (c->proto != PROTO_TCP || c->look.end == WIRE_OPEN)
        return;
    if (c->look.end == WIRE_RST) {
        send_tcp(c, 0, TCP_RST | TCP_ACK, NULL, 0, c->seq[0]);
        return;
    }
    send_tcp(c, 0, TCP_FIN | TCP_ACK, NULL, 0, c->seq[0]++);
    send_tcp(c, 1, TCP_FIN | TCP_ACK, NULL, 0, c->seq[1]++);
    send_tcp(c, 0, TCP_ACK, NULL, 0, c->seq[0]);
}

void conv_icmp(struct conv *c, int side, unsigned type, unsigned code, const struct bytes *body)
{
    struct bytes message = {0};
    c->proto = c->host[0].v6 ? PROTO_ICMP6 : PROTO_ICMP;
    put8(&message, type);
    put8(&message, code);
    put16(&message, 0);
    put(&message, body->at, body->n);
    if (c->host[0].v6)
        set_checksum(&message, 2, c, side);
    else
        set16(&message, 2, fold(sum(0, message.at, message.n)));
    send_ip(c, side, &message, SIZE_MAX / 2);
    bytes_clear(&message);
    c->now_us += 1000;
}

/*
 * shapes.h - a UDP packet in each encapsulation the decoder opens
 *
 * Outside is 192.0.2.1 to 192.0.2.2, inside what decoding.h expects.
 */
#pragma once

#include "decoding.h"

struct shape {
    const char *name;
    unsigned ether_type; /* what stands behind the outer MAC addresses */
    unsigned proto;      /* of the outer IPv4 header, if there is one */
    unsigned port;       /* of the outer UDP header, if there is one */
    const char *head;    /* the encapsulation itself */
    size_t head_bytes;
    int type_at;   /* where in head it says IPv4 or IPv6 */
    bool ppp;      /* in the numbers of PPP */
    int length_at; /* where in head a length of 16 bits stands, of what follows and more */
    unsigned more;
    bool bridged; /* an Ethernet header stands before the inner packet */
};

#define HEAD(text) text, sizeof(text) - 1
#define PLAIN      .type_at = -1, .length_at = -1

static const struct shape shapes[] = {
    {"mpls", 0x8847, 0, 0, HEAD("\0\1\1\x40"), PLAIN},
    {"mpls of three labels", 0x8847, 0, 0, HEAD("\0\1\0\x40\0\2\0\x40\0\3\1\x40"), PLAIN},
    {"pseudowire", 0x8847, 0, 0, HEAD("\0\1\1\x40"), PLAIN, .bridged = true},
    {"pseudowire with control word", 0x8847, 0, 0, HEAD("\0\1\1\x40\0\0\0\7"), PLAIN,
     .bridged = true},
    {"pppoe", 0x8864, 0, 0, HEAD("\x11\0\0\1\0\0\0\0"), .type_at = 6, .ppp = true, .length_at = 4,
     .more = 2},
    {"mpls in ip", 0x0800, 137, 0, HEAD("\0\1\1\x40"), PLAIN},
    {"gre", 0x0800, 47, 0, HEAD("\0\0\0\0"), .type_at = 2, .length_at = -1},
    {"gre with key", 0x0800, 47, 0, HEAD("\x20\0\0\0\0\0\0\1"), .type_at = 2, .length_at = -1},
    {"gre with all fields", 0x0800, 47, 0,
     HEAD("\xf0\0\0\0\1\2\0\0\0\0\0\1\0\0\0\2\0\2\0\4\1\2\3\4\0\0\0\0"), .type_at = 2,
     .length_at = -1},
    {"gre with ethernet", 0x0800, 47, 0, HEAD("\0\0\x65\x58"), PLAIN, .bridged = true},
    {"gre with mpls", 0x0800, 47, 0, HEAD("\0\0\x88\x47\0\1\1\x40"), PLAIN},
    {"pptp", 0x0800, 47, 0, HEAD("\x30\1\x88\x0b\0\0\0\1\0\0\0\5\xff\3\0\0"), .type_at = 14,
     .ppp = true, .length_at = 4, .more = 4},
    {"pptp with acknowledgement", 0x0800, 47, 0,
     HEAD("\x30\x81\x88\x0b\0\0\0\1\0\0\0\5\0\0\0\4\0\0"), .type_at = 16, .ppp = true,
     .length_at = 4, .more = 2},
    {"erspan 1", 0x0800, 47, 0, HEAD("\0\0\x88\xbe"), PLAIN, .bridged = true},
    {"erspan 2", 0x0800, 47, 0, HEAD("\x10\0\x88\xbe\0\0\0\1\x10\1\0\5\0\0\0\1"), PLAIN,
     .bridged = true},
    {"erspan 3", 0x0800, 47, 0, HEAD("\x10\0\x22\xeb\0\0\0\1\x20\1\0\5\0\0\0\1\0\0\0\0"), PLAIN,
     .bridged = true},
    {"erspan 3 of a platform", 0x0800, 47, 0,
     HEAD("\x10\0\x22\xeb\0\0\0\1\x20\1\0\5\0\0\0\1\0\0\0\1platform"), PLAIN, .bridged = true},
    {"erspan 3 of ip", 0x0800, 47, 0, HEAD("\x10\0\x22\xeb\0\0\0\1\x20\1\0\5\0\0\0\1\0\0\x08\0"),
     PLAIN},
    {"vxlan", 0x0800, 17, 4789, HEAD("\x08\0\0\0\0\0\7\0"), PLAIN, .bridged = true},
    {"vxlan with a group", 0x0800, 17, 4789, HEAD("\x88\x08\0\x63\0\0\7\0"), PLAIN,
     .bridged = true},
    {"geneve", 0x0800, 17, 6081, HEAD("\0\0\x65\x58\0\0\7\0"), PLAIN, .bridged = true},
    {"geneve with options", 0x0800, 17, 6081, HEAD("\3\x40\0\0\0\0\7\0\1\2\x80\1abcd\1\2\x03\0"),
     .type_at = 2, .length_at = -1},
    {"gtp-u", 0x0800, 17, 2152, HEAD("\x30\xff\0\0\0\0\0\1"), .type_at = -1, .length_at = 2},
    {"gtp-u with extensions", 0x0800, 17, 2152,
     HEAD("\x36\xff\0\0\0\0\0\1\0\1\0\x85\1\0\7\x40\2\1\2\3\4\5\6\0"), .type_at = -1,
     .length_at = 2, .more = 16},
    {"mpls in udp", 0x0800, 17, 6635, HEAD("\0\1\0\x40\0\2\1\x40"), PLAIN},
};

enum { SHAPES = sizeof shapes / sizeof shapes[0] };

static inline void put_outer(struct frame_maker *f, unsigned proto, unsigned total)
{
    put_ipv4(f, proto, total, 9, 0);
    memcpy(f->bytes + f->n - 8, "\xc0\0\2\1\xc0\0\2\2", 8);
}

/* Writes into out what carries n bytes; all lengths are right. */
static inline void put_shape(struct frame_maker *out, const struct shape *shape, bool v6,
                             const uint8_t *bytes, uint32_t n)
{
    uint32_t carried = n + (shape->bridged ? 14 : 0);
    uint32_t body = (uint32_t)shape->head_bytes + carried;
    if (shape->port != 0)
        body += 8;
    if (shape->proto != 0)
        put_outer(out, shape->proto, 20 + body);
    if (shape->port != 0) {
        put16(out, 40000);
        put16(out, shape->port);
        put16(out, body);
        put16(out, 0);
    }
    uint32_t head = out->n;
    put(out, shape->head, shape->head_bytes);
    uint32_t end = out->n;
    if (shape->type_at >= 0) {
        unsigned type = shape->ppp ? (v6 ? 0x57 : 0x21) : (v6 ? 0x86dd : 0x0800);
        out->n = head + (uint32_t)shape->type_at;
        put16(out, type);
    }
    if (shape->length_at >= 0) {
        out->n = head + (uint32_t)shape->length_at;
        put16(out, carried + shape->more);
    }
    out->n = end;
    if (shape->bridged)
        put_ethernet(out, v6 ? 0x86dd : 0x0800);
    put(out, bytes, n);
}

static inline void make_shape(struct frame_maker *f, const struct shape *shape, bool v6)
{
    struct frame_maker inner = {.n = 0};
    if (v6)
        put_ip6_udp(&inner);
    else
        put_ip_udp(&inner);
    f->n = 0;
    put_ethernet(f, shape->ether_type);
    put_shape(f, shape, v6, inner.bytes, inner.n);
}

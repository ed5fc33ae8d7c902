/* wrap.c - see wrap.h. The tunnel ends are 192.0.2.1 and 192.0.2.2, or 2001:db8::1 and ::2. */
#include "wrap.h"

#include <stdlib.h>
#include <string.h>

enum { ETHERNET = 14, OUTER_NONE = 0, OUTER_4 = 4, OUTER_6 = 6 };

/*
 * head, in hexadecimal, stands before the carried packet, or before its whole Ethernet frame. In it
 * tttt is the EtherType, pppp the PPP protocol, and llll the length of what is carried plus more.
 */
struct wrapping {
    const char *name;
    int outer;            /* version of the outer IP header */
    unsigned type;        /* EtherType behind the outer addresses where there is none */
    unsigned proto, port; /* proto 0: 4 or 41, by what is carried */
    const char *head;
    unsigned more;
    bool whole;
};

/* clang-format off */
static const struct wrapping wrappings[] = {
    {"vlan",          OUTER_NONE, 0x8100, 0, 0, "000c tttt", 0, false},
    {"qinq",          OUTER_NONE, 0x88a8, 0, 0, "0007 8100 000c tttt", 0, false},
    {"mpls",          OUTER_NONE, 0x8847, 0, 0, "00010040 00020140", 0, false},
    {"pseudowire",    OUTER_NONE, 0x8847, 0, 0, "00010140", 0, true},
    {"control-word",  OUTER_NONE, 0x8847, 0, 0, "00010140 00000001", 0, true},
    {"pppoe",         OUTER_NONE, 0x8864, 0, 0, "1100 0001 llll pppp", 2, false},
    {"ip-in-ip",      OUTER_4, 0, 0, 0, "", 0, false},
    {"ip-in-ip6",     OUTER_6, 0, 0, 0, "", 0, false},
    {"mpls-in-ip",    OUTER_4, 0, 137, 0, "00010140", 0, false},
    {"gre",           OUTER_4, 0, 47, 0, "0000 tttt", 0, false},
    {"gre-in-ip6",    OUTER_6, 0, 47, 0, "0000 tttt", 0, false},
    {"gre-all",       OUTER_4, 0, 47, 0, "b000 tttt 0000 0000 00000001 00000002", 0, false},
    {"gre-ethernet",  OUTER_4, 0, 47, 0, "0000 6558", 0, true},
    {"pptp",          OUTER_4, 0, 47, 0, "3081 880b llll 0001 00000005 00000004 ff03 pppp", 4, false},
    {"erspan-1",      OUTER_4, 0, 47, 0, "0000 88be", 0, true},
    {"erspan-2",      OUTER_4, 0, 47, 0, "1000 88be 00000001 10010005 00000001", 0, true},
    {"erspan-3",      OUTER_4, 0, 47, 0, "1000 22eb 00000001 20010005 00000001 0000 0001"
                                         "0000000000000000", 0, true},
    {"vxlan",         OUTER_4, 0, 17, 4789, "08000000 00000700", 0, true},
    {"vxlan-in-ip6",  OUTER_6, 0, 17, 4789, "08000000 00000700", 0, true},
    {"geneve",        OUTER_4, 0, 17, 6081, "0240 tttt 00000700 01028001 61626364", 0, false},
    {"geneve-ethernet", OUTER_6, 0, 17, 6081, "0000 6558 00000700", 0, true},
    {"gtp-u",         OUTER_4, 0, 17, 2152, "32ff llll 00000001 0001 0000", 4, false},
    {"mpls-in-udp",   OUTER_4, 0, 17, 6635, "00010140", 0, false},
};
/* clang-format on */

static const struct wrapping *find(const char *shape)
{
    for (size_t i = 0; i < sizeof wrappings / sizeof wrappings[0]; i++)
        if (strcmp(wrappings[i].name, shape) == 0)
            return &wrappings[i];
    return NULL;
}

bool wrap_known(const char *shape)
{
    return find(shape) != NULL;
}

static void put_head(struct bytes *b, const struct wrapping *w, unsigned type, size_t carried)
{
    for (const char *at = w->head; *at != '\0';) {
        char digits[3] = {at[0], at[1], '\0'};
        if (*at == ' ') {
            at++;
            continue;
        }
        bool field = strchr("tpl", *at) != NULL;
        if (*at == 't')
            put16(b, type);
        else if (*at == 'p')
            put16(b, type == 0x0800 ? 0x0021 : 0x0057);
        else if (*at == 'l')
            put16(b, (unsigned)carried + w->more);
        else
            put_hex(b, digits);
        at += field ? 4 : 2;
    }
}

static void put_outer_4(struct bytes *b, unsigned proto, size_t n)
{
    uint32_t sum = 0;
    size_t start = b->n;
    put16(b, 0x4500);
    put16(b, (unsigned)(20 + n));
    put32(b, 0x00010000);
    put16(b, 0x4000 | proto);
    put16(b, 0);
    put_hex(b, "c0000201 c0000202");
    for (size_t i = start; i < b->n; i += 2)
        sum += (uint32_t)(b->at[i] << 8 | b->at[i + 1]);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = ~((sum & 0xffff) + (sum >> 16));
    b->at[start + 10] = (uint8_t)(sum >> 8);
    b->at[start + 11] = (uint8_t)sum;
}

static void put_outer_6(struct bytes *b, unsigned proto, size_t n)
{
    put32(b, 0x60000000);
    put16(b, (unsigned)n);
    put16(b, proto << 8 | 64);
    put_hex(b, "20010db8 00000000 00000000 00000001 20010db8 00000000 00000000 00000002");
}

void wrap(struct bytes *frame, const char *shape)
{
    const struct wrapping *w = find(shape);
    if (w == NULL)
        abort();
    unsigned type = (unsigned)(frame->at[12] << 8 | frame->at[13]);
    size_t skip = w->whole ? 0 : ETHERNET;
    struct bytes head = {0}, out = {0};
    put_head(&head, w, type, frame->n - skip);
    size_t body = head.n + frame->n - skip + (w->port ? 8 : 0);
    unsigned proto = w->proto ? w->proto : (type == 0x0800 ? 4 : 41);

    put(&out, frame->at, 12);
    put16(&out, w->outer == OUTER_NONE ? w->type : w->outer == OUTER_4 ? 0x0800 : 0x86dd);
    if (w->outer == OUTER_4)
        put_outer_4(&out, proto, body);
    if (w->outer == OUTER_6)
        put_outer_6(&out, proto, body);
    if (w->port != 0) {
        put16(&out, 40000);
        put16(&out, w->port);
        put16(&out, (unsigned)body);
        put16(&out, 0);
    }
    put(&out, head.at, head.n);
    put(&out, frame->at + skip, frame->n - skip);
    bytes_clear(&head);
    bytes_clear(frame);
    *frame = out;
}

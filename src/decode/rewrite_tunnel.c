/*
 * rewrite_tunnel.c - the headers of tunnels for strangers
 *
 * What a header says beyond its fixed part may be an address, or anything. Identifiers and
 * sequence numbers stay.
 */
#include <string.h>

#include "decode/rewrite.h"

enum {
    GENEVE_HEADER = 8,
    GTP_HEADER = 12, /* with the optional fields */
    GTP_HAS_OPTIONAL = 7,
    GTP_HAS_EXTENSION = 4,
    GRE_CHECKSUM = 0x80,
    GRE_KEY = 0x20,
    GRE_SEQUENCE = 0x10,
    ERSPAN_3_HEADER = 12,
};

/* Of extensions only lengths and types stay (3GPP TS 29.281 section 5.2.1). */
static void clean_gtp(uint8_t *at, uint32_t n)
{
    if (n < GTP_HEADER || (at[0] & GTP_HAS_OPTIONAL) == 0 || (at[0] & GTP_HAS_EXTENSION) == 0)
        return;
    for (uint32_t i = GTP_HEADER; i < n;) {
        uint32_t bytes = at[i] * 4U;
        if (bytes == 0 || bytes > n - i)
            return;
        memset(at + i + 1, 0, bytes - 2);
        i += bytes;
    }
}

/* The checksum is over the addresses and the payload that were; mended at the end. */
static void clean_gre(struct rewrite *r, uint32_t from, uint32_t n)
{
    uint8_t *at = r->room + from;
    uint32_t bytes = 4;
    if (at[0] & GRE_CHECKSUM) {
        memset(at + bytes, 0, 4);
        bytes += 4;
        r->gre[r->gre_count++] = from;
    }
    bytes += (at[0] & GRE_KEY ? 4U : 0U) + (at[0] & GRE_SEQUENCE ? 4U : 0U);
    if (wide16(at + 2) == TYPE_ERSPAN_3 && n > bytes + ERSPAN_3_HEADER)
        memset(at + bytes + ERSPAN_3_HEADER, 0, n - bytes - ERSPAN_3_HEADER);
}

void rewrite_tunnel(struct rewrite *r, const struct ls_packet *packet, uint32_t from, uint32_t to)
{
    uint8_t *at = r->room + from;
    uint32_t n = to - from;
    if (packet->ip_proto == CARRIES_GRE)
        clean_gre(r, from, n);
    if (packet->ip_proto != LS_IP_UDP)
        return;
    switch (packet->dport) {
    case PORT_VXLAN:
    case PORT_MPLS:
        return;
    case PORT_GENEVE:
        memset(at + GENEVE_HEADER, 0, n - GENEVE_HEADER);
        return;
    case PORT_GTP_U:
        clean_gtp(at, n);
        return;
    default: /* Teredo */
        memset(at, 0, n);
    }
}

/* From the inside, because the outer ones are over the inner ones (RFC 2784 section 2.3). */
void rewrite_gre_sums(struct rewrite *r)
{
    while (r->gre_count > 0) {
        uint32_t from = r->gre[--r->gre_count];
        if (from + 8 > r->known)
            continue;
        put16(r->room + from + 4, sum_fold(sum_up(0, r->room + from, r->known - from)));
    }
}

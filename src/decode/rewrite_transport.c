/*
 * rewrite_transport.c - transport headers for strangers
 *
 * Ports, flags and numbers stay, options that may hold anything do not, and checksums are those of
 * payload of zeros.
 */
#include <string.h>

#include "decode/rewrite.h"

enum {
    TCP_HEADER = 20,
    UDP_HEADER = 8,
    SCTP_HEADER = 12,
    ICMP_HEADER = 8,
    ESP_HEADER = 8,
    NEXT_ESP = 50,
    ICMP_REDIRECT = 5,
};

/* Kinds of TCP options (IANA "TCP Option Kind Numbers"). */
enum {
    OPTION_END = 0,
    OPTION_NOTHING = 1,
    OPTION_MSS = 2,
    OPTION_SCALE = 3,
    OPTION_SACK_PERMITTED = 4,
    OPTION_SACK = 5,
    OPTION_TIMES = 8,
};

uint32_t sum_up(uint32_t sum, const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i + 1 < n; i += 2)
        sum += wide16(bytes + i);
    if (n % 2 != 0)
        sum += (uint32_t)bytes[n - 1] << 8;
    return sum;
}

uint32_t sum_fold(uint32_t sum)
{
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return ~sum & 0xffff;
}

void rewrite_v4(const struct rewrite *r, uint8_t *at)
{
    struct ls_addr addr = ls_addr_v4(at);
    addr = ls_anonymise_addr(r->anonymiser, &addr);
    memcpy(at, addr.bytes + 12, 4);
}

void rewrite_v6(const struct rewrite *r, uint8_t *at)
{
    struct ls_addr addr = ls_addr_v6(at);
    addr = ls_anonymise_addr(r->anonymiser, &addr);
    memcpy(at, addr.bytes, 16);
}

/* The pseudo-header (RFC 9293 section 3.1, RFC 8200 section 8.1) and the header; payload zero. */
static uint32_t transport_sum(const struct rewrite *r, const struct walk *w, const uint8_t *header,
                              uint32_t bytes, bool pseudo)
{
    const uint8_t *ip = r->room + w->header;
    uint32_t sum = 0;
    if (pseudo) {
        sum = sum_up(0, ip + (w->v6 ? 8 : 12), w->v6 ? 32 : 8);
        sum += (w->part.wire >> 16) + (w->part.wire & 0xffff) + w->part.proto;
    }
    return sum_fold(sum_up(sum, header, bytes));
}

/* RFC 9293 section 3.1, RFC 7323 sections 2.2 and 3.2, RFC 2018 sections 2 and 3. */
static bool is_plain_option(uint8_t kind, size_t length)
{
    switch (kind) {
    case OPTION_MSS:
        return length == 4;
    case OPTION_SCALE:
        return length == 3;
    case OPTION_SACK_PERMITTED:
        return length == 2;
    case OPTION_SACK:
        return length >= 2 + 8 && length <= 2 + 4 * 8 && length % 8 == 2;
    case OPTION_TIMES:
        return length == 10;
    default:
        return false;
    }
}

/*
 * Options that every connection has are kept where they are as long as they have to be; others
 * become "no operation". Behind the end stand zeros.
 */
static void clean_tcp_options(uint8_t *at, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t length = i + 1 < n ? at[i + 1] : 0;
        if (at[i] == OPTION_END) {
            memset(at + i, 0, n - i);
            return;
        }
        if (at[i] == OPTION_NOTHING)
            length = 1;
        else if (length < 2 || length > n - i)
            length = n - i;
        if (!is_plain_option(at[i], length))
            memset(at + i, OPTION_NOTHING, length);
        i += length;
    }
}

static uint32_t tcp(const struct rewrite *r, const struct walk *w, uint8_t *copy)
{
    uint32_t bytes = (copy[12] >> 4) * 4U;
    if (bytes < TCP_HEADER || bytes > w->part.here)
        bytes = TCP_HEADER;
    clean_tcp_options(copy + TCP_HEADER, bytes - TCP_HEADER);
    put16(copy + 16, 0);
    put16(copy + 16, transport_sum(r, w, copy, bytes, true));
    return bytes;
}

static uint32_t udp(const struct rewrite *r, const struct walk *w, uint8_t *copy)
{
    if (wide16(copy + 6) != 0) { /* RFC 768: 0 is none */
        put16(copy + 6, 0);
        uint32_t sum = transport_sum(r, w, copy, UDP_HEADER, true);
        put16(copy + 6, sum != 0 ? sum : 0xffff);
    }
    return UDP_HEADER;
}

static uint32_t icmp(const struct rewrite *r, const struct walk *w, uint8_t *copy)
{
    if (!w->v6 && copy[0] == ICMP_REDIRECT)
        rewrite_v4(r, copy + 4);
    put16(copy + 2, 0);
    put16(copy + 2, transport_sum(r, w, copy, ICMP_HEADER, w->v6));
    return ICMP_HEADER;
}

static uint32_t header_of(uint8_t proto)
{
    switch (proto) {
    case LS_IP_TCP:
        return TCP_HEADER;
    case LS_IP_UDP:
        return UDP_HEADER;
    case LS_IP_SCTP:
        return SCTP_HEADER;
    case LS_IP_ICMP:
    case LS_IP_ICMP6:
        return ICMP_HEADER;
    case NEXT_ESP:
        return ESP_HEADER;
    default:
        return 0;
    }
}

/* A cut header shows its ports. */
uint32_t rewrite_transport(const struct rewrite *r, const struct walk *w)
{
    uint8_t *copy = r->room + rewrite_offset(r, w->part.at);
    uint32_t header = header_of(w->part.proto);
    bool ports =
        w->part.proto == LS_IP_TCP || w->part.proto == LS_IP_UDP || w->part.proto == LS_IP_SCTP;
    if (header == 0 || w->later_piece)
        return 0;
    if (w->part.here < header)
        return ports && w->part.here >= 4 ? 4 : 0;
    switch (w->part.proto) {
    case LS_IP_TCP:
        return tcp(r, w, copy);
    case LS_IP_UDP:
        return udp(r, w, copy);
    case LS_IP_SCTP: /* a CRC (RFC 9260 section 6.8), over the payload as well */
        memset(copy + 8, 0, 4);
        return header;
    case LS_IP_ICMP:
    case LS_IP_ICMP6:
        return icmp(r, w, copy);
    default:
        return header;
    }
}

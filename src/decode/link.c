/*
 * link.c - from the first byte of a frame to its IP header
 *
 * Ethernet, PPP, and the pseudo-headers of libpcap (LINKTYPE_RAW, _IPV4, _IPV6, _NULL, _LOOP,
 * _LINUX_SLL, _LINUX_SLL2, _PPP at www.tcpdump.org/linktypes.html). What may stand between them
 * and IP is in shim.c.
 */
#include <pcap/dlt.h>

#include "decode/decoder.h"

enum {
    SLL_LLC = 0x0004, /* Linux ETH_P_802_2: an LLC header follows */
    SLL_NETLINK = 824,
};

static int ethernet(const struct ls_frame *frame, struct ls_packet *packet, struct ls_cursor *in,
                    uint16_t *type)
{
    const uint8_t *header = ls_take(in, 14);
    if (header == NULL)
        return frame_short(frame);
    *type = wide16(header + 12);
    if (*type == TYPE_IPV4 || *type == TYPE_IPV6)
        return STEP_ON;
    return shim_strip(frame, packet, in, type);
}

static int cooked(const struct ls_frame *frame, struct ls_packet *packet, struct ls_cursor *in,
                  uint16_t *type)
{
    bool first = frame->link_type == DLT_LINUX_SLL; /* 16 bytes; version 2 has 20 */
    const uint8_t *header = ls_take(in, first ? 16 : 20);
    if (header == NULL)
        return frame_short(frame);
    uint16_t hardware = wide16(header + (first ? 2 : 8));
    *type = wide16(header + (first ? 14 : 0));
    if (hardware == SLL_NETLINK || (*type < TYPE_SMALLEST && *type != SLL_LLC))
        return LS_SKIP_NON_IP;
    return shim_strip(frame, packet, in, type);
}

/*
 * The family is in the byte order of the machine that captured (NULL) or of the network (LOOP);
 * AF_INET6 is 10 on Linux, 23 on Windows, 24, 28 and 30 on the BSDs and Darwin. Some drivers
 * leave an EtherType in the second half instead.
 */
static int loopback(const struct ls_frame *frame, struct ls_cursor *in, uint16_t *type)
{
    uint32_t family = ls_be32(in);
    if (in->failed)
        return frame_short(frame);
    *type = (uint16_t)family;
    if (family > 0xffff && (*type == TYPE_IPV4 || *type == TYPE_IPV6))
        return STEP_ON;
    if (family > 0xffff)
        family = __builtin_bswap32(family);
    switch (family) {
    case 2:
        *type = TYPE_IPV4;
        return STEP_ON;
    case 10:
    case 23:
    case 24:
    case 28:
    case 30:
        *type = TYPE_IPV6;
        return STEP_ON;
    default:
        return LS_SKIP_NON_IP;
    }
}

/* No link header: the version nibble tells. */
static int raw(const struct ls_frame *frame, const struct ls_cursor *in, uint16_t *type)
{
    struct ls_cursor ahead = *in;
    uint8_t version = ls_u8(&ahead) >> 4;
    if (ahead.failed)
        return frame_short(frame);
    *type = version == 4 ? TYPE_IPV4 : TYPE_IPV6;
    return version == 4 || version == 6 ? STEP_ON : LS_SKIP_NON_IP;
}

int link_strip(const struct ls_frame *frame, struct ls_packet *packet, struct ls_cursor *in,
               uint16_t *type)
{
    switch (frame->link_type) {
    case DLT_EN10MB:
        return ethernet(frame, packet, in, type);
    case 12: /* DLT_RAW on most systems, 14 on OpenBSD, 101 in files */
    case 14:
    case 101:
        return raw(frame, in, type);
    case DLT_IPV4:
        *type = TYPE_IPV4;
        return STEP_ON;
    case DLT_IPV6:
        *type = TYPE_IPV6;
        return STEP_ON;
    case DLT_LINUX_SLL:
    case DLT_LINUX_SLL2:
        return cooked(frame, packet, in, type);
    case DLT_PPP:
        *type = TYPE_PPP;
        return shim_strip(frame, packet, in, type);
    case DLT_NULL:
    case DLT_LOOP:
        return loopback(frame, in, type);
    default:
        return LS_SKIP_LINK_TYPE;
    }
}

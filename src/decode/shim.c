/*
 * shim.c - from an EtherType to the IP header
 *
 * IEEE 802.1Q and 802.1ad tags, IEEE 802.3 with LLC/SNAP (RFC 1042), MPLS label stacks (RFC 3032),
 * Ethernet pseudowires (RFC 4448), PPPoE sessions (RFC 2516) and PPP (RFC 1661); one behind the
 * other, as providers stack them. The same walk serves the frame itself and what tunnels carry.
 */
#include "decode/decoder.h"

enum {
    SHIMS_WALKED = 8,
    VLAN_TAGS_WALKED = 8,
    LABELS_WALKED = 16,
    ETHERNET_HEADER = 14,
    CONTROL_WORD = 4,
    TYPE_LLDP = 0x88cc,
};

static bool is_tag(uint16_t type)
{
    return type == TYPE_VLAN || type == TYPE_QINQ || type == TYPE_QINQ_OLD;
}

static int tags(const struct ls_frame *frame, struct ls_packet *packet, struct ls_cursor *in,
                uint16_t *type)
{
    for (int i = 0; is_tag(*type); i++) {
        const uint8_t *tag = ls_take(in, 4);
        if (tag == NULL)
            return frame_short(frame);
        if (i == VLAN_TAGS_WALKED)
            return LS_SKIP_BAD_HEADER;
        if (packet->vlan_count < LS_VLANS_MAX)
            packet->vlan[packet->vlan_count++] = wide16(tag) & 0x0fff;
        *type = wide16(tag + 2);
    }
    return STEP_ON;
}

/* IEEE 802.2: IP behind SNAP with the Ethernet code (AA AA 03 00 00 00), or at IP's own SAP. */
static int llc(const struct ls_frame *frame, struct ls_cursor *in, uint16_t *type)
{
    const uint8_t *sap = ls_take(in, 3);
    if (sap == NULL)
        return frame_short(frame);
    if (memcmp(sap, "\x06\x06\x03", 3) == 0) {
        *type = TYPE_IPV4;
        return STEP_ON;
    }
    if (memcmp(sap, "\xaa\xaa\x03", 3) != 0)
        return LS_SKIP_NON_IP;
    uint32_t organisation = ls_be24(in);
    *type = ls_be16(in);
    if (in->failed)
        return frame_short(frame);
    return organisation == 0 && *type >= TYPE_SMALLEST ? STEP_ON : LS_SKIP_NON_IP;
}

bool ethernet_fits(struct ls_cursor in)
{
    const uint8_t *header = ls_take(&in, ETHERNET_HEADER);
    uint8_t next = ls_u8(&in);
    if (header == NULL || in.failed)
        return false;
    uint16_t type = wide16(header + 12);
    switch (type) {
    case TYPE_IPV4:
        return next >> 4 == 4;
    case TYPE_IPV6:
        return next >> 4 == 6;
    case TYPE_ARP:
        return next == 0; /* hardware type Ethernet, 0x0001 (RFC 826) */
    case TYPE_MPLS:
    case TYPE_MPLS_UPSTREAM:
    case TYPE_PPPOE:
    case TYPE_LLDP:
        return true;
    default:
        return is_tag(type);
    }
}

/*
 * A pseudowire does not say whether it has a control word (RFC 4385 section 3: first nibble 0;
 * RFC 4448 section 4.6: two bytes of zero and a number); an address may begin like one. What is
 * an Ethernet frame of a known type behind it decides.
 */
static bool pseudowire(struct ls_cursor *in)
{
    struct ls_cursor behind = *in;
    const uint8_t *word = ls_take(&behind, CONTROL_WORD);
    if (word == NULL)
        return false;
    bool plain = ethernet_fits(*in);
    bool worded = word[0] >> 4 == 0 && ethernet_fits(behind);
    if (worded && (wide16(word) == 0 || !plain))
        *in = behind;
    return worded || plain;
}

/* Whether the IP packet ends where the frame does: no address that looks like one does that. */
static bool ends_here(const struct ls_frame *frame, struct ls_cursor in, uint8_t version)
{
    size_t wire = ls_left(&in) + (frame->wire - frame->captured);
    ls_take(&in, version == 4 ? 2 : 4);
    return ls_be16(&in) + (version == 4 ? (size_t)0 : 40) == wire;
}

/*
 * RFC 3032 section 2.1: label 20 bits, class 3, bottom of stack 1, time to live 8. What comes
 * next is not said; the first nibble tells IP (RFC 4928 section 3), and a header that
 * contradicts itself may be the address of an Ethernet frame.
 */
static int labels(const struct ls_frame *frame, struct ls_cursor *in, uint16_t *type)
{
    const uint8_t *label;
    int i = 0;
    do {
        label = ls_take(in, 4);
        if (label == NULL)
            return frame_short(frame);
        if (i++ == LABELS_WALKED)
            return LS_SKIP_BAD_HEADER;
    } while ((label[2] & 1) == 0);

    struct ls_cursor ahead = *in;
    uint8_t version = ls_u8(&ahead) >> 4;
    if (ahead.failed)
        return frame_short(frame);
    *type = version == 4 ? TYPE_IPV4 : TYPE_IPV6;
    if (ip_fits(frame, *in, *type) && ends_here(frame, *in, version))
        return STEP_ON;
    if (pseudowire(in)) {
        *type = TYPE_BRIDGED;
        return STEP_ON;
    }
    return version == 4 || version == 6 ? STEP_ON : LS_SKIP_NON_IP; /* padded, or cut */
}

/*
 * RFC 1661 section 2, RFC 1662 section 3.1: address and control (FF 03) may be left out, and so
 * may the first byte of the protocol when it is 0, which an odd first byte shows.
 */
static int ppp(const struct ls_frame *frame, struct ls_cursor *in, uint16_t *type)
{
    unsigned protocol = ls_u8(in);
    if (protocol == 0xff) {
        ls_u8(in);
        protocol = ls_u8(in);
    }
    if ((protocol & 1) == 0)
        protocol = protocol << 8 | ls_u8(in);
    if (in->failed)
        return frame_short(frame);
    switch (protocol) {
    case 0x0021:
        *type = TYPE_IPV4;
        return STEP_ON;
    case 0x0057:
        *type = TYPE_IPV6;
        return STEP_ON;
    case 0x0281: /* RFC 3032 section 4.3 */
    case 0x0283:
        *type = TYPE_MPLS;
        return STEP_ON;
    default:
        return LS_SKIP_NON_IP;
    }
}

/* RFC 2516 section 4: version and type 1, code 0, session, length of what follows. */
static int pppoe(const struct ls_frame *frame, struct ls_cursor *in, uint16_t *type)
{
    const uint8_t *header = ls_take(in, 6);
    if (header == NULL)
        return frame_short(frame);
    size_t wire = ls_left(in) + (frame->wire - frame->captured);
    if (header[0] != 0x11 || wide16(header + 4) > wire)
        return LS_SKIP_BAD_HEADER;
    *type = TYPE_PPP;
    return header[1] == 0 ? STEP_ON : LS_SKIP_NON_IP;
}

static int bridged(const struct ls_frame *frame, struct ls_cursor *in, uint16_t *type)
{
    const uint8_t *header = ls_take(in, ETHERNET_HEADER);
    if (header == NULL)
        return frame_short(frame);
    *type = wide16(header + 12);
    return STEP_ON;
}

int shim_step(const struct ls_frame *frame, struct ls_packet *packet, struct ls_cursor *in,
              uint16_t *type)
{
    switch (*type) {
    case TYPE_VLAN:
    case TYPE_QINQ:
    case TYPE_QINQ_OLD:
        return tags(frame, packet, in, type);
    case TYPE_MPLS:
    case TYPE_MPLS_UPSTREAM:
        return labels(frame, in, type);
    case TYPE_PPPOE:
        return pppoe(frame, in, type);
    case TYPE_PPP:
        return ppp(frame, in, type);
    case TYPE_BRIDGED:
        return bridged(frame, in, type);
    default:
        return *type < TYPE_SMALLEST ? llc(frame, in, type) : LS_SKIP_NON_IP;
    }
}

int shim_strip(const struct ls_frame *frame, struct ls_packet *packet, struct ls_cursor *in,
               uint16_t *type)
{
    for (int i = 0; *type != TYPE_IPV4 && *type != TYPE_IPV6; i++) {
        if (i == SHIMS_WALKED)
            return LS_SKIP_NESTED;
        int step = shim_step(frame, packet, in, type);
        if (step != STEP_ON)
            return step;
    }
    return STEP_ON;
}

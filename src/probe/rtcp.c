/* rtcp.c - the shape of an RTCP compound packet, RFC 3550 section 6, RFC 4585, RFC 3711 */
#include "lyncscope/clock.h"
#include "probe/media.h"

enum {
    SR = 200,
    RR = 201,
    SDES = 202,
    BYE = 203,
    LAST_TYPE = 213, /* IANA, RTCP Control Packet Types */
    SR_WORDS = 6,    /* length field of a report without blocks */
    RR_WORDS = 1,
    BLOCK_WORDS = 6,
    SRTCP_TAIL = 8, /* E flag and index, and the shortest tag (RFC 3711 section 3.4) */
};

struct part {
    uint8_t count; /* report blocks, chunks, sources or feedback format */
    uint8_t type;
    bool padded;
    uint16_t words; /* after the first */
    uint32_t ssrc;  /* 0 when there is none */
};

/*
 * Reports may end in profile-specific extensions of any length: Microsoft's clients send receiver
 * reports of 1200 bytes without a single block ([MS-RTP] section 2.2.11).
 */
static bool length_fits(const struct part *part)
{
    unsigned least = 1;
    if (part->type == SR || part->type == RR)
        least = (part->type == SR ? SR_WORDS : RR_WORDS) + part->count * (unsigned)BLOCK_WORDS;
    if (part->type == SDES || part->type == BYE)
        least = part->count;
    return part->words >= least;
}

static bool read_part(struct ls_cursor *in, struct part *part)
{
    uint8_t first = ls_u8(in);
    part->type = ls_u8(in);
    part->words = ls_be16(in);
    struct ls_cursor body = ls_cut(in, part->words * (size_t)4);
    if (in->failed || first >> 6 != 2 || part->type < SR || part->type > LAST_TYPE)
        return false;
    part->padded = (first & 0x20) != 0;
    part->count = first & 0x1F;
    part->ssrc = ls_left(&body) > 0 ? ls_be32(&body) : 0;
    return length_fits(part);
}

enum rtcp_fit rtcp_read(struct ls_cursor packet, uint32_t *ssrc)
{
    struct part first;
    bool same_sender = false;

    if (!read_part(&packet, &first) || first.words == 0)
        return RTCP_NOT;
    *ssrc = first.ssrc;
    struct ls_cursor rest = packet;
    bool padded = first.padded;
    while (ls_left(&rest) > 0) {
        struct part part;
        if (padded || !read_part(&rest, &part))
            return ls_left(&packet) >= SRTCP_TAIL ? RTCP_FITS : RTCP_NOT;
        same_sender |= part.words > 0 && part.ssrc == first.ssrc;
        padded = part.padded;
    }
    return same_sender ? RTCP_PROVES : RTCP_FITS;
}

bool rtcp_report_is_of(struct ls_cursor packet, int64_t now_ns)
{
    const uint32_t opening = 0x80000000 | SR << 16 | SR_WORDS;
    const uint32_t ntp_epoch = 2208988800; /* 1970, RFC 5905 section 6 */
    const uint32_t apart_max = 600;
    if (ls_left(&packet) != 4 + SR_WORDS * 4 || ls_be32(&packet) != opening)
        return false;
    ls_take(&packet, 4);
    uint32_t now = (uint32_t)(now_ns / LS_SECOND) + ntp_epoch;
    uint32_t ahead = ls_be32(&packet) - now + apart_max;
    return ahead <= 2 * apart_max;
}

/* media.c - following RTP sources; the arithmetic behind the thresholds stands in media.h */
#include "probe/media.h"

#include <zlib.h>

enum {
    RUN_ALONE = 3,  /* packets of one source that prove RTP */
    RUN_PAIRED = 2, /* the same, when the other direction has as many */
    STEP_MAX = 50,  /* sequence numbers between two captured packets */
    BACK_MAX = 50,  /* how late a reordered packet may be */
    JUMPS_MAX = 3,  /* breaks in the numbering before it is no numbering */
    TYPES_FIRST_DYNAMIC = 96,
};

static const uint32_t timestamp_step_max = UINT32_C(1) << 24; /* three minutes of video clock */
static const uint32_t timestamp_back_max = UINT32_C(1) << 18; /* reordered video frames */

struct rtp_header {
    uint8_t type;
    uint16_t sequence;
    uint32_t timestamp;
    uint32_t ssrc;
};

/* RFC 3551 section 6: the assigned types (34 is the last) and the dynamic ones. */
static bool is_type_plausible(uint8_t type)
{
    const uint64_t assigned = UINT64_C(0x79607FFF9);
    if (type < 64)
        return (assigned >> type & 1) != 0;
    return type >= TYPES_FIRST_DYNAMIC;
}

/* RFC 3550 section 5.1. Padding is not checked: SRTP encrypts its count. */
static bool read_header(struct ls_cursor in, struct rtp_header *header)
{
    uint8_t first = ls_u8(&in);
    header->type = ls_u8(&in) & 0x7F;
    header->sequence = ls_be16(&in);
    header->timestamp = ls_be32(&in);
    header->ssrc = ls_be32(&in);
    ls_take(&in, (first & 0x0F) * (size_t)4);
    if (first & 0x10) {
        ls_take(&in, 2);
        uint16_t words = ls_be16(&in);
        ls_take(&in, words * (size_t)4);
    }
    return !in.failed && first >> 6 == 2 && is_type_plausible(header->type);
}

static uint32_t print_of(struct ls_cursor packet)
{
    return (uint32_t)crc32(0, packet.at, (uInt)ls_left(&packet));
}

static struct media_source *find_source(struct media_side *side, uint32_t ssrc)
{
    for (uint8_t i = 0; i < side->count; i++)
        if (side->source[i].ssrc == ssrc)
            return &side->source[i];
    return NULL;
}

static enum ls_answer source_new(struct media_side *side, const struct rtp_header *header,
                                 uint32_t print)
{
    if (side->count == MEDIA_SOURCES)
        return LS_NO;
    struct media_source *source = &side->source[side->count++];
    source->ssrc = header->ssrc;
    source->sequence = header->sequence;
    source->timestamp = header->timestamp;
    source->print = print;
    source->type = header->type;
    source->run = 1;
    return LS_MAYBE;
}

static void add_type(struct media_side *side, uint8_t type)
{
    side->types[type / 64] |= UINT64_C(1) << type % 64;
}

/* Counts a packet of a known source. Copies and latecomers say nothing for or against. */
static enum ls_answer source_next(struct media_side *side, struct media_source *source,
                                  const struct rtp_header *header, uint32_t print)
{
    uint16_t ahead = (uint16_t)(header->sequence - source->sequence);
    uint32_t later = header->timestamp - source->timestamp;

    if (ahead == 0)
        return print == 0 || print == source->print ? LS_MAYBE : LS_NO;
    if (ahead >= UINT16_MAX - BACK_MAX + 1)
        return LS_MAYBE;
    bool backwards = later >= 0 - timestamp_back_max;
    if (ahead <= STEP_MAX && later <= timestamp_step_max) {
        source->run = source->run < UINT8_MAX ? source->run + 1 : UINT8_MAX;
        add_type(side, source->type);
        add_type(side, header->type);
    } else if (ahead > STEP_MAX || !backwards) {
        source->run = 1;
        if (++source->jumps >= JUMPS_MAX)
            return LS_NO;
    }
    source->sequence = header->sequence;
    source->timestamp = header->timestamp;
    source->print = print;
    source->type = header->type;
    return LS_MAYBE;
}

static const struct media_source *best_source(const struct media_side *side)
{
    const struct media_source *best = NULL;
    for (uint8_t i = 0; i < side->count; i++)
        if (best == NULL || side->source[i].run > best->run)
            best = &side->source[i];
    return best;
}

static bool proves_rtp(const struct media *media)
{
    const struct media_source *a = best_source(&media->side[0]);
    const struct media_source *b = best_source(&media->side[1]);

    if ((a != NULL && a->run >= RUN_ALONE) || (b != NULL && b->run >= RUN_ALONE))
        return true;
    if (a == NULL || b == NULL || a->ssrc == b->ssrc)
        return false;
    return a->run >= RUN_PAIRED && b->run >= RUN_PAIRED;
}

static enum ls_answer feed_rtp(struct media *media, uint8_t side, struct ls_cursor packet)
{
    struct rtp_header header;
    if (!read_header(packet, &header))
        return LS_NO;
    struct media_source *source = find_source(&media->side[side], header.ssrc);
    /* once proved, a copy need not be told from a contradiction */
    uint32_t print = media->rtp ? 0 : print_of(packet);
    enum ls_answer answer = source != NULL ? source_next(&media->side[side], source, &header, print)
                                           : source_new(&media->side[side], &header, print);
    media->rtp = media->rtp || (answer != LS_NO && proves_rtp(media));
    return answer;
}

static enum ls_answer feed_rtcp(struct media *media, uint8_t side, struct ls_cursor packet)
{
    struct media_side *from = &media->side[side];
    uint32_t ssrc;
    enum rtcp_fit fit = rtcp_read(packet, &ssrc);
    if (fit == RTCP_NOT)
        return LS_NO;

    uint32_t print = print_of(packet);
    const struct media_source *source = find_source(from, ssrc);
    bool again = from->report_seen && from->report_ssrc == ssrc && from->report_print != print;
    bool sends = source != NULL && source->run >= RUN_PAIRED;
    media->rtcp = media->rtcp || fit == RTCP_PROVES || again || sends ||
                  rtcp_report_is_of(packet, media->now_ns);
    media->rtp = media->rtp || sends;
    from->report_seen = true;
    from->report_ssrc = ssrc;
    from->report_print = print;
    return LS_MAYBE;
}

/* RFC 5761 section 4: the second byte of RTCP, 192 to 223, is a payload type RTP must avoid. */
static bool is_rtcp(struct ls_cursor in)
{
    ls_take(&in, 1);
    uint8_t type = ls_u8(&in);
    return type >= 192 && type <= 223;
}

enum ls_answer media_feed(struct media *media, uint8_t side, struct ls_cursor packet)
{
    enum ls_answer answer =
        is_rtcp(packet) ? feed_rtcp(media, side, packet) : feed_rtp(media, side, packet);
    return media->rtp || media->rtcp ? LS_YES : answer;
}

/*
 * The payload types of Lync 2013 that name a kind of media. RED (97) is not among them: it is
 * whatever it carries (RFC 2198).
 */
static uint32_t kind_of(unsigned type)
{
    switch (type) {
    case 0:   /* PCMU */
    case 3:   /* GSM */
    case 4:   /* G.723.1 */
    case 8:   /* PCMA */
    case 9:   /* G.722 */
    case 13:  /* comfort noise */
    case 101: /* telephone-event */
    case 103: /* SILK, or G.722.1 */
    case 104: /* SILK */
    case 111: /* Siren */
    case 112: /* G.722.1 */
    case 114: /* RTAudio 16 kHz */
    case 115: /* RTAudio 8 kHz */
    case 116: /* G.726 */
    case 117: /* G.722 stereo */
    case 118: /* comfort noise 16 kHz */
        return LS_MARK_AUDIO;
    case 34:  /* H.263 */
    case 121: /* RTVideo */
    case 122: /* X-H264UC */
    case 123: /* its forward error correction */
        return LS_MARK_VIDEO;
    case 127: /* x-data */
        return LS_MARK_APP_SHARING;
    default:
        return 0;
    }
}

static void note_type(struct media *media, uint8_t side, uint8_t type, struct ls_draft *draft)
{
    if (media->noted_count == MEDIA_TYPES)
        return;
    media->noted_count++;
    ls_draft_fact(draft, LS_FACT_RTP_PAYLOAD_TYPE, side, &type, 1);
    ls_draft_mark(draft, kind_of(type));
}

static void note_side(struct media *media, uint8_t side, struct ls_draft *draft)
{
    for (uint8_t half = 0; half < 2; half++) {
        uint64_t fresh = media->side[side].types[half] & ~media->noted[half];
        media->noted[half] |= fresh;
        for (uint8_t type = (uint8_t)(half * 64); fresh != 0; type++, fresh >>= 1)
            if (fresh & 1)
                note_type(media, side, type, draft);
    }
}

void media_note(struct media *media, struct ls_draft *draft)
{
    if (media->rtp) {
        ls_draft_proves(draft, LS_PROTO_RTP);
        note_side(media, 0, draft);
        note_side(media, 1, draft);
    }
    if (media->rtcp)
        ls_draft_proves(draft, LS_PROTO_RTCP);
}

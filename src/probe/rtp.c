/*
 * rtp.c - the probe for RTP and RTCP over UDP
 *
 * media.c decides; this file keeps apart what else may share the 5-tuple. On TCP media comes in
 * frames, which turn_tcp.c reads.
 */
#include "probe/media.h"
#include "probe/probes.h"
#include "probe/stun_message.h"

enum {
    DATAGRAMS_MAYBE = 96,  /* ICE and DTLS may take their time */
    DATAGRAMS_FOLLOW = 64, /* while it is not known what kind of media this is */
    DATAGRAMS_KNOWN = 12,  /* and after it is: other types and RTCP may come in these */
    STRAYS_MAX = 4,
};

/* All zero to begin with. */
struct rtp_flow {
    struct media media;
    bool beside; /* STUN, ZRTP or DTLS was seen, so a packet that is no media refutes nothing */
    uint8_t strays;
    uint8_t known; /* datagrams since the kind of media is known */
};

/* RFC 7983 section 7: STUN, ZRTP and DTLS go before media on its own ports. */
static bool is_companion(struct ls_cursor in)
{
    struct stun_message message;
    struct ls_cursor at = in;
    uint8_t first = ls_u8(&at);
    if (first <= 3)
        return stun_message_read(&in, &message) == LS_YES;
    if (first >= 16 && first <= 19) {
        ls_take(&at, 3);
        return ls_starts(&at, "ZRTP", 4);
    }
    uint16_t version = ls_be16(&at);
    return first >= 20 && first <= 63 && (version == 0xFEFF || version == 0xFEFD);
}

/* Keep-alives and relay discoveries of a few odd bytes come before media, a few times. */
static bool is_stray(struct ls_cursor in)
{
    return ls_left(&in) <= 4 || ls_u8(&in) <= 3;
}

/* Proved media: goes on until its kind is known, and a little longer. */
static enum ls_answer follow(struct rtp_flow *flow, const struct ls_draft *draft)
{
    const uint32_t kinds = LS_MARK_AUDIO | LS_MARK_VIDEO | LS_MARK_APP_SHARING;
    if (!flow->media.rtp || (ls_draft_marks(draft) & kinds) == 0)
        return LS_YES;
    return ++flow->known >= DATAGRAMS_KNOWN ? LS_DONE : LS_YES;
}

static enum ls_answer rtp_look(struct ls_view *view, void *state, struct ls_draft *draft)
{
    struct rtp_flow *flow = state;
    struct media *media = &flow->media;
    struct ls_cursor in = view->bytes[view->side];
    bool proved = media->rtp || media->rtcp;

    if (is_companion(in)) {
        flow->beside = true;
        return proved ? LS_YES : LS_MAYBE;
    }
    media->now_ns = view->time_ns;
    enum ls_answer answer = media_feed(media, view->side, in);
    if (answer == LS_YES) {
        media_note(media, draft);
        return follow(flow, draft);
    }
    if (answer == LS_NO && !flow->beside && is_stray(in))
        return ++flow->strays <= STRAYS_MAX ? LS_MAYBE : LS_NO;
    return answer == LS_NO && (flow->beside || view->cut) ? LS_MAYBE : answer;
}

const struct ls_probe ls_probe_rtp = {
    .name = "rtp",
    .transports = LS_UDP,
    .state_bytes = sizeof(struct rtp_flow),
    .budget = DATAGRAMS_MAYBE,
    .follow = DATAGRAMS_FOLLOW,
    .beside_stun = true,
    .look = rtp_look,
};

/*
 * stun.c - the probe for STUN (RFC 8489), TURN (RFC 8656) and [MS-TURN]; this file has UDP
 *
 * One good message is proof: its cookie alone is one in 2^32, and its length and attributes
 * must fit as well. Classic STUN (RFC 3489) has no cookie and is refused, except for MS-TURN,
 * which has one of its own. Media of the same ports that carries no TURN header (after Set
 * Active Destination, or between ICE peers) is the business of rtp.c.
 */
#include "probe/probes.h"
#include "probe/turn.h"

enum {
    DATAGRAMS_MAYBE = 16,  /* without a message among them: no */
    DATAGRAMS_FOLLOW = 96, /* seen after which nothing new is expected */
    MEDIA_FOLLOW = 24,     /* the same, of media: the checks are over, and rtp.c has the rest */
    STREAM_BUDGET = 8192,
    STREAM_FOLLOW = 65536,
};

/* RFC 7983 section 7: what shares a 5-tuple with STUN and may come before it. */
static bool may_be_beside(const struct ls_cursor *in)
{
    if (ls_left(in) == 0)
        return true;
    uint8_t first = in->at[0];
    return (first >= 16 && first <= 79) || (first >= 128 && first <= 191);
}

/* RFC 8656 section 12.4; only looked into where STUN is proved. */
static void channel_data(struct turn_talk *talk, struct ls_cursor in)
{
    uint16_t channel = ls_be16(&in);
    uint16_t length = ls_be16(&in);
    struct ls_cursor data = ls_cut(&in, length);
    if (in.failed || channel < 0x4000 || channel > 0x4FFF)
        return;
    talk->outer = LS_PROTO_STUN;
    (void)turn_packet(talk, data);
}

static enum ls_answer datagram(struct turn_talk *talk, struct ls_cursor in, bool cut)
{
    struct stun_message message;
    struct ls_cursor at = in;

    if (ls_left(&in) > 0 && in.at[0] == 0xFF)
        return turn_multiplexed(talk, in);
    if (talk->turn->proved && ls_left(&in) > 0 && in.at[0] >> 6 == 1)
        channel_data(talk, in);
    enum ls_answer answer = stun_message_read(&at, &message);
    if (answer == LS_MAYBE && cut)
        answer = stun_message_read_cut(in, &message);
    else if (answer == LS_MAYBE || ls_left(&at) > 0)
        answer = LS_NO;
    if (answer == LS_YES)
        turn_message(talk, &message);
    if (answer == LS_NO && may_be_beside(&in))
        return LS_MAYBE;
    return answer;
}

static bool has_seen_enough(struct turn *turn, const struct ls_cursor *in)
{
    if (ls_left(in) > 0 && in->at[0] >> 6 == 2)
        turn->media_datagrams++;
    return turn->datagrams >= DATAGRAMS_FOLLOW || turn->media_datagrams >= MEDIA_FOLLOW;
}

static enum ls_answer stun_look(struct ls_view *view, void *state, struct ls_draft *draft)
{
    struct turn *turn = state;
    struct turn_talk talk = {.turn = turn, .view = view, .draft = draft, .side = view->side};

    if (view->stream)
        return turn_tcp_look(turn, view, draft);
    enum ls_answer answer = datagram(&talk, view->bytes[view->side], view->cut);
    turn->datagrams++;
    if (turn->proved)
        return has_seen_enough(turn, &view->bytes[view->side]) ? LS_DONE : LS_YES;
    return turn->datagrams >= DATAGRAMS_MAYBE ? LS_NO : answer;
}

/* Messages, TURN's multiplexed ones, and what may come before them; on streams, lengths. */
static bool stun_begins(uint8_t first, bool stream)
{
    const struct ls_cursor in = ls_cursor(&first, 1);
    return stream || first <= 3 || first == 0xFF || may_be_beside(&in);
}

const struct ls_probe ls_probe_stun = {
    .name = "stun",
    .transports = LS_TCP | LS_UDP,
    .state_bytes = sizeof(struct turn),
    .budget = STREAM_BUDGET,
    .follow = STREAM_FOLLOW,
    .begins = stun_begins,
    .look = stun_look,
};

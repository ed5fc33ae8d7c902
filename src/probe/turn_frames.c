/* turn_frames.c - the hellos and frames of turn_frames.h */
#include "probe/turn_frames.h"

#include "probe/stun_message.h"

enum {
    CLIENT_HELLO = 50,
    SERVER_HELLO = 83,
    FRAME_MAX = 8192, /* longest frame of a stream not yet proved */
};

/* What may be anything in a template: the randoms and the session id. */
struct hole {
    size_t from, to;
};

/* TLS 1.0 ClientHello: one cipher, TLS_DH_anon_WITH_RC4_128_MD5, no session, no extensions. */
static const uint8_t client_hello[CLIENT_HELLO] = {0x16, 0x03, 0x01, 0x00, 0x2D, 0x01,
                                                   0x00, 0x00, 0x29, 0x03, 0x01, [43] = 0x00,
                                                   0x00, 0x02, 0x00, 0x18, 0x01, 0x00};
static const struct hole client_holes[] = {{11, 43}, {0, 0}};

/* ServerHello and ServerHelloDone in one record. */
static const uint8_t server_hello[SERVER_HELLO] = {
    0x16, 0x03,        0x01,        0x00, 0x4E, 0x02, 0x00, 0x00, 0x46, 0x03,
    0x01, [43] = 0x20, [76] = 0x00, 0x18, 0x00, 0x0E, 0x00, 0x00, 0x00};
static const struct hole server_holes[] = {{11, 43}, {44, 76}};

static bool in_hole(const struct hole holes[2], size_t at)
{
    return (at >= holes[0].from && at < holes[0].to) || (at >= holes[1].from && at < holes[1].to);
}

/* Compares in with a template as far as it goes; a full match moves past it. */
static enum ls_answer match(struct ls_cursor *in, const uint8_t *template, size_t n,
                            const struct hole holes[2])
{
    size_t have = ls_left(in) < n ? ls_left(in) : n;
    for (size_t i = 0; i < have; i++)
        if (in->at[i] != template[i] && !in_hole(holes, i))
            return LS_NO;
    return ls_take(in, n) != NULL ? LS_YES : LS_MAYBE;
}

static bool is_frame_start(const struct ls_cursor *in)
{
    uint8_t first = in->at[0];
    return first == 0x02 || first == 0x03 || first == 0xFF;
}

enum ls_answer turn_hello(struct ls_cursor *in, uint8_t side, uint8_t *client)
{
    struct ls_cursor at = *in;
    enum ls_answer answer = match(&at, client_hello, CLIENT_HELLO, client_holes);
    *client = side;
    if (answer == LS_NO) {
        at = *in;
        *client = side == 0 ? 1 : 0;
        answer = match(&at, server_hello, SERVER_HELLO, server_holes);
    }
    if (answer != LS_YES)
        return answer;
    if (ls_left(&at) > 0 && !is_frame_start(&at))
        return LS_NO;
    *in = at;
    return LS_YES;
}

bool turn_is_tpkt(struct ls_cursor in)
{
    uint16_t kind = ls_be16(&in);
    uint16_t length = ls_be16(&in);
    uint8_t indicator = ls_u8(&in);
    uint8_t code = ls_u8(&in);
    if (in.failed || kind != TURN_DATA_FRAME)
        return false;
    if (code == 0xE0 || code == 0xD0)
        return indicator == length - 5;
    return code == 0xF0 && indicator == 2;
}

/* Says whether the first bytes of a packet could be STUN, RTP or RTCP. */
static bool may_be_packet(const struct ls_cursor *in)
{
    if (ls_left(in) == 0)
        return true;
    return in->at[0] >> 6 == 2 || stun_message_may_start(in);
}

/* Says whether what is here of a frame speaks against it, so that nobody waits for the rest. */
static bool may_be_frame(uint16_t kind, uint16_t length, const struct ls_cursor *body)
{
    struct ls_cursor inner = *body;
    if (length > FRAME_MAX)
        return false;
    if (kind == TURN_CONTROL_FRAME)
        return stun_message_may_start(body);
    if (kind == TURN_MULTIPLEXED_FRAME)
        return true;
    if (kind == TURN_DATA_FRAME && ls_be16(&inner) == length - 2)
        return may_be_packet(&inner);
    return may_be_packet(body);
}

enum ls_answer turn_frame(struct ls_cursor *in, bool typed, bool proved, struct turn_frame *frame)
{
    struct ls_cursor at = *in;
    if (typed && !is_frame_start(in))
        return LS_NO;
    frame->kind = typed ? ls_be16(&at) : TURN_PLAIN_FRAME;
    uint16_t length = ls_be16(&at);
    frame->missing = 0;
    if (at.failed)
        return LS_MAYBE;
    if (typed && frame->kind != TURN_CONTROL_FRAME && frame->kind != TURN_DATA_FRAME &&
        frame->kind != TURN_MULTIPLEXED_FRAME)
        return LS_NO;
    struct ls_cursor rest = at;
    frame->body = ls_cut(&at, length);
    if (at.failed) {
        frame->missing = length - (uint32_t)ls_left(&rest);
        return proved || may_be_frame(frame->kind, length, &rest) ? LS_MAYBE : LS_NO;
    }
    frame->whole = ls_cursor(in->at, (size_t)(at.at - in->at));
    *in = at;
    return LS_YES;
}

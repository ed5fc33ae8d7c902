/*
 * turn_tcp.c - STUN, TURN and media on TCP
 *
 * After an optional pseudo-TLS hello a direction is one of three: [MS-TURN] frames, RFC 4571
 * lengths (ICE-TCP, RFC 6544 section 3), or STUN messages one after another (RFC 8489 section
 * 6.2.2). Frames do not keep to segments. Before anything is proved a look reads from the
 * beginning on a copy of the state, and again for good once that proved something.
 */
#include "probe/turn.h"
#include "probe/turn_frames.h"

enum { FRAME_WAIT = 4096 }; /* the end of a longer frame is skipped, not waited for */

static enum ls_answer read_frame(struct turn_talk *talk, const struct turn_frame *frame)
{
    struct stun_message message;
    struct ls_cursor in = frame->body;
    struct turn_talk inner = *talk;

    if (frame->kind == TURN_MULTIPLEXED_FRAME)
        return turn_multiplexed(&inner, frame->whole);
    inner.framed = frame->kind == TURN_PLAIN_FRAME;
    if (frame->kind == TURN_DATA_FRAME || frame->kind == TURN_CONTROL_FRAME)
        inner.outer = LS_PROTO_MS_TURN;
    if (frame->kind == TURN_DATA_FRAME)
        return turn_packet(&inner, in);
    if (stun_message_read(&in, &message) == LS_YES && ls_left(&in) == 0) {
        turn_message(&inner, &message);
        return LS_YES;
    }
    return frame->kind == TURN_PLAIN_FRAME ? turn_packet(&inner, frame->body) : LS_NO;
}

/* Reads one frame or message. LS_YES: moved past it. LS_MAYBE: its end is still to come. */
static enum ls_answer step(struct turn_talk *talk, enum turn_mode mode, struct ls_cursor *in,
                           uint32_t *missing)
{
    struct stun_message message;
    struct turn_frame frame = {0};
    enum ls_answer answer;

    if (mode == TURN_BARE) {
        answer = stun_message_read(in, &message);
        if (answer == LS_YES)
            turn_message(talk, &message);
        return answer;
    }
    answer = turn_frame(in, mode == TURN_FRAMES, talk->turn->proved, &frame);
    *missing = frame.missing;
    if (answer != LS_YES)
        return answer;
    if (read_frame(talk, &frame) == LS_NO && !talk->turn->proved)
        return LS_NO;
    return LS_YES;
}

/* Reads all whole frames and adds their bytes to *used. LS_YES when the stream is proved. */
static enum ls_answer walk(struct turn_talk *talk, enum turn_mode mode, struct ls_cursor in,
                           size_t *used)
{
    const uint8_t *start = in.at;
    enum ls_answer answer = LS_YES;
    uint32_t missing = 0;

    while (answer == LS_YES && ls_left(&in) > 0)
        answer = step(talk, mode, &in, &missing);
    *used += (size_t)(in.at - start);
    if (!talk->turn->proved)
        return answer == LS_NO ? LS_NO : LS_MAYBE;
    if (answer == LS_NO)
        talk->turn->mode[talk->side] = TURN_LOST;
    if (answer == LS_NO || ls_left(&in) + missing > FRAME_WAIT) {
        talk->turn->skip[talk->side] = missing;
        *used += ls_left(&in);
    }
    return LS_YES;
}

/* Tries one mode on a copy and says what it would prove. */
static enum ls_answer try_mode(const struct turn_talk *talk, enum turn_mode mode,
                               struct ls_cursor in)
{
    struct turn copy = *talk->turn;
    struct turn_talk dry = *talk;
    size_t used = 0;
    copy.proved = false;
    dry.turn = &copy;
    dry.draft = NULL;
    return walk(&dry, mode, in, &used);
}

/* Finds the mode of a direction from its first bytes; both directions have the same. */
static enum ls_answer find_mode(struct turn_talk *talk, struct ls_cursor in)
{
    enum ls_answer best = LS_NO;
    uint8_t *mode = &talk->turn->mode[talk->side];
    uint8_t other = talk->turn->mode[talk->side == 0 ? 1 : 0];

    if (other != TURN_START && other != TURN_LOST) {
        *mode = other;
        return LS_YES;
    }
    if (turn_is_tpkt(in))
        return LS_NO;
    for (enum turn_mode i = TURN_FRAMES; i <= TURN_BARE; i++) {
        enum ls_answer answer = try_mode(talk, i, in);
        if (answer == LS_YES) {
            *mode = (uint8_t)i;
            return LS_YES;
        }
        if (answer == LS_MAYBE)
            best = LS_MAYBE;
    }
    return best;
}

static enum ls_answer open_side(struct turn_talk *talk, struct ls_cursor *in, size_t *used)
{
    struct turn *turn = talk->turn;
    const uint8_t *start = in->at;
    uint8_t client;
    enum ls_answer answer = turn_hello(in, talk->side, &client);

    if (answer == LS_NO)
        return find_mode(talk, *in);
    if (answer == LS_MAYBE)
        return LS_MAYBE;
    *used += (size_t)(in->at - start);
    turn->mode[talk->side] = TURN_FRAMES;
    turn->proved = true;
    if (talk->draft != NULL) {
        ls_draft_proves(talk->draft, LS_PROTO_PSEUDO_TLS);
        ls_draft_client(talk->draft, client);
        turn->client_told = true;
    }
    return LS_YES;
}

static enum ls_answer look_side(struct turn_talk *talk, size_t *used)
{
    struct turn *turn = talk->turn;
    uint8_t *mode = &turn->mode[talk->side];
    uint32_t *skip = &turn->skip[talk->side];
    struct ls_cursor in = talk->view->bytes[talk->side];
    enum ls_answer answer = LS_YES;

    ls_take(&in, *used);
    if (*skip > 0) {
        size_t n = *skip < ls_left(&in) ? *skip : ls_left(&in);
        ls_take(&in, n);
        *skip -= (uint32_t)n;
        *used += n;
    }
    if (ls_left(&in) == 0)
        return LS_MAYBE;
    if (*mode == TURN_START)
        answer = open_side(talk, &in, used);
    if (*mode == TURN_START && answer == LS_NO && turn->proved)
        *mode = TURN_LOST;
    if (*mode == TURN_LOST)
        *used += ls_left(&in);
    else if (answer == LS_YES)
        return walk(talk, (enum turn_mode) * mode, in, used);
    return answer;
}

/*
 * Looks at both directions, the first one again when only the second proved anything. A
 * direction seen from its start that is none of this decides for the stream.
 */
static enum ls_answer look_both(struct turn *turn, const struct ls_view *view,
                                struct ls_draft *draft, size_t used[2])
{
    unsigned refused = 0;
    unsigned open = 0;

    for (uint8_t i = 0; i < 3; i++) {
        struct turn_talk talk = {.turn = turn, .view = view, .draft = draft, .side = i % 2};
        if (i == 2 && (!turn->proved || turn->mode[0] != TURN_START))
            break;
        if (look_side(&talk, &used[talk.side]) != LS_NO)
            open += ls_left(&view->bytes[talk.side]) > 0;
        else
            refused += view->from_start[talk.side] ? 2 : 1;
    }
    if (turn->proved)
        return LS_YES;
    return refused >= 2 || (refused > 0 && open == 0) ? LS_NO : LS_MAYBE;
}

enum ls_answer turn_tcp_look(struct turn *turn, struct ls_view *view, struct ls_draft *draft)
{
    size_t used[2] = {0, 0};

    if (!turn->proved) {
        struct turn trial = *turn;
        enum ls_answer answer = look_both(&trial, view, NULL, used);
        if (answer != LS_YES)
            return answer;
    }
    view->used[0] = view->used[1] = 0;
    look_both(turn, view, draft, view->used);
    return turn->mode[0] == TURN_LOST && turn->mode[1] == TURN_LOST ? LS_DONE : LS_YES;
}

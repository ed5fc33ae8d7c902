/*
 * sip.c - SIP on TCP and UDP (RFC 3261)
 *
 * Proof is a start line with at least one of Via, Call-ID and CSeq below it. A start line
 * alone proves nothing, however short the capture was cut: with a snapshot length that ends
 * in the first header line, the name of that line (Via:, i:, ...) must be there in full.
 *
 * On a stream whole messages are consumed as they come in. Content-Length is believed until
 * something else is seen: a start line inside the body ends it, and where a message should
 * begin and none does, bytes are dropped up to the next start line. A message larger than
 * WINDOW is read as far as the window goes and the rest of its body is dropped as it arrives,
 * so that a window is never held for good.
 *
 * A side whose opening was not captured may begin anywhere. A message found further in then
 * counts when all bytes before it are text, it begins a line, and it has a whole head with
 * all of Via, Call-ID and CSeq.
 *
 * Budget: start line and header of a real message fit in 8 KiB (authentication data of Lync
 * comes before Via and takes up to 3 KiB). There is no end to following: a trunk's later
 * calls announce media ports too.
 */
#include "probe/probes.h"
#include "probe/sides.h"
#include "probe/sip_message.h"

enum {
    WINDOW = 12288, /* bytes of one message that are waited for */
    QUIET_MAX = 32, /* datagrams without a message before a flow is given up */
    NOWHERE = -1,
};

struct side {
    uint32_t skip;     /* bytes of a body still to be dropped */
    uint32_t searched; /* bytes of what is being waited for that hold no message */
    bool lost;         /* looking for the next start line; before proof: what came is no text */
};

struct state {
    struct side side[2];
    bool sure;
    bool client_known;
    uint8_t quiet;
};

/* One side's new bytes, and where to write. */
struct reader {
    struct ls_cursor in;
    struct side *me;
    struct state *all;
    struct ls_draft *draft;
    struct ls_announcement by; /* side and time only */
    bool last;                 /* no more bytes will follow those in `in` */
};

static bool is_text(struct ls_span bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        if (bytes.at[i] < ' ' && bytes.at[i] != '\t' && bytes.at[i] != '\r' && bytes.at[i] != '\n')
            return false;
    return true;
}

/* RFC 5626 section 4.4.1: CR LF pings; some devices send zero bytes or blanks instead. */
static bool is_keep_alive(struct ls_cursor in)
{
    while (ls_left(&in) > 0) {
        uint8_t c = ls_u8(&in);
        if (c != '\r' && c != '\n' && c != 0 && c != ' ')
            return false;
    }
    return true;
}

static void skip_line_ends(struct ls_cursor *in)
{
    while (ls_left(in) > 0 && (*in->at == '\r' || *in->at == '\n'))
        ls_take(in, 1);
}

/*
 * Looks for a message at *from and at the beginning of every line after it. Returns where it
 * stands, or NOWHERE: then *from is moved to the line to go on with when more bytes are there,
 * so that bytes that come in one by one are not searched again and again.
 */
static ptrdiff_t find_message(struct ls_cursor in, uint32_t *from)
{
    const uint8_t *start = in.at;
    struct ls_span line;
    bool doubt = false;

    ls_take(&in, *from < ls_left(&in) ? *from : ls_left(&in));
    for (;;) {
        enum ls_answer answer = ls_sip_prove(in, false);
        if (answer == LS_YES)
            return in.at - start;
        doubt |= answer == LS_MAYBE;
        if (!ls_text_line(&in, &line))
            return NOWHERE;
        if (!doubt)
            *from = (uint32_t)(in.at - start);
    }
}

static void note_client(struct reader *r, const struct ls_sip_start *start)
{
    if (r->all->client_known)
        return;
    bool request = start->method.len > 0;
    ls_draft_client(r->draft, request ? r->by.side : (uint8_t)(1 - r->by.side));
    r->all->client_known = true;
}

/* A body of type message/sip or message/sipfrag holds start lines by right (RFC 3420). */
static bool may_hold_messages(const struct ls_sip_head *head)
{
    return ls_text_begins(head->type, "message/");
}

/* Says whether a message, or nothing but line ends, stands behind a body of this length. */
static bool ends_well(struct ls_cursor rest, uint32_t length)
{
    struct ls_sip_start start;
    if (length > ls_left(&rest))
        return false;
    ls_take(&rest, length);
    skip_line_ends(&rest);
    return ls_left(&rest) == 0 || ls_sip_start_line(&rest, &start) != LS_NO;
}

/*
 * Returns how many bytes the body behind a head takes, of which not all may have come.
 * Without a length (RFC 3261 section 18.3 demands one) a body is all that comes before the
 * next message. A length that leads to where a message can begin is believed, and the body is
 * not searched.
 */
static uint32_t body_length(const struct ls_sip_head *head, struct ls_cursor rest,
                            uint32_t *searched)
{
    uint32_t left = ls_left(&rest) < WINDOW ? (uint32_t)ls_left(&rest) : WINDOW;
    uint32_t length = head->length;

    if (!head->length_known)
        length = head->type.len > 0 ? left : 0;
    if (length == 0 || may_hold_messages(head))
        return length;
    if (head->length_known && ends_well(rest, length))
        return length;
    ptrdiff_t at = find_message(ls_cut(&rest, length < left ? length : left), searched);
    return at == NOWHERE ? length : (uint32_t)at;
}

static void drop_line(struct ls_cursor *in)
{
    struct ls_span line;
    if (!ls_text_line(in, &line))
        ls_take(in, ls_left(in));
}

/* Says whether head, of which nothing more will come when r->last, is that of a message. */
static bool is_proved(const struct reader *r, const struct ls_sip_head *head)
{
    return ls_sip_head_tells(head, false) || (r->last && ls_sip_prove(r->in, true) == LS_YES);
}

/* Takes the message at r->in, whose body begins at rest. Returns false to wait for more. */
static bool take_message(struct reader *r, const struct ls_sip_head *head, struct ls_cursor rest)
{
    size_t head_bytes = ls_left(&r->in) - ls_left(&rest);
    if (!is_proved(r, head)) {
        drop_line(&r->in);
        r->me->lost = true;
        return true;
    }
    uint32_t length = body_length(head, rest, &r->me->searched);
    bool whole = ls_left(&rest) >= length;
    if (!whole && !r->last && head_bytes + ls_left(&rest) < WINDOW)
        return false;
    size_t here = whole ? length : ls_left(&rest);
    struct ls_cursor body = ls_cut(&rest, here);

    note_client(r, &head->start);
    ls_sip_note(head, &r->by, r->draft);
    ls_sip_note_body(head->type, body, whole, &r->by, r->draft);
    r->me->skip = length - (uint32_t)here;
    r->me->searched = 0;
    r->in = rest;
    return ls_left(&r->in) > 0;
}

static bool drop_body(struct reader *r)
{
    uint32_t from = 0;
    struct ls_cursor ahead = r->in;
    size_t n = r->me->skip < ls_left(&ahead) ? r->me->skip : ls_left(&ahead);
    ptrdiff_t at = find_message(ls_cut(&ahead, n), &from);

    if (at != NOWHERE)
        r->me->skip = 0;
    else
        r->me->skip -= (uint32_t)n;
    ls_take(&r->in, at != NOWHERE ? (size_t)at : n);
    return ls_left(&r->in) > 0;
}

static bool drop_to_message(struct reader *r)
{
    uint32_t from = 0;
    ptrdiff_t at = find_message(r->in, &from);
    size_t left = ls_left(&r->in);
    r->me->lost = at == NOWHERE;
    if (at == NOWHERE)
        at = left - from <= LS_SIP_HEAD_MAX ? (ptrdiff_t)from : (ptrdiff_t)left;
    ls_take(&r->in, (size_t)at);
    return !r->me->lost;
}

/* Does the next thing to do with r->in. Returns false when it has to wait for more bytes. */
static bool step(struct reader *r)
{
    struct ls_sip_head head;
    if (r->me->skip > 0)
        return drop_body(r);
    if (r->me->lost)
        return drop_to_message(r);
    skip_line_ends(&r->in);
    if (ls_left(&r->in) == 0)
        return false;
    struct ls_cursor rest = r->in;
    enum ls_answer answer = ls_sip_read_head(&rest, &head);
    if (answer == LS_NO) {
        r->me->lost = true;
        return true;
    }
    if (answer == LS_MAYBE && !r->last && ls_left(&r->in) < LS_SIP_HEAD_MAX)
        return false;
    if (answer == LS_MAYBE)
        ls_take(&rest, ls_left(&rest));
    return take_message(r, &head, rest);
}

static struct reader reader_for(struct ls_view *view, uint8_t side, struct state *state,
                                struct ls_draft *draft)
{
    struct reader r = {
        .in = view->bytes[side],
        .me = &state->side[side],
        .all = state,
        .draft = draft,
        .by = {.side = side, .time_ns = view->time_ns},
        .last = view->closed || !view->stream,
    };
    return r;
}

static void read_side(struct ls_view *view, uint8_t side, struct state *state,
                      struct ls_draft *draft)
{
    struct reader r = reader_for(view, side, state, draft);
    while (ls_left(&r.in) > 0 && step(&r))
        continue;
    view->used[side] = ls_left(&view->bytes[side]) - ls_left(&r.in);
}

/* Says whether bytes that begin somewhere in a conversation hold a message beyond doubt. */
static enum ls_answer prove_midway(struct ls_cursor in, struct side *me)
{
    struct ls_sip_head head;
    struct ls_cursor before = in;
    uint32_t from = me->searched;

    if (me->lost)
        return LS_NO;
    ptrdiff_t at = find_message(in, &me->searched);
    size_t end = at != NOWHERE ? (size_t)at : ls_left(&in);
    ls_take(&before, from < end ? from : end);
    me->lost = !is_text(ls_span_take(&before, end - (from < end ? from : end)));
    if (me->lost)
        return LS_NO;
    ls_take(&in, end);
    if (at == NOWHERE)
        return LS_MAYBE;
    enum ls_answer answer = ls_sip_read_head(&in, &head);
    if (answer != LS_YES)
        return answer;
    return ls_sip_head_tells(&head, true) ? LS_YES : LS_NO;
}

static enum ls_answer prove_side(const struct ls_view *view, int side, struct state *state)
{
    struct ls_cursor in = view->bytes[side];
    skip_line_ends(&in);
    if (ls_left(&in) == 0)
        return LS_MAYBE;
    bool last = view->closed || (view->cut && view->side == side);
    enum ls_answer answer = ls_sip_prove(in, last);
    if (answer == LS_NO && !view->from_start[side])
        return prove_midway(in, &state->side[side]);
    return answer;
}

static void be_sure(struct state *state, struct ls_draft *draft)
{
    if (state->sure)
        return;
    state->sure = true;
    state->side[0].searched = state->side[1].searched = 0;
    ls_draft_proves(draft, LS_PROTO_SIP);
    ls_draft_mark(draft, LS_MARK_SIP_CLEAR);
}

static enum ls_answer look_stream(struct ls_view *view, struct state *state, struct ls_draft *draft)
{
    /* once it is sure, what the other side has left was read before */
    bool both = !state->sure || view->closed;
    view->used[0] = view->used[1] = 0;
    if (!state->sure) {
        const enum ls_answer sides[2] = {prove_side(view, 0, state), prove_side(view, 1, state)};
        enum ls_answer answer = ls_sides_answer(view, sides);
        if (answer != LS_YES)
            return answer;
    }
    be_sure(state, draft);
    if (both)
        read_side(view, (uint8_t)(1 - view->side), state, draft);
    read_side(view, view->side, state, draft);
    return LS_YES;
}

static enum ls_answer look_datagram(struct ls_view *view, struct state *state,
                                    struct ls_draft *draft)
{
    struct reader r = reader_for(view, view->side, state, draft);
    skip_line_ends(&r.in);
    enum ls_answer answer = LS_MAYBE;
    if (!is_keep_alive(r.in))
        answer = ls_sip_prove(r.in, view->cut);
    if (answer == LS_YES) {
        struct ls_sip_head head;
        struct ls_cursor rest = r.in;
        be_sure(state, draft);
        if (ls_sip_read_head(&rest, &head) != LS_YES)
            ls_take(&rest, ls_left(&rest));
        take_message(&r, &head, rest);
        return LS_YES;
    }
    if (state->sure)
        return LS_YES;
    if (answer == LS_MAYBE && ++state->quiet > QUIET_MAX)
        return LS_NO;
    return answer;
}

static enum ls_answer sip_look(struct ls_view *view, void *state, struct ls_draft *draft)
{
    return view->stream ? look_stream(view, state, draft) : look_datagram(view, state, draft);
}

/* Words, line ends that come before them and, as datagrams, what keeps a path open. */
static bool sip_begins(uint8_t first, bool stream)
{
    bool keeps_open = first == 0 || first == ' ';
    return (first > ' ' && first <= '~') || first == '\r' || first == '\n' ||
           (keeps_open && !stream);
}

const struct ls_probe ls_probe_sip = {
    .name = "sip",
    .transports = LS_TCP | LS_UDP,
    .state_bytes = sizeof(struct state),
    .budget = LS_SIP_HEAD_MAX,
    .follow = 0,
    .begins = sip_begins,
    .look = sip_look,
};

/*
 * smb.c - SMB 1, 2 and 3 on TCP 445 and 139
 *
 * Every message stands behind a NetBIOS session header (RFC 1002 section 4.3.1): a type byte,
 * 0 for a message, and a length. On port 139 a session request (81) and its answer (82) come
 * first; they prove nothing yet, for anything may follow them.
 *
 * Proof is the header of one whole SMB message with its fixed fields. After that messages are
 * followed by their lengths: tree connects tell which share is meant.
 *
 * Budgets: a session request, its answer and one header fit in 512 bytes. After proof 64 KiB
 * a direction: negotiation, sign-on (with a Kerberos ticket of several KiB) and the first
 * tree connects are over by then.
 */
#include "probe/smb.h"

#include "probe/probes.h"
#include "probe/sides.h"

enum {
    FRAME_HEADER = 4,
    MESSAGE = 0x00,
    SESSION_REQUEST = 0x81,
    KEEP_ALIVE = 0x85,
    SESSION_MAX = 128, /* bytes of the largest session frame, two encoded names with scopes */
    SESSION_FRAMES_MAX = 4,
    PART = 8192, /* bytes of one message that are waited for */
    BUDGET = 512,
    FOLLOW = 65536,
};

struct side {
    uint32_t skip; /* bytes of a message still to be dropped */
    bool lost;     /* no message stood where one should; nothing more is read */
};

struct state {
    struct side side[2];
    bool sure;
    bool client_known;
    bool dialect_known;
};

struct frame {
    uint8_t type;
    uint32_t length;
};

static enum ls_answer read_frame(struct ls_cursor *in, struct frame *frame)
{
    if (ls_left(in) == 0)
        return LS_MAYBE;
    frame->type = ls_u8(in);
    bool session = frame->type >= SESSION_REQUEST && frame->type <= KEEP_ALIVE;
    if (frame->type != MESSAGE && !session)
        return LS_NO;
    frame->length = ls_be24(in);
    if (in->failed)
        return LS_MAYBE;
    return session && frame->length > SESSION_MAX ? LS_NO : LS_YES;
}

static enum ls_answer prove_side(struct ls_cursor in)
{
    struct frame frame;
    for (int i = 0; i < SESSION_FRAMES_MAX; i++) {
        enum ls_answer answer = read_frame(&in, &frame);
        if (answer != LS_YES)
            return answer;
        if (frame.type == MESSAGE)
            return ls_smb_prove(in, frame.length);
        ls_take(&in, frame.length);
        if (in.failed)
            return LS_MAYBE;
    }
    return LS_NO;
}

static void note_message(struct ls_cursor in, uint8_t side, struct state *state,
                         struct ls_draft *draft)
{
    struct ls_smb_said said = ls_smb_note(in, side, draft);
    state->dialect_known |= said.dialect;
    if (said.request != said.response && !state->client_known) {
        ls_draft_client(draft, said.request ? side : (uint8_t)(1 - side));
        state->client_known = true;
    }
    /* Only SMB 3 encrypts; which one is not to be seen any more. */
    if (!said.request && !said.response && *in.at == 0xFD && !state->dialect_known) {
        ls_draft_text(draft, LS_FACT_SMB_DIALECT, LS_SIDE_NONE, "SMB 3");
        state->dialect_known = true;
    }
}

/* Reads one frame at in. Returns false to wait for more bytes, or when it is lost. */
static bool take_frame(struct ls_cursor *in, bool last, uint8_t side, struct state *state,
                       struct ls_draft *draft)
{
    struct ls_cursor ahead = *in;
    struct frame frame;
    enum ls_answer answer = read_frame(&ahead, &frame);
    if (answer == LS_YES && frame.type == MESSAGE)
        answer = ls_smb_prove(ahead, frame.length);
    state->side[side].lost = answer == LS_NO;
    if (answer != LS_YES)
        return false;
    uint32_t wanted = frame.length < PART ? frame.length : PART;
    if (ls_left(&ahead) < wanted && !last)
        return false;
    size_t here = ls_left(&ahead) < frame.length ? ls_left(&ahead) : frame.length;
    struct ls_cursor body = ls_cut(&ahead, here);
    if (frame.type == MESSAGE)
        note_message(body, side, state, draft);
    state->side[side].skip = frame.length - (uint32_t)here;
    *in = ahead;
    return true;
}

static void read_side(struct ls_view *view, uint8_t side, struct state *state,
                      struct ls_draft *draft)
{
    struct ls_cursor in = view->bytes[side];
    struct side *me = &state->side[side];
    bool last = view->closed || (view->cut && view->side == side);
    do {
        size_t n = me->skip < ls_left(&in) ? me->skip : ls_left(&in);
        ls_take(&in, n);
        me->skip -= (uint32_t)n;
    } while (!me->lost && ls_left(&in) > 0 && take_frame(&in, last, side, state, draft));
    view->used[side] = ls_left(&view->bytes[side]) - (me->lost ? 0 : ls_left(&in));
}

static enum ls_answer smb_look(struct ls_view *view, void *memory, struct ls_draft *draft)
{
    struct state *state = memory;
    view->used[0] = view->used[1] = 0;
    if (!state->sure) {
        const enum ls_answer sides[2] = {prove_side(view->bytes[0]), prove_side(view->bytes[1])};
        enum ls_answer answer = ls_sides_answer(view, sides);
        if (answer != LS_YES)
            return answer;
        ls_draft_proves(draft, LS_PROTO_SMB);
        state->sure = true;
    }
    read_side(view, (uint8_t)(1 - view->side), state, draft);
    read_side(view, view->side, state, draft);
    return state->side[0].lost && state->side[1].lost ? LS_DONE : LS_YES;
}

static bool smb_begins(uint8_t first, bool stream)
{
    (void)stream;
    return first == MESSAGE || (first >= SESSION_REQUEST && first <= KEEP_ALIVE);
}

const struct ls_probe ls_probe_smb = {
    .name = "smb",
    .transports = LS_TCP,
    .state_bytes = sizeof(struct state),
    .budget = BUDGET,
    .follow = FOLLOW,
    .begins = smb_begins,
    .look = smb_look,
};

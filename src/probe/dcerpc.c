/*
 * dcerpc.c - DCE/RPC over a connection: which interfaces are called, which ports announced
 *
 * A direction must open with a bind or its answer. A connection that began before
 * the capture is recognised by a request and an answer to it with the same call id.
 *
 * Where the endpoint mapper or DCOM activation is bound, answers are searched for announced
 * endpoints for as long as the connection lives; other connections are left after READ_BYTES.
 * Answers are searched fragment by fragment, and across the seam of two fragments of one answer.
 * At privacy level nothing can be learned.
 */
#include "probe/probes.h"
#include "probe/rpc.h"

enum {
    READ_BYTES = 16 * 1024,
    /* A longer fragment never stands in the window as a whole: it is read as far as it is there. */
    HELD_MAX = 12 * 1024,
    CONTEXTS = 16,
    PAIRS = 8,      /* PDUs of either side compared in the middle of a connection */
    SEAM_MAX = 600, /* bytes on one side of a seam: the longest string binding, a tower */
    ANSWER = 8,     /* of a response, before its stub: hint, context, cancel count */
};

struct rpc_state {
    uint32_t skip[2]; /* bytes of a PDU that is done with but still arriving */
    uint32_t read;
    bool known;
    bool midstream; /* the bind was missed: any answer may hold anything */
    bool learning;
    bool over[2];
    uint8_t client;
    uint8_t contexts;
    struct {
        uint16_t id;
        uint8_t kind;    /* enum rpc_kind */
    } context[CONTEXTS]; /* of interest alone */
};

struct rpc_look {
    struct rpc_state *state;
    struct ls_draft *draft;
    int64_t time_ns;
    uint8_t side;
    bool closed;
};

/* Remembers what a context id stands for; an id may be given another meaning later. */
static void keep_context(struct rpc_state *state, uint16_t id, enum rpc_kind kind)
{
    size_t i = 0;
    while (i < state->contexts && state->context[i].id != id)
        i++;
    if (i == CONTEXTS || (i == state->contexts && kind == RPC_PLAIN))
        return;
    state->context[i].id = id;
    state->context[i].kind = (uint8_t)kind;
    if (i == state->contexts)
        state->contexts++;
    state->learning = state->learning || kind != RPC_PLAIN;
}

static void take_bind(struct rpc_look *look, struct ls_cursor body, bool big)
{
    struct rpc_context context;
    unsigned count = rpc_bind_begin(&body, big);

    for (; count > 0 && rpc_bind_next(&body, big, &context); count--) {
        const struct rpc_interface *known = rpc_interface_find(context.uuid);
        ls_draft_text(look->draft, LS_FACT_RPC_INTERFACE, look->side, context.uuid);
        if (known != NULL)
            ls_draft_text(look->draft, LS_FACT_RPC_NAME, look->side, known->name);
        keep_context(look->state, context.id, known != NULL ? known->kind : RPC_PLAIN);
    }
}

static enum rpc_kind kind_of(const struct rpc_state *state, uint16_t id)
{
    for (size_t i = 0; i < state->contexts; i++)
        if (state->context[i].id == id)
            return (enum rpc_kind)state->context[i].kind;
    return RPC_PLAIN;
}

static void search(struct rpc_look *look, struct ls_cursor stub, enum rpc_kind kind, bool big)
{
    struct rpc_announcer who = {look->draft, look->time_ns, look->side};
    if (kind == RPC_MAPPER || look->state->midstream)
        rpc_find_towers(stub, &who);
    if (kind == RPC_DCOM || look->state->midstream)
        rpc_find_bindings(stub, big, &who);
}

/* Moves body past the fixed part of a response; returns what its context stands for. */
static enum rpc_kind read_answer(const struct rpc_state *state, struct ls_cursor *body, bool big)
{
    ls_take(body, 4); /* allocation hint */
    uint16_t id = rpc_u16(body, big);
    ls_take(body, 2); /* cancel count, padding */
    return kind_of(state, id);
}

static void take_response(struct rpc_look *look, struct ls_cursor body, bool big)
{
    enum rpc_kind kind = read_answer(look->state, &body, big);
    search(look, body, kind, big);
}

static void take_pdu(struct rpc_look *look, struct ls_cursor in, const struct rpc_pdu *pdu)
{
    uint8_t level;
    struct ls_cursor body = rpc_pdu_body(in, pdu, &level);

    if (level == RPC_LEVEL_PRIVACY)
        ls_draft_mark(look->draft, LS_MARK_RPC_ENCRYPTED);
    if ((pdu->type == RPC_BIND || pdu->type == RPC_ALTER) && !rpc_pdu_goes_on(pdu))
        take_bind(look, body, pdu->big);
    if (pdu->type == RPC_RESPONSE && level != RPC_LEVEL_PRIVACY)
        take_response(look, body, pdu->big);
}

/* Passes over what is left of a PDU. */
static void skip(struct rpc_look *look, struct ls_cursor *in)
{
    uint32_t *left = &look->state->skip[look->side];
    size_t part = ls_left(in) < *left ? ls_left(in) : *left;
    ls_take(in, part);
    *left -= (uint32_t)part;
}

/* Says whether an answer is not over with this fragment, and may announce something. */
static bool goes_on(const struct rpc_look *look, const struct rpc_pdu *pdu)
{
    return pdu->type == RPC_RESPONSE && (pdu->flags & RPC_LAST) == 0 &&
           (look->state->learning || look->state->midstream);
}

/*
 * Finds the fragment that goes on where pdu ends, as far as the search of the seam needs it.
 * RPC_WAIT: it is still to come.
 */
static enum rpc_found next_fragment(struct ls_cursor in, const struct rpc_pdu *pdu,
                                    struct rpc_pdu *next)
{
    ls_take(&in, pdu->length);
    enum rpc_found found = rpc_pdu_peek(in, next);
    if (found != RPC_FOUND)
        return found;
    if (next->type != RPC_RESPONSE || next->call != pdu->call || (next->flags & RPC_FIRST))
        return RPC_BAD;
    size_t most = RPC_HEADER + ANSWER + SEAM_MAX;
    size_t need = next->length < most ? next->length : most;
    return ls_left(&in) < need ? RPC_WAIT : RPC_FOUND;
}

/* Puts the end of one stub and the beginning of the next side by side, and searches that. */
static void take_seam(struct rpc_look *look, struct ls_cursor in, const struct rpc_pdu *pdu,
                      const struct rpc_pdu *next)
{
    uint8_t seam[2 * SEAM_MAX], level[2];
    struct ls_cursor one = rpc_pdu_body(in, pdu, &level[0]);
    ls_take(&in, pdu->length);
    struct ls_cursor two = rpc_pdu_body(in, next, &level[1]);
    enum rpc_kind kind = read_answer(look->state, &one, pdu->big);
    read_answer(look->state, &two, next->big);
    if (level[0] == RPC_LEVEL_PRIVACY || level[1] == RPC_LEVEL_PRIVACY)
        return;
    if (ls_left(&one) > SEAM_MAX)
        ls_take(&one, ls_left(&one) - SEAM_MAX);
    size_t tail = ls_left(&one);
    size_t head = ls_left(&two) < SEAM_MAX ? ls_left(&two) : SEAM_MAX;
    if (tail == 0 || head == 0)
        return;
    memcpy(seam, one.at, tail);
    memcpy(seam + tail, two.at, head);
    search(look, ls_cursor(seam, tail + head), kind, pdu->big);
}

/* Takes the next PDU; false when bytes have run out or the side cannot be read on. */
static bool step(struct rpc_look *look, struct ls_cursor *in)
{
    struct rpc_pdu pdu, next;

    skip(look, in);
    enum rpc_found found = rpc_pdu_peek(*in, &pdu);
    if (found == RPC_BAD)
        look->state->over[look->side] = true;
    if (found != RPC_FOUND)
        return false;
    bool wait = !look->closed && ls_left(in) < HELD_MAX;
    bool whole = ls_left(in) >= pdu.length;
    if (!whole && wait)
        return false;
    enum rpc_found more = RPC_BAD;
    if (whole && goes_on(look, &pdu))
        more = next_fragment(*in, &pdu, &next);
    if (more == RPC_WAIT && wait)
        return false;
    take_pdu(look, *in, &pdu);
    if (more == RPC_FOUND)
        take_seam(look, *in, &pdu, &next);
    look->state->skip[look->side] = pdu.length;
    skip(look, in);
    return true;
}

static void follow_side(struct ls_view *view, uint8_t side, struct rpc_state *state,
                        struct ls_draft *draft)
{
    struct rpc_look look = {state, draft, view->time_ns, side, view->closed};
    struct ls_cursor in = view->bytes[side];

    while (!state->over[side] && step(&look, &in))
        ;
    if (state->over[side])
        in.at = in.end;
    view->used[side] = (size_t)(in.at - view->bytes[side].at);
    state->read += (uint32_t)view->used[side];
}

static enum ls_answer follow(struct ls_view *view, struct rpc_state *state, struct ls_draft *draft)
{
    follow_side(view, state->client, state, draft); /* contexts before what uses them */
    follow_side(view, !state->client, state, draft);
    if (state->over[0] && state->over[1])
        return LS_DONE;
    if (state->learning)
        state->read = 0;
    return state->read >= READ_BYTES ? LS_DONE : LS_YES;
}

enum opening { OPENS_EMPTY, OPENS_SHORT, OPENS_BIND, OPENS_ACK, OPENS_OTHER };

static enum opening opening(struct ls_cursor in, bool closed)
{
    struct rpc_pdu pdu;
    uint8_t level;

    if (ls_left(&in) == 0)
        return OPENS_EMPTY;
    enum rpc_found found = rpc_pdu_peek(in, &pdu);
    if (found == RPC_BAD || (found == RPC_WAIT && closed))
        return OPENS_OTHER;
    if (ls_left(&in) > 2 && (in.at[2] < RPC_BIND || in.at[2] > RPC_BIND_NAK))
        return OPENS_OTHER; /* SOCKS 5 opens with 05 01 00 */
    if (found == RPC_WAIT)
        return OPENS_SHORT;
    if (ls_left(&in) < pdu.length && ls_left(&in) < HELD_MAX && !closed)
        return OPENS_SHORT;
    struct ls_cursor body = rpc_pdu_body(in, &pdu, &level);
    if (rpc_pdu_goes_on(&pdu))
        return OPENS_OTHER;
    if (pdu.type == RPC_BIND)
        return rpc_opens_bind(body, &pdu) ? OPENS_BIND : OPENS_OTHER;
    return rpc_opens_ack(body, &pdu) ? OPENS_ACK : OPENS_OTHER;
}

/* Steps to the next whole request (or answer to one) of a connection joined midway. */
static bool next_call(struct ls_cursor *in, bool request, uint32_t *call)
{
    enum { CONTEXT_MAX = 255, OPNUM_MAX = 1023 };
    struct rpc_pdu pdu;
    uint8_t level;

    if (rpc_pdu_peek(*in, &pdu) != RPC_FOUND || ls_left(in) < pdu.length)
        return false;
    bool fits =
        request ? pdu.type == RPC_REQUEST : pdu.type == RPC_RESPONSE || pdu.type == RPC_FAULT;
    struct ls_cursor body = rpc_pdu_body(*in, &pdu, &level);
    ls_take(&body, 4);
    uint16_t context = rpc_u16(&body, pdu.big);
    uint16_t opnum = rpc_u16(&body, pdu.big);
    if (!fits || context > CONTEXT_MAX || opnum > OPNUM_MAX)
        return false;
    *call = pdu.call;
    ls_take(in, pdu.length);
    return true;
}

/* Says whether side answers a request of the other with the same call id. */
static bool answers(const struct ls_view *view, uint8_t side)
{
    struct ls_cursor requests = view->bytes[!side];
    uint32_t asked, answered;

    for (int i = 0; i < PAIRS && next_call(&requests, true, &asked); i++) {
        struct ls_cursor responses = view->bytes[side];
        for (int k = 0; k < PAIRS && next_call(&responses, false, &answered); k++)
            if (asked == answered)
                return true;
    }
    return false;
}

/* Finds the side of the client, or LS_SIDE_NONE. */
static uint8_t find_client(const struct ls_view *view, const enum opening opens[2])
{
    for (uint8_t i = 0; i < 2; i++)
        if (opens[i] == OPENS_BIND)
            return i;
    for (uint8_t i = 0; i < 2; i++)
        if (opens[i] == OPENS_ACK)
            return !i;
    if (view->from_start[0] || view->from_start[1])
        return LS_SIDE_NONE;
    for (uint8_t i = 0; i < 2; i++)
        if (answers(view, i))
            return !i;
    return LS_SIDE_NONE;
}

/*
 * Says whether bytes to come could still prove it. A side joined amid a PDU looks wrong for
 * good, but the other one may begin with an answer.
 */
static bool can_become(const struct ls_view *view, const enum opening opens[2])
{
    int wrong = 0;
    for (int i = 0; i < 2; i++) {
        struct rpc_pdu pdu;
        if (opens[i] == OPENS_SHORT || opens[i] == OPENS_EMPTY)
            continue;
        if (view->from_start[i])
            return false;
        wrong += rpc_pdu_peek(view->bytes[i], &pdu) == RPC_BAD;
    }
    return !view->closed && wrong < 2;
}

static enum ls_answer dcerpc_look(struct ls_view *view, void *state_area, struct ls_draft *draft)
{
    struct rpc_state *state = state_area;

    if (state->known)
        return follow(view, state, draft);
    enum opening opens[2] = {opening(view->bytes[0], view->closed),
                             opening(view->bytes[1], view->closed)};
    uint8_t client = find_client(view, opens);
    if (client == LS_SIDE_NONE)
        return can_become(view, opens) ? LS_MAYBE : LS_NO;
    state->known = true;
    state->client = client;
    state->midstream = opens[client] != OPENS_BIND;
    ls_draft_proves(draft, LS_PROTO_DCERPC);
    ls_draft_client(draft, client);
    return follow(view, state, draft);
}

static bool dcerpc_begins(uint8_t first, bool stream)
{
    (void)stream;
    return first == 5; /* major version */
}

const struct ls_probe ls_probe_dcerpc = {
    .name = "dcerpc",
    .transports = LS_TCP,
    .state_bytes = sizeof(struct rpc_state),
    .budget = 16 * 1024,
    .follow = 0,
    .begins = dcerpc_begins,
    .look = dcerpc_look,
};

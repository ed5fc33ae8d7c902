/*
 * nmf.c - .NET Message Framing, the opening of WCF's net.tcp ([MC-NMF] sections 2.2.1-2.2.3)
 *
 * The initiator's preamble is a list of records, each with a type byte:
 *
 *   00 major minor | 01 mode | 02 size via | 03 encoding or 04 size type | 09 size upgrade | 0C
 *
 * Proof is version 1.0, a mode and a whole via that is a URI, in this order. Sizes are
 * little-endian groups of 7 bits, at most five. The receiver's answers (0A, 0B, 08 fault) are
 * single bytes and prove nothing.
 *
 * After an upgrade to application/ssl-tls that was answered by 0A, a TLS handshake runs on
 * the same connection: from there on all bytes are the TLS probe's, which keeps its state
 * inside ours, and the stack becomes nmf, tls.
 *
 * Budgets: a preamble with the longest via read here; after proof 64 KiB a direction, which
 * is room for a handshake with its certificates.
 */
#include <stdalign.h>

#include "probe/probes.h"
#include "probe/sides.h"
#include "probe/text.h"

enum {
    VERSION = 0x00,
    MODE = 0x01,
    VIA = 0x02,
    KNOWN_ENCODING = 0x03,
    OTHER_ENCODING = 0x04,
    FAULT = 0x08,
    UPGRADE_REQUEST = 0x09,
    UPGRADE_RESPONSE = 0x0A,
    PREAMBLE_END = 0x0C,
    PREAMBLE_ACK = 0x0B,
    MODE_MAX = 4,
    TEXT_MAX = 2048, /* longer texts are not believed */
    TLS_ROOM = 512,
    BUDGET = TEXT_MAX + 16,
    FOLLOW = 65536,
};

enum phase { PREAMBLE, RECORDS, UPGRADE_ASKED, UPGRADED };

struct state {
    alignas(max_align_t) uint8_t tls[TLS_ROOM]; /* the TLS probe's own state */
    bool tls_moved[2];                          /* the TLS probe has consumed bytes */
    uint8_t phase;                              /* enum phase */
    uint8_t client;
};

/* [MC-NMF] section 2.2.2: 7 bits a byte, least significant first. False when it is too large. */
static bool read_size(struct ls_cursor *in, uint32_t *size)
{
    enum { BYTES_MAX = 5, TOP_BYTE_MAX = 0x0F };
    *size = 0;
    for (unsigned i = 0; i < BYTES_MAX; i++) {
        uint8_t byte = ls_u8(in);
        if (i == BYTES_MAX - 1 && byte > TOP_BYTE_MAX)
            return false;
        *size |= (uint32_t)(byte & 0x7F) << 7 * i;
        if ((byte & 0x80) == 0)
            return true;
    }
    return false;
}

/* Reads a size and as many bytes of text. LS_MAYBE: the bytes ran out. */
static enum ls_answer read_text(struct ls_cursor *in, struct ls_span *text)
{
    uint32_t size;
    if (!read_size(in, &size) || size == 0 || size > TEXT_MAX)
        return in->failed ? LS_MAYBE : LS_NO;
    *text = ls_span_take(in, size);
    return in->failed ? LS_MAYBE : LS_YES;
}

static bool is_uri(struct ls_span text)
{
    struct ls_cursor in = ls_span_cursor(text);
    return ls_text_is_visible(text) && *text.at != ':' && ls_text_find(&in, "://") &&
           ls_left(&in) > 0;
}

/* Version 1.0, mode, via; moves in past them. */
static enum ls_answer read_opening(struct ls_cursor *in, struct ls_span *via)
{
    static const uint8_t fixed[] = {VERSION, 1, 0, MODE};
    size_t known = ls_left(in) < sizeof fixed ? ls_left(in) : sizeof fixed;
    if (!ls_starts(in, fixed, known))
        return LS_NO;
    ls_take(in, known);
    if (ls_left(in) == 0)
        return LS_MAYBE;
    uint8_t mode = ls_u8(in);
    if (mode == 0 || mode > MODE_MAX)
        return LS_NO;
    if (ls_left(in) == 0)
        return LS_MAYBE;
    if (ls_u8(in) != VIA)
        return LS_NO;
    enum ls_answer answer = read_text(in, via);
    return answer == LS_YES && !is_uri(*via) ? LS_NO : answer;
}

static enum ls_answer prove_side(struct ls_cursor in)
{
    struct ls_span via;
    bool answers = ls_left(&in) > 0 &&
                   (*in.at == UPGRADE_RESPONSE || *in.at == PREAMBLE_ACK || *in.at == FAULT);
    if (ls_left(&in) == 0 || answers)
        return LS_MAYBE;
    return read_opening(&in, &via);
}

static enum ls_answer take_opening(struct ls_view *view, struct state *state,
                                   struct ls_draft *draft)
{
    const enum ls_answer sides[2] = {prove_side(view->bytes[0]), prove_side(view->bytes[1])};
    enum ls_answer answer = ls_sides_answer(view, sides);
    if (answer != LS_YES)
        return answer;

    uint8_t client = sides[0] == LS_YES ? 0 : 1;
    struct ls_cursor in = view->bytes[client];
    struct ls_span via;
    read_opening(&in, &via);
    ls_draft_proves(draft, LS_PROTO_NMF);
    ls_draft_client(draft, client);
    ls_draft_fact(draft, LS_FACT_NMF_VIA, client, via.at, via.len);
    view->used[client] = ls_left(&view->bytes[client]) - ls_left(&in);
    state->client = client;
    state->phase = RECORDS;
    return LS_YES;
}

/* The unread bytes of a side behind those this look has used already. */
static struct ls_cursor unused(const struct ls_view *view, uint8_t side)
{
    struct ls_cursor in = view->bytes[side];
    ls_take(&in, view->used[side]);
    return in;
}

/* Reads the record behind the via. LS_DONE: nothing of the preamble is left to learn. */
static enum ls_answer take_record(struct ls_view *view, struct state *state, struct ls_draft *draft)
{
    struct ls_cursor in = unused(view, state->client);
    struct ls_span text;
    enum ls_answer answer = LS_YES;

    if (ls_left(&in) == 0)
        return LS_MAYBE;
    uint8_t type = ls_u8(&in);
    if (type == KNOWN_ENCODING)
        ls_u8(&in);
    else if (type == OTHER_ENCODING || type == UPGRADE_REQUEST)
        answer = read_text(&in, &text);
    else {
        if (type == PREAMBLE_END)
            ls_draft_mark(draft, LS_MARK_NMF_CLEAR);
        return LS_DONE;
    }
    if (in.failed)
        return LS_MAYBE;
    if (answer != LS_YES)
        return LS_DONE;
    view->used[state->client] = ls_left(&view->bytes[state->client]) - ls_left(&in);
    if (type != UPGRADE_REQUEST)
        return LS_YES;
    if (!ls_text_is(text, "application/ssl-tls"))
        return LS_DONE;
    state->phase = UPGRADE_ASKED;
    return LS_YES;
}

/*
 * Waits for the receiver's 0A. Where only the initiator was captured, its next byte says as
 * much: it may send nothing before the answer.
 */
static enum ls_answer take_upgrade(struct ls_view *view, struct state *state)
{
    uint8_t server = (uint8_t)(1 - state->client);
    struct ls_cursor answer = unused(view, server);
    struct ls_cursor next = unused(view, state->client);

    if (ls_left(&answer) > 0) {
        if (ls_u8(&answer) != UPGRADE_RESPONSE)
            return LS_DONE;
        view->used[server]++;
    } else if (ls_left(&next) == 0) {
        return LS_MAYBE;
    }
    state->phase = UPGRADED;
    return LS_YES;
}

static enum ls_answer look_inside(struct ls_view *view, struct state *state, struct ls_draft *draft)
{
    struct ls_view inner = *view;
    if (ls_probe_tls.state_bytes > TLS_ROOM)
        return LS_DONE;
    for (uint8_t i = 0; i < 2; i++) {
        inner.bytes[i] = unused(view, i);
        inner.used[i] = 0;
        inner.from_start[i] = !state->tls_moved[i];
    }
    if (ls_left(&inner.bytes[0]) + ls_left(&inner.bytes[1]) == 0)
        return LS_YES;
    enum ls_answer answer = ls_probe_tls.look(&inner, state->tls, draft);
    if (answer == LS_NO)
        return LS_DONE;
    if (answer == LS_MAYBE)
        return LS_YES;
    for (int i = 0; i < 2; i++) {
        view->used[i] += inner.used[i];
        state->tls_moved[i] |= inner.used[i] > 0;
    }
    return answer;
}

static enum ls_answer nmf_look(struct ls_view *view, void *memory, struct ls_draft *draft)
{
    struct state *state = memory;
    enum ls_answer answer = LS_YES;

    view->used[0] = view->used[1] = 0;
    if (state->phase == PREAMBLE)
        answer = take_opening(view, state, draft);
    if (answer != LS_YES)
        return answer;
    while (state->phase == RECORDS && answer == LS_YES)
        answer = take_record(view, state, draft);
    if (state->phase == UPGRADE_ASKED && answer == LS_YES)
        answer = take_upgrade(view, state);
    if (state->phase == UPGRADED && answer == LS_YES)
        answer = look_inside(view, state, draft);
    return answer == LS_MAYBE ? LS_YES : answer;
}

static bool nmf_begins(uint8_t first, bool stream)
{
    (void)stream;
    return first == VERSION || first == FAULT || first == UPGRADE_RESPONSE || first == PREAMBLE_ACK;
}

const struct ls_probe ls_probe_nmf = {
    .name = "nmf",
    .transports = LS_TCP,
    .state_bytes = sizeof(struct state),
    .budget = BUDGET,
    .follow = FOLLOW,
    .begins = nmf_begins,
    .look = nmf_look,
};
